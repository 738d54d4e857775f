using System.Globalization;
using System.Runtime.InteropServices;

namespace Containerize.Bench;

/// <summary>What the figures were measured on.</summary>
public static class Machine
{
    /// <summary>Name and value of what matters.</summary>
    public static IReadOnlyList<(string Name, string Value)> Describe(Workspace workspace, IReadOnlyList<Output> engines)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(engines);
        var rows = new List<(string, string)>
        {
            ("date", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("processor", $"{Environment.ProcessorCount} cores, {Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString()}"),
            ("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB")),
            ("system", $"{Field("/etc/os-release", "PRETTY_NAME")?.Trim('"')}, kernel {Environment.OSVersion.Version}"),
            (".NET SDK", workspace.Run(new("dotnet", ["--version"], workspace["apps"])).Output.Trim()),
        };
        foreach (var output in engines)
            rows.Add((output.Name, workspace.RunOn(output, new("docker", ["info", "--format", "Docker {{.ServerVersion}}, {{.Driver}}"], workspace["apps"])).Output.Trim()));

        rows.Add(("registry", Registry()));
        return rows;
    }

    /// <summary>Runnable processes per core, over the last minute.</summary>
    public static double Load() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount;

    private static string Registry()
    {
        try
        {
            return "docker-registry " + new Command("docker-registry", ["--version"], "/").Run(new Dictionary<string, string>()).Output.Trim().Split(' ')[^1] + " on this machine";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "on this machine";
        }
    }

    private static string? Field(string file, string name) =>
        File.ReadLines(file).Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOfAny([':', '=']) + 1)..].Trim()).FirstOrDefault();
}
