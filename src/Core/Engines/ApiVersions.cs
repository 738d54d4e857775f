using System.Text.RegularExpressions;

namespace Containerize.Engines;

/// <summary>API versions as engines write them, and what engines answer to one that they do not speak.</summary>
internal static partial class ApiVersions
{
    /// <summary>Reads <c>1.41</c>.</summary>
    public static bool TryParse(string text, out Version? version)
    {
        version = Pattern().IsMatch(text) ? Version.Parse(text) : null;
        return version is not null;
    }

    /// <summary>The version that was asked for, and what to do, when a refusal is about that; else null.</summary>
    /// <param name="message">The engine's own words.</param>
    /// <param name="isPinned">True: the user asked for the version.</param>
    public static (string Version, string Reason)? Mismatch(string message, bool isPinned)
    {
        var match = RefusalPattern().Match(message);
        if (!match.Success)
            return null;

        var (asked, limit) = (match.Groups[1].Value, match.Groups[3].Value);
        var range = match.Groups[2].Value == "old" ? $"it wants {limit} or newer" : $"its newest is {limit}";
        return (asked, $"{range}; {(isPinned ? "unset DOCKER_API_VERSION" : "update Containerize, or set min-api-version in the engine's daemon.json")}");
    }

    [GeneratedRegex(@"^\d{1,4}\.\d{1,4}$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    // Docker's daemon/server/middleware/version.go, the same since 2016.
    [GeneratedRegex(@"client version (\S{1,20}) is too (old|new)\. (?:Minimum|Maximum) supported API version is (\d{1,4}\.\d{1,4})", RegexOptions.CultureInvariant)]
    private static partial Regex RefusalPattern();
}
