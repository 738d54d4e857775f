using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Containerize.Testing;

/// <summary>
/// A BuildKit that is reached over TCP with mutual TLS, as one on another machine: the engine's own, whose gRPC API it offers behind <c>POST /grpc</c>.
/// Certificates are made for the occasion; a client without one of ours is refused.
/// </summary>
public sealed class RemoteBuildKit : IDisposable
{
    private const string Name = "builder.example";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2 _authority = Authority();
    private readonly X509Certificate2 _server;
    private readonly string _socket;
    private readonly Task _accepting;

    /// <param name="engine">Address of a Docker engine, <c>unix:///…</c>.</param>
    /// <param name="folder">Where <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c> are written for the client.</param>
    public RemoteBuildKit(string engine, TempFolder folder)
    {
        _socket = new Uri(engine).AbsolutePath;
        using var server = Issue(Name);
        _server = X509CertificateLoader.LoadPkcs12(server.Export(X509ContentType.Pkcs12), null);
        using var client = Issue("client");
        DriverOptions = $"cacert={folder.Write("tls/ca.pem", _authority.ExportCertificatePem())},cert={folder.Write("tls/cert.pem", client.ExportCertificatePem())},"
            + $"key={folder.Write("tls/key.pem", client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem())},servername={Name}";
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>For <c>buildx create --driver remote</c>.</summary>
    public string Endpoint => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>For <c>--driver-opt</c>: what the client shows, and whom it trusts.</summary>
    public string DriverOptions { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _accepting.GetAwaiter().GetResult();
        _authority.Dispose();
        _server.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var connection = client;
            using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = _server,
                    ClientCertificateRequired = true,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _authority }, RevocationMode = X509RevocationMode.NoCheck },
                },
                _end.Token);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), _end.Token);
            await using var engine = new NetworkStream(socket);
            await engine.WriteAsync("POST /grpc HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _end.Token);
            await SkipHeaderAsync(engine);
            await Task.WhenAny(tls.CopyToAsync(engine, _end.Token), engine.CopyToAsync(tls, _end.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // The client sees it.
        }
    }

    private async Task SkipHeaderAsync(Stream stream)
    {
        var one = new byte[1];
        for (var seen = 0; seen < 4;)
        {
            await stream.ReadExactlyAsync(one, _end.Token);
            seen = one[0] == "\r\n\r\n"[seen] ? seen + 1 : one[0] == '\r' ? 1 : 0;
        }
    }

    private static X509Certificate2 Authority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=farm", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(120));
    }

    private X509Certificate2 Issue(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var issued = request.Create(_authority, _authority.NotBefore, _authority.NotAfter, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }
}
