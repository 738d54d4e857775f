using System.Text.RegularExpressions;

namespace Containerize.Engines;

/// <summary>The way to an engine by ssh ended: ssh, or the docker command that it started, went away and said why.</summary>
/// <param name="message">What happened and what to do.</param>
/// <param name="hasAnswered">True when something had come from the engine before.</param>
internal sealed partial class SshException(string message, bool hasAnswered) : IOException(message)
{
    /// <summary>What ssh ends with for failures of its own.</summary>
    public const int SshFailed = 255;

    private const int MaximumText = 300;

    // What a shell ends with when it does not find a command.
    private const int NoSuchCommand = 127;

    /// <summary>True when the engine had been reached.</summary>
    public bool HasAnswered { get; } = hasAnswered;

    /// <summary>From exit code and standard error to what a person can act on.</summary>
    /// <param name="address">Where it went.</param>
    /// <param name="exitCode">How ssh ended.</param>
    /// <param name="complaint">What came on standard error, from ssh or from the other side.</param>
    public static string Explain(EngineAddress address, int exitCode, string complaint)
    {
        var (login, last) = (Login(address), LastLine(complaint));
        if (complaint.Contains("IDENTIFICATION HAS CHANGED", StringComparison.Ordinal))
            return $"the host shows another key than known_hosts has; find out why before you remove that one with 'ssh-keygen -R {address.Host}'";
        if (complaint.Contains("Host key verification failed", StringComparison.Ordinal))
            return $"ssh does not know the key of the host; compare and accept it once with '{login}'";
        if (exitCode == SshFailed && complaint.Contains("Permission denied", StringComparison.Ordinal))
            return $"the host takes none of the keys that ssh offers; add one to ssh-agent or to ssh's configuration, until '{login}' asks nothing";
        if (exitCode == NoSuchCommand)
            return "there is no docker command on the PATH that ssh gets on that host; install Docker's command there";
        if (complaint.Contains("is not a docker command", StringComparison.Ordinal) || complaint.Contains("dial-stdio\"", StringComparison.Ordinal))
            return "docker on that host has no 'docker system dial-stdio'; install 18.09 or newer there";
        if (exitCode == SshFailed)
            return $"ssh failed ({last})";

        return $"'docker system dial-stdio' on that host ended with exit code {exitCode} ({last})";
    }

    private static string Login(EngineAddress address) =>
        $"ssh {(address.Port > 0 ? $"-p {address.Port} " : "")}{(address.User.Length > 0 ? address.User + "@" : "")}{address.Host}";

    // The other side's words are shown on a terminal: no control characters, and not more than a line.
    private static string LastLine(string complaint)
    {
        var line = complaint.Split('\n').Select(one => Unprintable().Replace(one, "").Trim()).LastOrDefault(one => one.Length > 0) ?? "it said nothing";
        return (line.Length > MaximumText ? line[..MaximumText] : line).TrimEnd('.');
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]|\p{C}")]
    private static partial Regex Unprintable();
}
