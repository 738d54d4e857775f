using System.Text.RegularExpressions;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>How an engine is reached.</summary>
public enum EngineTransportKind
{
    /// <summary>A unix domain socket.</summary>
    Unix,

    /// <summary>A named pipe of Windows.</summary>
    NamedPipe,

    /// <summary>TCP, with TLS when <see cref="EngineAddress.Tls"/> is set.</summary>
    Tcp,

    /// <summary>The docker command on another machine, started there by ssh.</summary>
    Ssh,
}

/// <summary>Where an engine is, as <c>DOCKER_HOST</c> writes it.</summary>
public sealed partial record EngineAddress
{
    private EngineAddress(EngineTransportKind kind, string path, string host, int port) => (Kind, Path, Host, Port) = (kind, path, host, port);

    /// <summary>How it is reached.</summary>
    public EngineTransportKind Kind { get; }

    /// <summary>Absolute path of the socket, or name of the pipe on its server; empty for TCP. For ssh the path of the socket there, empty for what docker uses there.</summary>
    public string Path { get; }

    /// <summary>Host of the engine, IPv6 without brackets, or server of the pipe, or a host of ssh's configuration; empty for a unix socket.</summary>
    public string Host { get; }

    /// <summary>TCP port; 0 otherwise, and where ssh's configuration says which.</summary>
    public int Port { get; }

    /// <summary>User of ssh; empty where ssh's configuration says who, and for other addresses.</summary>
    public string User { get; private init; } = "";

    /// <summary>TLS of a TCP address; null means plain text.</summary>
    public EngineTls? Tls { get; init; }

    /// <summary>True when the engine is on this machine: its containers publish their ports here, and what is sent crosses no network.</summary>
    public bool IsLocal => Kind switch
    {
        EngineTransportKind.Unix => true,
        EngineTransportKind.NamedPipe => Host == ".",
        EngineTransportKind.Ssh => false,
        _ => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (System.Net.IPAddress.TryParse(Host, out var ip) && System.Net.IPAddress.IsLoopback(ip)),
    };

    /// <summary>Reads an address.</summary>
    /// <param name="text"><c>unix:///path</c>, <c>npipe:////./pipe/name</c>, <c>tcp://host:port</c>, <c>ssh://user@host:port</c>.</param>
    /// <param name="source">Who says so, for messages: <c>ContainerizeEngineHost</c>, <c>DOCKER_HOST</c> …</param>
    /// <exception cref="ContainerizeException">CTZ0611.</exception>
    public static EngineAddress Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var separator = text.IndexOf("://", StringComparison.Ordinal);
        if (separator < 0)
            throw Invalid(text, source, "it has no scheme");

