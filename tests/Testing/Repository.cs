using System.Runtime.InteropServices;

namespace Containerize.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>Absolute path of its root.</summary>
    public static string Root { get; } = Find();

    /// <summary>The tasks as the samples use them; test.sh builds them before the tests.</summary>
    public static string TasksAssembly { get; } = FindTasks();

    // Those compiled ahead of time, where they can be, as the package's targets choose.
    private static string FindTasks()
    {
        var folder = Path.Combine(Root, "src/Tasks/bin/Release/net10.0");
        var compiled = Path.Combine(folder, "linux-x64/Containerize.Tasks.dll");
        return OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists(compiled) ? compiled : Path.Combine(folder, "Containerize.Tasks.dll");
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Containerize.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Containerize.sln");

        return folder;
    }
}
