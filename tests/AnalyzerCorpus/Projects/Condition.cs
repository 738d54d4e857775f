using System.Text.RegularExpressions;

namespace Containerize.AnalyzerCorpus.Projects;

/// <summary>Conditions of MSBuild, as far as project files need them. What is beyond this reader is false.</summary>
internal static partial class Condition
{
    public static bool IsTrue(string condition, Func<string, string> expand, Func<string, bool> exists)
    {
        if (condition.Trim().Length == 0)
            return true;
        if (condition.Contains('(', StringComparison.Ordinal) && Grouped().IsMatch(condition))
            return false;

        return Or().Split(condition).Any(part => And().Split(part).All(term => Term(term.Trim(), expand, exists)));
    }

    private static bool Term(string term, Func<string, string> expand, Func<string, bool> exists)
    {
        if (Compared().Match(term) is { Success: true } compared)
        {
            var isEqual = string.Equals(expand(compared.Groups[1].Value), expand(compared.Groups[3].Value), StringComparison.OrdinalIgnoreCase);
            return isEqual == (compared.Groups[2].Value == "==");
        }

        if (Exists().Match(term) is { Success: true } call)
            return exists(expand(call.Groups[2].Value)) == (call.Groups[1].Length == 0);

        var value = expand(term.TrimStart('!').Trim().Trim('\''));
        return string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) != term.StartsWith('!') && (value.Length > 0 || term.StartsWith('!'));
    }

    // A bracket that neither calls a function nor reads a property.
    [GeneratedRegex(@"(^|\s|!)\(")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"\s+or\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Or();

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"^'?([^'=!]*)'?\s*(==|!=)\s*'?([^']*?)'?$")]
    private static partial Regex Compared();

    [GeneratedRegex(@"^(!?)\s*Exists\('([^']*)'\)$", RegexOptions.IgnoreCase)]
    private static partial Regex Exists();
}
