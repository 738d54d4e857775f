namespace Containerize.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>Absolute path of its root.</summary>
    public static string Root { get; } = Find();

    /// <summary>The tasks as the samples use them; test.sh builds them before the tests.</summary>
    public static string TasksAssembly { get; } = Path.Combine(Root, "src/Tasks/bin/Release/net10.0/Containerize.Tasks.dll");

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Containerize.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Containerize.sln");

        return folder;
    }
}
