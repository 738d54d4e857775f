using System.Diagnostics;

namespace Containerize.Core.Tests.Native;

/// <summary>Runs a program to its end, or lets the test be inconclusive when the machine has none.</summary>
internal static class ToolRun
{
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string tool, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(tool, arguments, new Dictionary<string, string>());
        return await EndAsync(process, cancellationToken);
    }

    public static async Task<(int ExitCode, string Output, string Errors)> EndAsync(Process process, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <param name="environment">Added to the environment of the test; when not empty it replaces it.</param>
    public static Process Start(string tool, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Find(tool), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (environment.Count > 0)
            start.Environment.Clear();

        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return Process.Start(start)!;
    }

    private static string Find(string tool)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"]);
        var path = folders.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);
        if (path is null)
            Assert.Inconclusive($"'{tool}' is not on this machine.");

        return path;
    }
}
