using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// Files of an earlier publish that are still in the publish folder: listed then, not listed now. Files that no list ever had (made by a target of
/// the project after publish) are never stale.
/// </summary>
public static class StaleFiles
{
    private const int Named = 5;

    /// <summary>The stale ones, separated by <c>/</c>, ordered by their UTF-8 bytes.</summary>
    /// <param name="previous">What the last publish listed, relative to the publish folder; either separator.</param>
    /// <param name="current">What this publish lists.</param>
    /// <param name="inFolder">What is in the folder.</param>
    public static IReadOnlyList<string> Find(IEnumerable<string> previous, IEnumerable<string> current, IEnumerable<string> inFolder)
    {
        var listed = new HashSet<string>(previous.Select(Normalise), StringComparer.Ordinal);
        listed.ExceptWith(current.Select(Normalise));
        return [.. inFolder.Select(Normalise).Where(listed.Contains).Distinct(StringComparer.Ordinal).OrderBy(path => path, Utf8Order.Comparer)];
    }

    /// <summary>CTZ0122 that names them, the first five of many; null when there are none.</summary>
    public static Diagnostic? Describe(IReadOnlyList<string> stale)
    {
        if (stale.Count == 0)
            return null;

        var names = string.Join(", ", stale.Take(Named)) + (stale.Count > Named ? $" and {stale.Count - Named} more" : "");
        return ProjectCodes.StaleFilesLeftOut.With(stale.Count == 1 ? "1 file" : $"{stale.Count} files", stale.Count == 1 ? "is" : "are", names);
    }

    private static string Normalise(string path)
    {
        var slashes = path.Replace('\\', '/');
        return slashes.StartsWith("./", StringComparison.Ordinal) ? slashes.Substring(2) : slashes;
    }
}
