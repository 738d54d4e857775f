using System.Globalization;

namespace Containerize.Analysis;

/// <summary>An address as Kestrel reads it from URLS, <c>UseUrls</c> or an endpoint's Url: scheme, host and port.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>, lower case; empty when it is missing.</param>
/// <param name="Host">As written, brackets included; empty when it is missing.</param>
/// <param name="Port">Null when it is missing, cut off or no number.</param>
/// <param name="Rest">What follows the port; empty for a good address.</param>
public sealed record ListenAddress(string Scheme, string Host, int? Port, string Rest)
{
    /// <summary>True for unix sockets and named pipes, which have no port.</summary>
    public bool IsSocket => Host.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || Host.StartsWith("pipe:", StringComparison.OrdinalIgnoreCase);

    /// <summary>True when only the container itself can reach it.</summary>
    public bool IsLoopback => IsLoopbackHost(Host);

    /// <summary>The port, or the scheme's own.</summary>
    public int EffectivePort => Port ?? (Scheme == "https" ? 443 : 80);

    /// <summary>Reads one address. Everything can be read; what is wrong shows in the parts.</summary>
    public static ListenAddress Parse(string text)
    {
        text = text.Trim();
        var slashes = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = slashes < 0 ? "" : text.Substring(0, slashes).ToLowerInvariant();
        var rest = slashes < 0 ? text : text.Substring(slashes + 3);
        if (rest.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("pipe:", StringComparison.OrdinalIgnoreCase))
            return new(scheme, rest, null, "");

        var hostEnd = HostEnd(rest);
        var host = rest.Substring(0, hostEnd);
        if (hostEnd == rest.Length || rest[hostEnd] != ':')
            return new(scheme, host, null, rest.Substring(hostEnd).TrimEnd('/'));

        var digits = hostEnd + 1;
        while (digits < rest.Length && rest[digits] is >= '0' and <= '9')
            digits++;
        var number = rest.Substring(hostEnd + 1, digits - hostEnd - 1);
        int? port = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        return new(scheme, host, port, rest.Substring(digits).TrimEnd('/'));
    }

    /// <summary>Reads a list of addresses, separated by <c>;</c>.</summary>
    public static IReadOnlyList<ListenAddress> ParseList(string text) =>
        [.. text.Split([';'], StringSplitOptions.RemoveEmptyEntries).Where(part => part.Trim().Length > 0).Select(Parse)];

    /// <summary>True for <c>localhost</c>, 127.0.0.0/8 and <c>[::1]</c>.</summary>
    public static bool IsLoopbackHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || host is "[::1]" or "::1" || IsLoopbackNumber(host);

    private static bool IsLoopbackNumber(string host)
    {
        var parts = host.Split('.');
        return parts.Length == 4 && parts[0] == "127" && parts.All(part => byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    private static int HostEnd(string rest)
    {
        var bracket = rest.Length > 0 && rest[0] == '[' ? rest.IndexOf(']') : -1;
        var end = rest.IndexOfAny([':', '/', ',', ' '], bracket + 1);
        return end < 0 ? rest.Length : end;
    }
}
