using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Containerize.Bench.Tests;

[TestClass]
public sealed class CountingProxyTests
{
    [TestMethod]
    [Timeout(20_000)]
    public async Task Passes_both_directions_on_and_counts_what_the_client_sent()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen();
        using var proxy = new CountingProxy(new IPEndPoint(IPAddress.Loopback, 0), server.LocalEndPoint!);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(proxy.Address);
        using var accepted = await server.AcceptAsync();

        await client.SendAsync("PUT /v2/a/blobs/uploads/1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        var sent = await ReadAsync(accepted);
        await accepted.SendAsync("HTTP/1.1 201 Created\r\n\r\n"u8.ToArray());
        accepted.Shutdown(SocketShutdown.Send);
        var answer = await ReadAsync(client);

        StringAssert.EndsWith(sent, "\r\n\r\nabc");
        Assert.AreEqual("HTTP/1.1 201 Created\r\n\r\n", answer);
        Assert.AreEqual(new Traffic(1, sent.Length, 3), proxy.Traffic);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer) is > 0 and var read)
            all.Write(buffer, 0, read);

        return Encoding.ASCII.GetString(all.ToArray());
    }
}
