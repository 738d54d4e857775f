using System.Net.Sockets;

namespace Containerize.Registries;

/// <summary>
/// Asks a port of this machine whether it speaks TLS, with the first message of a handshake (RFC 8446 4.1.2) written by hand: a TLS library takes longer
/// to load than a publish that changes nothing may take. Nothing of ours is in the message, and no answer is trusted: it only decides which way to try.
/// </summary>
internal static class TlsProbe
{
    private const byte Alert = 21;
    private const byte Handshake = 22;

    // TLS 1.2 with suites that every server of the last fifteen years knows or refuses with an alert; 32 zero bytes are its random.
    private static ReadOnlySpan<byte> ClientHello =>
    [
        Handshake, 3, 1, 0, 53,
        1, 0, 0, 49, 3, 3,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0,
        0, 10, 0x13, 0x01, 0xc0, 0x2f, 0xc0, 0x2b, 0x00, 0x9c, 0x00, 0x2f,
        1, 0,
    ];

    /// <summary>True when the port answers as TLS does; false when it answers otherwise or hangs up; null when nobody is there or nothing comes in time.</summary>
    public static bool? Ask(string host, int port, TimeSpan limit)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = (int)limit.TotalMilliseconds, ReceiveTimeout = (int)limit.TotalMilliseconds };
        try
        {
            socket.Connect(host, port);
        }
        catch (SocketException)
        {
            return null;
        }

        try
        {
            socket.Send(ClientHello);
            Span<byte> answer = stackalloc byte[1];
            return socket.Receive(answer) == 1 && answer[0] is Alert or Handshake;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return null;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
