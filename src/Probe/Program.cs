using System.Net;
using System.Net.Sockets;

namespace Containerize.Probe;

/// <summary>
/// <c>containerize-probe PORT PATH</c> asks the app in the same container for a path, and ends with 0 when the answer is 2xx, else with 1 and a line
/// that says why, which engines keep in the health log. HTTP/1.1 is spoken first, and HTTP/2 without TLS to an endpoint that has only that.
/// </summary>
internal static class Program
{
    // The engine's own time limit comes first, unless somebody set a very long one.
    private const int Patience = 60_000;

    private static int Main(string[] arguments)
    {
        if (arguments.Length != 2 || !int.TryParse(arguments[0], out var port))
            return Fail("usage: containerize-probe PORT PATH");

        try
        {
            var status = Ask(port, arguments[1], Http1.Ask);
            if (status is null)
                status = Ask(port, arguments[1], Http2.Ask);

            return status is >= 200 and < 300 ? 0 : Fail(status is null ? "the answer is neither HTTP/1.1 nor HTTP/2" : $"{arguments[1]} answered {status}");
        }
        catch (SocketException exception)
        {
            return Fail(exception.Message);
        }
    }

    private static int? Ask(int port, string path, Func<Socket, string, int, int?> ask)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = Patience, SendTimeout = Patience, NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        return ask(socket, path, port);
    }

    private static int Fail(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }
}
