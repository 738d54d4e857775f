using Containerize.Testing;

namespace Containerize.Architecture.Tests;

internal static class SourceFiles
{
    /// <summary>Files of a folder of the repository that people wrote.</summary>
    public static IEnumerable<string> In(string folder, string pattern = "*.cs") =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));
}
