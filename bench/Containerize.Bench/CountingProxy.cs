using System.Net;
using System.Net.Sockets;

namespace Containerize.Bench;

/// <summary>What clients sent.</summary>
/// <param name="Requests">HTTP requests.</param>
/// <param name="Bytes">All bytes, heads included.</param>
/// <param name="BlobBytes">Bytes of blobs alone.</param>
public readonly record struct Traffic(long Requests, long Bytes, long BlobBytes)
{
    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public Traffic Since(Traffic earlier) => new(Requests - earlier.Requests, Bytes - earlier.Bytes, BlobBytes - earlier.BlobBytes);

    /// <summary>Both together.</summary>
    public Traffic Plus(Traffic other) => new(Requests + other.Requests, Bytes + other.Bytes, BlobBytes + other.BlobBytes);
}

/// <summary>Stands in front of a registry or an engine, so that what every tool sends is counted in the same way.</summary>
public sealed class CountingProxy : IDisposable
{
    private const int BufferSize = 1 << 18;
    private readonly Socket _listener;
    private readonly EndPoint _target;
    private long _requests;
    private long _bytes;
    private long _blobBytes;

    /// <summary>Listens at once.</summary>
    /// <param name="listen">A free loopback port (0) or the path of a socket that is not there yet.</param>
    /// <param name="target">Where everything is passed on to.</param>
    public CountingProxy(EndPoint listen, EndPoint target)
    {
        _target = target;
        _listener = Open(listen);
        _listener.Bind(listen);
        _listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Address => _listener.LocalEndPoint!;

    /// <summary>Everything that was sent so far.</summary>
    public Traffic Traffic => new(Interlocked.Read(ref _requests), Interlocked.Read(ref _bytes), Interlocked.Read(ref _blobBytes));

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private static Socket Open(EndPoint endPoint) =>
        endPoint.AddressFamily == AddressFamily.Unix ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the run.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (var server = Open(_target))
        {
            try
            {
                if (client.AddressFamily != AddressFamily.Unix)
                    client.NoDelay = true;

                await server.ConnectAsync(_target);
                var counter = new RequestCounter();
                await Task.WhenAll(PumpAsync(client, server, part => Count(counter, part)), PumpAsync(server, client, null));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // One side went away; the other learns of it by its closed socket.
            }
        }
    }

    // Each direction ends by itself: the engine's sessions close one and go on with the other.
    private static async Task PumpAsync(Socket from, Socket to, Action<ReadOnlyMemory<byte>>? seen)
    {
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                seen?.Invoke(buffer.AsMemory(0, read));
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            from.Close();
            to.Close();
        }
    }

    private void Count(RequestCounter counter, ReadOnlyMemory<byte> part)
    {
        var (requests, blobs) = (counter.Requests, counter.BlobBytes);
        counter.Feed(part.Span);
        Interlocked.Add(ref _requests, counter.Requests - requests);
        Interlocked.Add(ref _blobBytes, counter.BlobBytes - blobs);
        Interlocked.Add(ref _bytes, part.Length);
    }
}
