using System.Collections.Concurrent;
using System.Net;
using Containerize.Credentials;

namespace Containerize.Registries;

/// <summary>One set of pooled connections for a build, and one login state for each registry and direction.</summary>
public sealed class RegistryPool : IDisposable
{
    private readonly RegistrySettings _settings;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly IBuildLog _log;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<(string Registry, bool Push), RegistryConnection> _connections = new();

    /// <summary>Connects to nothing yet.</summary>
    public RegistryPool(RegistrySettings settings, IReadOnlyDictionary<string, string> environment, IBuildLog log)
    {
        (_settings, _environment, _log) = (settings, environment, log);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // it would carry our headers to other hosts
            AutomaticDecompression = DecompressionMethods.None, // blobs are what they are
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
        };
        _http = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan, // blobs may be large; stalls are noticed by themselves
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("containerize");
    }

    /// <summary>The settings of the pool.</summary>
    public RegistrySettings Settings => _settings;

    /// <summary>A client of one repository.</summary>
    /// <param name="registry">Host and port.</param>
    /// <param name="repository">Repository on it.</param>
    /// <param name="push">Whether it is pushed to, which asks for other logins and rights.</param>
    public RegistryClient Open(string registry, string repository, bool push) =>
        new(_connections.GetOrAdd((registry, push), key => new RegistryConnection(key.Registry, _http, _settings, Credentials(key.Push))), repository);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            connection.Dispose();

        _http.Dispose();
    }

    private EnvironmentCredentials Credentials(bool push) =>
        new(_environment, push ? "PUSH" : "PULL", new DockerConfigCredentials(_environment, _log));
}
