using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Containerize.Engines;

namespace Containerize.Core.Tests.Engines;

/// <summary>
/// Answers requests with scripted bytes on a unix socket or a loopback port, and breaks off where a test wants it: faults that a real engine does not
/// make on demand.
/// </summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;
    private readonly Func<string, Stream, Task> _answer;
    private readonly SslServerAuthenticationOptions? _tls;

    private FakeEngine(Socket listener, EngineAddress address, Func<string, Stream, Task> answer, SslServerAuthenticationOptions? tls)
    {
        (_listener, Address, _answer, _tls) = (listener, address, answer, tls);
        listener.Listen();
        _loop = AcceptAsync();
    }

    public EngineAddress Address { get; }

    /// <summary>Method and path of each request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Head of each request, in order.</summary>
    public ConcurrentQueue<string> Heads { get; } = new();

    /// <summary>An engine on a unix socket. The script gets method and path; a ping is answered with <paramref name="apiVersion"/> before it is asked.</summary>
    public static FakeEngine Start(string path, Func<string, Stream, Task> script, string apiVersion = "1.41")
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        return new(listener, EngineAddress.Parse("unix://" + path, "test"), WithPing(script, apiVersion), null);
    }

    /// <summary>An engine on a loopback port with TLS, or in plain text without a certificate. It answers pings only.</summary>
    public static FakeEngine StartTcp(X509Certificate2? certificate, RemoteCertificateValidationCallback? checkClient = null)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var port = ((System.Net.IPEndPoint)listener.LocalEndPoint!).Port;
        var tls = certificate is null ? null : new SslServerAuthenticationOptions { ServerCertificate = certificate, ClientCertificateRequired = checkClient is not null, RemoteCertificateValidationCallback = checkClient };
        return new(listener, EngineAddress.Parse($"tcp://127.0.0.1:{port}", "test"), WithPing((_, _) => Task.CompletedTask, "1.41"), tls);
    }

    public static Task WriteAsync(Stream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    /// <summary>A whole answer. It says that the connection ends with it: a client that sent its next request there could be cut off.</summary>
    public static Task AnswerAsync(Stream stream, string status, string body) =>
        WriteAsync(stream, $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>The head and some chunks of an answer that is not ended.</summary>
    public static async Task BeginStreamAsync(Stream stream, params string[] chunks)
    {
        await WriteAsync(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var chunk in chunks)
            await WriteAsync(stream, $"{Encoding.UTF8.GetByteCount(chunk):x}\r\n{chunk}\r\n");
    }

    /// <summary>A whole answer in chunks.</summary>
    public static async Task StreamAsync(Stream stream, params string[] chunks)
    {
        await BeginStreamAsync(stream, chunks);
        await WriteAsync(stream, "0\r\n\r\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _loop;
        _end.Dispose();
    }

    private static Func<string, Stream, Task> WithPing(Func<string, Stream, Task> script, string apiVersion) => (request, stream) =>
        request == "GET /_ping" ? WriteAsync(stream, $"HTTP/1.1 200 OK\r\nConnection: close\r\nApi-Version: {apiVersion}\r\nContent-Length: 2\r\n\r\nOK") : script(request, stream);

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptAsync(_end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                Stream stream = new NetworkStream(socket);
                if (_tls is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(_tls, _end.Token);
                    stream = secure;
                }

                // One request for each connection: the script may break off anywhere.
                var request = await ReadRequestAsync(stream);
                Requests.Enqueue(request);
                await _answer(request, stream);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, as some tests want it to.
            }
        }
    }

    private async Task<string> ReadRequestAsync(Stream stream)
    {
        var head = new StringBuilder().Append((char)await ReadByteAsync(stream));
        if (head[0] == 0x16)
        {
            // The first byte of TLS. Engines answer so where they expect plain text.
            await WriteAsync(stream, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request");
            throw new IOException("TLS where there is none");
        }

        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)await ReadByteAsync(stream));

        var text = head.ToString();
        if (text.Contains("100-continue", StringComparison.Ordinal))
            await WriteAsync(stream, "HTTP/1.1 100 Continue\r\n\r\n");
        if (text.Contains("chunked", StringComparison.Ordinal) && !text.Contains("/unread", StringComparison.Ordinal))
            await ReadToAsync(stream, "\r\n0\r\n\r\n");

        // A socket that is closed with bytes unread tells the other side of a reset, before it has read the answer.
        if (text.IndexOf("\r\nContent-Length: ", StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            await stream.ReadExactlyAsync(new byte[int.Parse(text.AsSpan(at + 18, text.IndexOf("\r\n", at + 18, StringComparison.Ordinal) - at - 18), System.Globalization.CultureInfo.InvariantCulture)], _end.Token);

        Heads.Enqueue(text);
        var first = text[..text.IndexOf("\r\n", StringComparison.Ordinal)].Split(' ');
        return $"{first[0]} {first[1]}";
    }

    private async Task ReadToAsync(Stream stream, string end)
    {
        // Nothing follows on this connection, so the end can only be at the end of what has come.
        var (buffer, tail) = (new byte[1 << 16], "\r\n");
        while (!tail.EndsWith(end, StringComparison.Ordinal))
        {
            var read = await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: true, _end.Token);
            tail += Encoding.Latin1.GetString(buffer, 0, read);
            tail = tail[^Math.Min(tail.Length, end.Length)..];
        }
    }

    private async Task<byte> ReadByteAsync(Stream stream)
    {
        var one = new byte[1];
        await stream.ReadExactlyAsync(one, _end.Token);
        return one[0];
    }
}