        var rest = text[(separator + 3)..];
        return text[..separator] switch
        {
            "unix" when rest.StartsWith('/') && rest.Length > 1 => new(EngineTransportKind.Unix, rest, "", 0),
            "unix" => throw Invalid(text, source, "the path of a socket is absolute"),
            "npipe" => ParsePipe(text, rest, source),
            "tcp" or "http" or "https" => ParseTcp(text, source),
            "ssh" => ParseSsh(text, rest, source),
            "fd" => throw Invalid(text, source, "fd:// is for the engine itself"),
            var scheme => throw Invalid(text, source, $"the scheme '{scheme}' is not known"),
        };
    }

    /// <summary>The address as <c>DOCKER_HOST</c> takes it.</summary>
    public override string ToString() => Kind switch
    {
        EngineTransportKind.Unix => "unix://" + Path,
        EngineTransportKind.NamedPipe => $"npipe:////{Host}/pipe/{Path}",
        EngineTransportKind.Ssh => $"ssh://{(User.Length > 0 ? User + "@" : "")}{UrlHost}{(Port > 0 ? $":{Port}" : "")}{Path}",
        _ => $"tcp://{UrlHost}:{Port}",
    };

    /// <summary>Host as a URL writes it.</summary>
    internal string UrlHost => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    private static EngineAddress ParsePipe(string text, string rest, string source)
    {
        var parts = rest.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts is [var server, "pipe", _, ..]
            ? new(EngineTransportKind.NamedPipe, string.Join('/', parts[2..]), server, 0)
            : throw Invalid(text, source, "a pipe is written npipe:////./pipe/name");
    }

    private static EngineAddress ParseTcp(string text, string source)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw Invalid(text, source, "it is no URL");
        if (uri.UserInfo.Length > 0)
            throw Invalid(Redact(text), source, "it holds a user or password, which engines do not take");
        if (uri.AbsolutePath is not ("" or "/") || uri.Query.Length > 0)
            throw Invalid(text, source, "it has a path");

        var https = uri.Scheme == "https";
        var port = uri.IsDefaultPort || uri.Port < 0 ? (https ? 2376 : 2375) : uri.Port;
        return new(EngineTransportKind.Tcp, "", uri.IdnHost.Trim('[', ']'), port) { Tls = https ? new EngineTls() : null };
    }

    // By hand: Uri lowers the case of hosts, and ssh's configuration tells hosts apart by it. What could be an option of ssh or a word of the shell
    // on the other side is no part of an address.
    private static EngineAddress ParseSsh(string text, string rest, string source)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[slash..].TrimEnd('/'));
        var at = authority.LastIndexOf('@');
        var user = at < 0 ? "" : authority[..at];
        if (user.Contains(':', StringComparison.Ordinal))
            throw Invalid(Redact(text), source, "it holds a password, which ssh does not take; use a key");

        var match = SshHost().Match(authority[(at + 1)..]);
        var port = 0;
        if (!match.Success || (match.Groups["port"].Success && (!int.TryParse(match.Groups["port"].Value, out port) || port is 0 or > 65535)))
            throw Invalid(text, source, "an engine by ssh is written ssh://user@host:port");
        if (at >= 0 && !SshUser().IsMatch(user))
            throw Invalid(text, source, "that is no user that ssh could log in as");
        if (path.Length > 0 && !SshPath().IsMatch(path))
            throw Invalid(text, source, "the path of a socket there may hold letters, digits and . _ + - / only");

        return new(EngineTransportKind.Ssh, path, match.Groups["host"].Value.Trim('[', ']'), port) { User = user };
    }

    [GeneratedRegex(@"^(?<host>[A-Za-z0-9_][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?\])(:(?<port>[0-9]{1,5}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex SshHost();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._@+\\-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex SshUser();

    [GeneratedRegex("^(/[A-Za-z0-9._+-]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex SshPath();

    private static string Redact(string text) => text[..(text.IndexOf("://", StringComparison.Ordinal) + 3)] + "***" + text[text.LastIndexOf('@')..];

    private static ContainerizeException Invalid(string text, string source, string reason) => new(EngineCodes.InvalidEngineHost.With(text, source, reason));
}

/// <summary>Files for TLS with an engine, PEM, absolute paths. Null means: the system's trust, or no client certificate.</summary>
/// <param name="CertificateAuthority">Certificates that the engine's must lead to.</param>
/// <param name="ClientCertificate">Our certificate.</param>
/// <param name="ClientKey">Its key.</param>
/// <param name="SkipVerify">True: any certificate will do. Only a docker context can say so.</param>
public sealed record EngineTls(string? CertificateAuthority = null, string? ClientCertificate = null, string? ClientKey = null, bool SkipVerify = false)
{
    /// <summary>The files ca.pem, cert.pem and key.pem that are in a folder, as docker names them.</summary>
    public static EngineTls FromFolder(string folder, bool skipVerify = false) =>
        new(IfThere(folder, "ca.pem"), IfThere(folder, "cert.pem"), IfThere(folder, "key.pem"), skipVerify);

    private static string? IfThere(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : null;
    }
}
