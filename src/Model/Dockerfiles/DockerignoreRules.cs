using System.Text;
using System.Text.RegularExpressions;

namespace Containerize.Dockerfiles;

/// <summary>
/// The rules of a <c>.dockerignore</c> as Docker reads them (moby/patternmatcher): Go's <c>filepath.Match</c>, with <c>**</c> for any number of
/// folders; a rule that holds for a folder holds for what is in it; the last rule that matches counts; <c>!</c> takes one back.
/// </summary>
public sealed class DockerignoreRules
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly List<(Regex Pattern, bool Exception)> _rules = [];

    private DockerignoreRules()
    {
    }

    /// <summary>True when a rule takes something back, so that folders that are left out must be looked into.</summary>
    public bool HasExceptions => _rules.Any(rule => rule.Exception);

    /// <summary>Reads the text of a <c>.dockerignore</c>. Rules that are no patterns are left out, as nothing can match them.</summary>
    public static DockerignoreRules Parse(string text)
    {
        var rules = new DockerignoreRules();
        foreach (var line in text.TrimStart('\uFEFF').Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Trim()))
        {
            var exception = line.Length > 1 && line[0] == '!';
            var pattern = Clean(exception ? line.Substring(1).Trim() : line);
            if (pattern.Length > 0 && Compile(pattern) is { } regex)
                rules._rules.Add((regex, exception));
        }

        return rules;
    }

    /// <summary>True when the path is left out.</summary>
    /// <param name="path">Below the context, separated by <c>/</c>.</param>
    public bool Ignores(string path)
    {
        var ignored = false;
        foreach (var (pattern, exception) in _rules)
        {
            // A rule matters only where it changes the answer.
            if (exception == ignored && SelfAndParents(path).Any(part => pattern.IsMatch(part)))
                ignored = !exception;
        }

        return ignored;
    }

    private static IEnumerable<string> SelfAndParents(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
            yield return path.Substring(0, end);
    }

    private static string Clean(string pattern)
    {
        var parts = new List<string>();
        foreach (var part in pattern.Split('/').Where(part => part.Length > 0 && part != "."))
        {
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
        }

        return string.Join("/", parts);
    }

    private static Regex? Compile(string pattern)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    i += i + 2 < pattern.Length && pattern[i + 2] == '/' ? 2 : 1;
                    text.Append(i + 1 < pattern.Length ? "(.*/)?" : ".*");
                    break;
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                case '[' or ']' or '^' or '-':
                    text.Append(pattern[i]);
                    break;
                case '\\' when i + 1 < pattern.Length:
                    text.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    text.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        try
        {
            return new Regex(text.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline, Limit);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
