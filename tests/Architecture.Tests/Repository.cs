namespace Containerize.Architecture.Tests;

internal static class Repository
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> Sources(string folder, string pattern = "*.cs") =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Containerize.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Containerize.sln");

        return folder;
    }
}
