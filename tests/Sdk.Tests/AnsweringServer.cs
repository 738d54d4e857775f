using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Containerize.Sdk.Tests;

/// <summary>A server on loopback that answers every HTTP request in the same way, as a registry that refuses does.</summary>
internal sealed class AnsweringServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _status;
    private Task _work = Task.CompletedTask;

    private AnsweringServer(int status) => _status = status;

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static Task<AnsweringServer> StartAsync(int status, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var server = new AnsweringServer(status);
        server._listener.Start();
        server._work = server.AcceptAsync();
        return Task.FromResult(server);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var request = new byte[4096];
            var read = await stream.ReadAsync(request, _stop.Token);

            // TLS begins with 22: this is a registry that speaks plain HTTP.
            if (read == 0 || request[0] == 22)
                return;

            const string Body = """{"errors":[{"code":"REFUSED","message":"the reason that it gave"}]}""";
            var isHead = Encoding.ASCII.GetString(request, 0, 4) == "HEAD";
            var head = $"HTTP/1.1 {_status} Refused\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(isHead ? head : head + Body), _stop.Token);
        }
        catch (IOException)
        {
            // The other side hung up.
        }
    }
}
