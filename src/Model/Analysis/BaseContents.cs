using Containerize.Planning;

namespace Containerize.Analysis;

/// <summary>
/// What Microsoft's Linux bases bring besides .NET, by their family. Debian and Ubuntu have ICU and time zones; Alpine, chiseled and distroless images
/// have neither, unless they are <c>-extra</c>, and switch cultures off.
/// </summary>
public sealed record BaseContents
{
    // Missing from every one of these images.
    private static readonly HashSet<string> NotInAny = new(StringComparer.Ordinal)
    {
        "curl", "docker", "git", "java", "kubectl", "node", "npm", "python", "python3", "ssh", "sudo", "xdg-open", "zip",
    };

    // Missing from Debian and Ubuntu; BusyBox has them.
    private static readonly HashSet<string> OnlyInBusyBox = new(StringComparer.Ordinal) { "nc", "nslookup", "ping", "unzip", "wget" };

    // What a system with a shell has.
    private static readonly HashSet<string> Basic = new(StringComparer.Ordinal)
    {
        "ash", "awk", "bash", "cat", "chmod", "chown", "cp", "date", "df", "du", "echo", "env", "find", "grep", "gzip", "head", "hostname", "id", "kill", "ln", "ls", "mkdir", "mv",
        "ps", "rm", "rmdir", "sed", "sh", "sleep", "sort", "tail", "tar", "tee", "test", "touch", "uname", "wc", "which", "whoami", "xargs",
    };

    /// <summary>True when the image knows time zones besides UTC.</summary>
    public required bool HasTimeZones { get; init; }

    /// <summary>What the image sets DOTNET_SYSTEM_GLOBALIZATION_INVARIANT to; null when it leaves it to the app.</summary>
    public required bool? IsInvariant { get; init; }

    private bool IsAlpine { get; init; }

    private bool IsDebian { get; init; }

    /// <summary>What is in a base; null when it is none of Microsoft's, or one that this table does not know.</summary>
    /// <param name="reference">Full reference.</param>
    public static BaseContents? Find(string reference)
    {
        if (BaseImageTable.Find(reference) is null)
            return null;

        var hasShell = !BaseImageTable.HasNoShell(reference);
        var isAlpine = Has(reference, "-alpine");
        var isExtra = Has(reference, "-extra");
        return new()
        {
            HasTimeZones = (hasShell && !isAlpine) || isExtra,
            IsInvariant = isExtra ? false : !hasShell || isAlpine ? true : null,
            IsAlpine = isAlpine,
            IsDebian = hasShell && !isAlpine && !Has(reference, "azurelinux") && !Has(reference, "mariner"),
        };
    }

    /// <summary>True when a base certainly has no such program: one of Microsoft's, or an empty one.</summary>
    /// <param name="reference">Full reference, or <c>scratch</c>.</param>
    /// <param name="program">Its file name.</param>
    public static bool Lacks(string reference, string program)
    {
        var hasNoShell = BaseImageTable.HasNoShell(reference);
        var contents = Find(reference);
        var isDebian = contents?.IsDebian == true;
        var isAlpine = contents?.IsAlpine == true;
        return NotInAny.Contains(program) ? isAlpine || isDebian || hasNoShell
            : OnlyInBusyBox.Contains(program) ? isDebian || hasNoShell
            : program == "bash" ? isAlpine || hasNoShell
            : Basic.Contains(program) && hasNoShell;
    }

    private static bool Has(string reference, string part) => reference.IndexOf(part, StringComparison.Ordinal) >= 0;
}
