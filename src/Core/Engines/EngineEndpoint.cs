using System.IO.Pipes;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>Where an engine's API is: a unix socket, a named pipe, or a host with or without TLS.</summary>
/// <param name="Address">As written: <c>unix:///var/run/docker.sock</c>, <c>npipe:////./pipe/docker_engine</c>, <c>tcp://host:2375</c>.</param>
/// <param name="Source">Who named it, for messages: a property, a variable, a context, or <c>the usual sockets</c>.</param>
/// <param name="TlsFolder">Folder with ca.pem, cert.pem and key.pem; null speaks plain TCP.</param>
public sealed record EngineEndpoint(string Address, string Source, string? TlsFolder = null)
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    /// <summary>Reads an address.</summary>
    /// <exception cref="ContainerizeException">CTZ0611: it has none of the known forms.</exception>
    public static EngineEndpoint Parse(string address, string source, string? tlsFolder = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var known = address.StartsWith("unix:///", StringComparison.Ordinal) || address.StartsWith("npipe:////", StringComparison.Ordinal)
            || (address.StartsWith("tcp://", StringComparison.Ordinal) && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Port > 0);
        return known ? new EngineEndpoint(address, source, tlsFolder) : throw new ContainerizeException(EngineCodes.InvalidEngineHost.With(address, source));
    }

    /// <summary>True when the engine may be another machine's, so that its ports are not ours.</summary>
    public bool IsRemote => Address.StartsWith("tcp://", StringComparison.Ordinal) && !Registries.RegistrySettings.IsLoopback(new Uri(Address).Authority);

    /// <summary>Opens a connection.</summary>
    public async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTime);
        if (Address.StartsWith("unix://", StringComparison.Ordinal))
            return await ConnectSocketAsync(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(Address["unix://".Length..]), limit.Token).ConfigureAwait(false);

        if (Address.StartsWith("npipe://", StringComparison.Ordinal))
            return await ConnectPipeAsync(limit.Token).ConfigureAwait(false);

        var uri = new Uri(Address);
        var stream = await ConnectSocketAsync(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, new System.Net.DnsEndPoint(uri.Host, uri.Port), limit.Token).ConfigureAwait(false);
        return TlsFolder is null ? stream : await SecureAsync(stream, uri.Host, limit.Token).ConfigureAwait(false);
    }

    private static async Task<NetworkStream> ConnectSocketAsync(Socket socket, System.Net.EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // npipe:////./pipe/name
    private async Task<Stream> ConnectPipeAsync(CancellationToken cancellationToken)
    {
        var parts = Address["npipe:////".Length..].Split('/');
        var pipe = new NamedPipeClientStream(parts[0], parts[^1], PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Stream> SecureAsync(Stream stream, string host, CancellationToken cancellationToken)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(TlsFolder!, "ca.pem"));
        var client = X509Certificate2.CreateFromPemFile(Path.Combine(TlsFolder!, "cert.pem"), Path.Combine(TlsFolder!, "key.pem"));
        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ClientCertificates = [client],
                    CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
                },
                cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
