using System.Text.RegularExpressions;

namespace Containerize.AnalyzerCorpus.Projects;

/// <summary>File patterns as MSBuild has them: <c>*</c>, <c>**</c>, <c>?</c>.</summary>
internal static class Glob
{
    /// <summary>What a pattern matches: paths relative to the same folder, with slashes.</summary>
    public static Regex ToRegex(string pattern)
    {
        var text = Regex.Escape(Normal(pattern)).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal);
        return new("^" + text + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>Files that a pattern names, absolute. The pattern may lead out of the folder.</summary>
    public static IEnumerable<string> Expand(string folder, string pattern)
    {
        pattern = Normal(pattern);
        var star = pattern.IndexOfAny(['*', '?']);
        var root = Path.GetFullPath(Path.Combine(folder, star < 0 ? pattern : pattern[..(pattern[..star].LastIndexOf('/') + 1)]));
        if (star < 0)
            return File.Exists(root) ? [root] : [];
        if (!Directory.Exists(root))
            return [];

        var regex = ToRegex(pattern[(pattern[..star].LastIndexOf('/') + 1)..]);
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(file => regex.IsMatch(Path.GetRelativePath(root, file).Replace('\\', '/')));
    }

    private static string Normal(string pattern) => pattern.Replace('\\', '/').Trim();
}
