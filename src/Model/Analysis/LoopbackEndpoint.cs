using System.Globalization;

namespace Containerize.Analysis;

/// <summary>Addresses that a client connects to, and that mean the container itself.</summary>
/// <param name="Address">The address, without secrets.</param>
/// <param name="Port">Null when the client's default is meant.</param>
public sealed record LoopbackEndpoint(string Address, int? Port)
{
    private static readonly HashSet<string> HostKeys = new(StringComparer.OrdinalIgnoreCase) { "server", "data source", "datasource", "host", "addr", "address", "network address" };

    /// <summary>What a URL, a connection string or <c>host:port</c> connects to; null when it is another machine or unknown.</summary>
    public static LoopbackEndpoint? Find(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && text.IndexOfAny(['=', ';'], 0, scheme) < 0)
            return Url(text, scheme + 3);

        return text.IndexOf('=') > 0 && (text.IndexOf(';') > 0 || text.IndexOf(',') < 0) ? ConnectionString(text) : Host(text.Split(',')[0].Trim(), null);
    }

    private static LoopbackEndpoint? Url(string text, int start)
    {
        var end = text.IndexOfAny(['/', '?', '#', ','], start);
        var authority = text.Substring(start, (end < 0 ? text.Length : end) - start);
        var address = authority.Substring(authority.LastIndexOf('@') + 1);
        return Host(address, null) is { } found ? found with { Address = text.Substring(0, start) + address } : null;
    }

    private static LoopbackEndpoint? ConnectionString(string text)
    {
        string? host = null;
        int? port = null;
        foreach (var pair in text.Split(';'))
        {
            var equals = pair.IndexOf('=');
            var key = equals < 0 ? "" : pair.Substring(0, equals).Trim();
            if (HostKeys.Contains(key))
                host ??= pair.Substring(equals + 1).Trim();
            else if (key.Equals("port", StringComparison.OrdinalIgnoreCase))
                port = Number(pair.Substring(equals + 1).Trim());
        }

        if (host is null)
            return null;

        var name = host.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? host.Substring(4) : host;
        var server = name.Split('\\', ',')[0].Trim();
        if (server is "." || server.Equals("(local)", StringComparison.OrdinalIgnoreCase) || server.Equals("(localdb)", StringComparison.OrdinalIgnoreCase))
            return new(host, port);

        return Host(server, port ?? (name.IndexOf(',') > 0 ? Number(name.Substring(name.IndexOf(',') + 1)) : null));
    }

    private static LoopbackEndpoint? Host(string text, int? port)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon > 0 && text.IndexOf(']', colon) < 0 && (text[0] == '[' || text.IndexOf(':') == colon);
        var host = hasPort ? text.Substring(0, colon) : text;
        return host.Length > 0 && ListenAddress.IsLoopbackHost(host) ? new(text, hasPort ? Number(text.Substring(colon + 1)) : port) : null;
    }

    private static int? Number(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
