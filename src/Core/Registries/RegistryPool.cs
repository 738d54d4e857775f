using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using Containerize.Credentials;

namespace Containerize.Registries;

/// <summary>One set of pooled connections for a build, and one login state for each registry and direction.</summary>
public sealed class RegistryPool : IDisposable
{
    private readonly RegistrySettings _settings;
    private readonly IBuildLog _log;
    private readonly HttpClient _http;
    private readonly ICredentialSource _pullCredentials;
    private readonly ICredentialSource _pushCredentials;
    private readonly ConcurrentDictionary<string, RegistryConnection> _pulls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RegistryConnection> _pushes = new(StringComparer.Ordinal);

    /// <summary>Connects to nothing yet.</summary>
    public RegistryPool(RegistrySettings settings, IReadOnlyDictionary<string, string> environment, IBuildLog log)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _log) = (settings, log);
        var stored = new DockerConfigCredentials(environment, log);
        _pullCredentials = new RememberedCredentials(new EnvironmentCredentials(environment, "PULL", stored));
        _pushCredentials = new RememberedCredentials(new EnvironmentCredentials(environment, "PUSH", stored));
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // it would carry our headers to other hosts
            AutomaticDecompression = DecompressionMethods.None, // blobs are what they are
            UseCookies = false,
            Proxy = new LoopbackBypass(HttpClient.DefaultProxy),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, chain, errors) => UntrustedCertificateException.Check(errors, chain) },
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }; // blobs may be large; stalls are noticed by themselves
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(settings.UserAgent);
    }

    /// <summary>The settings of the pool.</summary>
    public RegistrySettings Settings => _settings;

    /// <summary>A client of one repository.</summary>
    /// <param name="registry">Host and port.</param>
    /// <param name="repository">Repository on it.</param>
    /// <param name="push">Whether it is pushed to, which asks for other logins and rights.</param>
    public RegistryClient Open(string registry, string repository, bool push) =>
        new(push ? _pushes.GetOrAdd(registry, host => Connect(host, _pushCredentials)) : _pulls.GetOrAdd(registry, host => Connect(host, _pullCredentials)), repository, push);

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
    }

    private RegistryConnection Connect(string registry, ICredentialSource credentials) => new(new RegistryTransport(registry, _http, _settings), _settings, credentials, _log);
}
