using System.IO.Pipes;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Containerize.Engines;

/// <summary>Opens the byte stream that HTTP is spoken over.</summary>
internal static class EngineTransport
{
    /// <summary>A handler that speaks to this engine only: no proxy, no redirect, no cookie.</summary>
    public static SocketsHttpHandler CreateHandler(EngineAddress address, EngineClientOptions options) => new()
    {
        ConnectCallback = (_, cancellationToken) => ConnectAsync(address, options, cancellationToken),
        ConnectTimeout = options.ConnectTimeout,
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    };

    private static async ValueTask<Stream> ConnectAsync(EngineAddress address, EngineClientOptions options, CancellationToken cancellationToken) => address.Kind switch
    {
        EngineTransportKind.Unix => await ConnectSocketAsync(address.Path, cancellationToken).ConfigureAwait(false),
        EngineTransportKind.NamedPipe => await ConnectPipeAsync(address, cancellationToken).ConfigureAwait(false),
        EngineTransportKind.Ssh => SshStream.Open(address, options),
        _ => await ConnectTcpAsync(address, cancellationToken).ConfigureAwait(false),
    };

    private static async Task<Stream> ConnectSocketAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> ConnectPipeAsync(EngineAddress address, CancellationToken cancellationToken)
    {
        // Without impersonation: the engine is trusted with an image, not with the user's identity.
        var pipe = new NamedPipeClientStream(address.Host, address.Path, PipeDirection.InOut, PipeOptions.Asynchronous, System.Security.Principal.TokenImpersonationLevel.Anonymous);
        try
        {
            await pipe.ConnectAsync(5000, cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Stream> ConnectTcpAsync(EngineAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A host that vanished is noticed after 5 + 4 x 1 seconds, not after hours.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return address.Tls is null ? stream : await SecureAsync(stream, address, address.Tls, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(NetworkStream stream, EngineAddress address, EngineTls tls, CancellationToken cancellationToken)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = address.Host };
        if (tls.ClientCertificate is not null && tls.ClientKey is not null)
        {
            var own = ReadCertificate(tls.ClientCertificate, tls.ClientKey);

            // The engine would only say that it does not like it.
            if (DateTime.Now > own.NotAfter)
                throw new AuthenticationException($"{tls.ClientCertificate} has expired on {own.NotAfter.ToUniversalTime():yyyy-MM-dd}");

            options.ClientCertificates = [own];
        }

        if (tls.SkipVerify)
        {
#pragma warning disable CA5359 // the user's docker context says SkipTLSVerify
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (tls.CertificateAuthority is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(tls.CertificateAuthority);
        }

        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        return secure;
    }

    private static X509Certificate2 ReadCertificate(string certificate, string key)
    {
        var read = X509Certificate2.CreateFromPemFile(certificate, key);
        if (!OperatingSystem.IsWindows())
            return read;

        // Windows' TLS does not take a key that lives in memory only.
        using (read)
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>True for faults of certificate files, which TLS reports in many types.</summary>
    public static bool IsCertificateFault(Exception exception) =>
        exception is AuthenticationException or CryptographicException;
}
