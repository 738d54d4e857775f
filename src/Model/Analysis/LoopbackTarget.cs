using System.Globalization;

namespace Containerize.Analysis;

/// <summary>Where a setting makes an app connect to, when that is the container that the app runs in.</summary>
/// <param name="Text">The part of the value that says so.</param>
/// <param name="Port">Null when it names none.</param>
/// <param name="IsHttp">True for http and https, which an app may serve itself.</param>
public sealed record LoopbackTarget(string Text, int? Port, bool IsHttp)
{
    private static readonly HashSet<string> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        "amqp", "amqps", "http", "https", "mongodb", "mysql", "nats", "postgres", "postgresql", "redis", "rediss", "tcp", "ws", "wss",
    };

    // Parts of connection strings that name a server.
    private static readonly HashSet<string> ServerKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "server", "data source", "datasource", "addr", "address", "network address", "host", "hostname", "accountendpoint", "endpoint",
    };

    private static readonly HashSet<string> AddressWords = new(StringComparer.OrdinalIgnoreCase) { "url", "uri", "host", "endpoint", "address", "authority" };

    // Addresses for a browser or a person, whose localhost is another one.
    private static readonly HashSet<string> BrowserWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "allowed", "app", "audience", "callback", "client", "clients", "confirm", "confirmation", "cors", "external", "front", "frontend", "home", "issuer", "link", "login", "logout",
        "origin", "origins", "own", "portal", "public", "redirect", "referrer", "reset", "return", "self", "signin", "signout", "site", "spa", "swagger", "ui", "web", "website",
    };

    // Sidecars share the network of the app: Dapr, OpenTelemetry's collector, Datadog's agent.
    private static readonly HashSet<int> SidecarPorts = [3500, 50001, 4317, 4318, 8126];

    /// <summary>The target of a setting; null when it is no address, or not certainly the container itself.</summary>
    /// <param name="path">Its key, parts joined by <c>:</c>.</param>
    /// <param name="value">Its value.</param>
    public static LoopbackTarget? Find(string path, string value)
    {
        var keys = path.Split(':').Where(key => !key.All(char.IsDigit)).ToList();
        var text = value.Trim();
        if (keys.Count == 0 || text.Length == 0 || Same(keys[0], "Kestrel") || (keys.Count == 1 && Same(keys[0], "Urls")))
            return null;

        var leaf = NameWords.Split(keys[keys.Count - 1]);
        var isConnection = (keys.Count > 1 && Same(keys[0], "ConnectionStrings")) || keys[keys.Count - 1].EndsWith("ConnectionString", StringComparison.OrdinalIgnoreCase);
        var isAddress = leaf.Count > 0 && AddressWords.Contains(leaf[leaf.Count - 1]);
        if (text.IndexOf("://", StringComparison.Ordinal) >= 0 && text.IndexOf('=') is var equals && (equals < 0 || equals > text.IndexOf("://", StringComparison.Ordinal)))
            return (isConnection || isAddress) && OfUri(text) is { } uri && !(uri.IsHttp && IsForBrowsers(keys)) ? uri : null;
        if (isConnection)
            return OfParts(text) ?? OfHosts(text);

        return leaf.Count > 0 && (Same(leaf[leaf.Count - 1], "host") || keys[keys.Count - 1].EndsWith("HostName", StringComparison.OrdinalIgnoreCase)) ? OfHosts(text) : null;
    }

    // BaseUrl alone is the app's own as often as not, and so is Urls:BaseUrl.
    private static bool IsForBrowsers(List<string> keys)
    {
        var words = keys.SelectMany(NameWords.Split).ToList();
        return words.Any(BrowserWords.Contains) || words.All(word => AddressWords.Contains(word) || Same(word, "base") || Same(word, "urls"));
    }

    private static LoopbackTarget? OfUri(string text)
    {
        var slashes = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = text.Substring(0, slashes);
        if (!Schemes.Contains(scheme))
            return null;

        var rest = text.Substring(slashes + 3);
        var end = rest.IndexOfAny(['/', '?', ';', ' ']);
        var authority = end < 0 ? rest : rest.Substring(0, end);
        var hosts = OfHosts(authority.Substring(authority.LastIndexOf('@') + 1));
        return hosts is null ? null : new(scheme + "://" + hosts.Text, hosts.Port, scheme.StartsWith("http", StringComparison.OrdinalIgnoreCase));
    }

    // Server=localhost;… of databases.
    private static LoopbackTarget? OfParts(string text)
    {
        foreach (var part in text.Split(';'))
        {
            var equals = part.IndexOf('=');
            if (equals < 0)
                continue;

            var (key, value) = (part.Substring(0, equals).Trim(), part.Substring(equals + 1).Trim());
            if (Same(key, "UseDevelopmentStorage") && Same(value, "true"))
                return new(part.Trim(), null, false);
            if (!ServerKeys.Contains(key))
                continue;

            return IsSqlServerHere(value) ? new(part.Trim(), null, false)
                : value.IndexOf("://", StringComparison.Ordinal) >= 0 ? OfUri(value)
                : OfHosts(value.Split('\\')[0]) is { } hosts ? new(part.Trim(), hosts.Port, false) : null;
        }

        return null;
    }

    // "." and ".\INSTANCE", but not "./app.db" and ".\app.db".
    private static bool IsSqlServerHere(string value)
    {
        var server = value.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? value.Substring(4) : value;
        var (name, instance) = server.IndexOf('\\') is var slash and >= 0 ? (server.Substring(0, slash), server.Substring(slash + 1)) : (server.Split(',')[0], "");
        return name is "." or "(local)" or "(localdb)" or "(LocalDB)" or "(LocalDb)" && instance.All(c => char.IsLetterOrDigit(c) || c is '_' or '$' or '-');
    }

    // localhost, localhost:6379,abortConnect=false; all hosts must be the container's.
    private static LoopbackTarget? OfHosts(string text)
    {
        LoopbackTarget? first = null;
        foreach (var part in (text.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? text.Substring(4) : text).Split(','))
        {
            var entry = part.Trim();
            if (entry.IndexOf('=') >= 0 || (first is not null && entry.All(char.IsDigit)))
                continue;

            var address = ListenAddress.Parse("tcp://" + (entry == "::1" ? "[::1]" : entry));
            if (!address.IsLoopback || address.Rest.Length > 0 || (address.Port is { } port && SidecarPorts.Contains(port)))
                return null;

            first ??= new(entry, address.Port, false);
        }

        return first;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
