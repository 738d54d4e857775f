using System.Net.Sockets;
using System.Text;

namespace Containerize.Probe;

/// <summary>One GET over HTTP/1.1 (RFC 9112), of whose answer only the first line is read.</summary>
internal static class Http1
{
    // "HTTP/1.1 200": what follows is for people.
    private const int StatusLineStart = 12;

    /// <summary>The status; null when the other side does not speak HTTP/1.1, or says that it wants HTTP/2.</summary>
    public static int? Ask(Socket socket, string path, int port)
    {
        socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nUser-Agent: containerize-probe\r\nConnection: close\r\n\r\n"));
        var answer = new byte[1024];
        var length = 0;
        for (int read; length < StatusLineStart && (read = Receive(socket, answer, length)) > 0;)
            length += read;

        var line = Encoding.ASCII.GetString(answer, 0, length);
        if (!line.StartsWith("HTTP/1.", StringComparison.Ordinal) || length < StatusLineStart || !int.TryParse(line.Substring(9, 3), out var status))
            return null;

        // Kestrel's answer to HTTP/1.1 at an endpoint that is for HTTP/2 only; asking once more costs little where the app itself said 400.
        return status == 400 ? null : status;
    }

    private static int Receive(Socket socket, byte[] buffer, int offset)
    {
        try
        {
            return socket.Receive(buffer, offset, buffer.Length - offset, SocketFlags.None);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0; // an endpoint for HTTP/2 only may hang up
        }
    }
}
