using System.Net.Sockets;
using System.Text;

namespace Containerize.Probe;

/// <summary>One GET over HTTP/2 without TLS and with prior knowledge (RFC 9113), its header fields in HPACK's simplest form (RFC 7541).</summary>
internal static class Http2
{
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const byte EndStreamAndHeaders = 0x1 | 0x4;
    private const byte Acknowledged = 0x1;
    private const byte Padded = 0x8;
    private const byte WithPriority = 0x20;
    private const int LargestFrame = 1 << 14;

    /// <summary>The status; null when the other side does not speak HTTP/2.</summary>
    public static int? Ask(Socket socket, string path, int port)
    {
        socket.Send(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        Send(socket, Settings, 0, 0, []);
        Send(socket, Headers, EndStreamAndHeaders, 1, Fields(path, port));
        while (Receive(socket, 9) is { } head)
        {
            var length = (head[0] << 16) | (head[1] << 8) | head[2];
            if (length > LargestFrame || Receive(socket, length) is not { } payload)
                return null;

            switch (head[3])
            {
                case Settings when (head[4] & Acknowledged) == 0:
                    Send(socket, Settings, Acknowledged, 0, []);
                    break;
                case Ping when (head[4] & Acknowledged) == 0:
                    Send(socket, Ping, Acknowledged, 0, payload);
                    break;
                case Headers:
                    return Status(payload, head[4]);
                case ResetStream or GoAway:
                    return null;
            }
        }

        return null;
    }

    // :method GET and :scheme http are entries 2 and 6 of the static table; :path (4) and :authority (1) are literals without indexing.
    private static byte[] Fields(string path, int port) => [0x82, 0x86, .. Literal(0x04, path), .. Literal(0x01, $"localhost:{port}")];

    private static byte[] Literal(byte name, string value)
    {
        var bytes = Encoding.ASCII.GetBytes(value);
        return [name, .. Length(bytes.Length), .. bytes];
    }

    // A number with a prefix of seven bits (RFC 7541 section 5.1).
    private static byte[] Length(int length)
    {
        if (length < 127)
            return [(byte)length];

        var bytes = new List<byte> { 127 };
        for (length -= 127; length >= 128; length >>= 7)
            bytes.Add((byte)(length | 0x80));

        bytes.Add((byte)length);
        return [.. bytes];
    }

    // The status is the first field: an entry 8 to 14 of the static table, or a literal of one of these names. Table updates may come before it.
    private static int? Status(byte[] payload, byte flags)
    {
        var at = ((flags & Padded) != 0 ? 1 : 0) + ((flags & WithPriority) != 0 ? 5 : 0);
        while (at < payload.Length && (payload[at] & 0xe0) == 0x20)
            at++;

        if (at >= payload.Length)
            return null;

        int[] known = [200, 204, 206, 304, 400, 404, 500];
        var first = payload[at];
        if ((first & 0x80) != 0)
            return (first & 0x7f) is >= 8 and <= 14 and var entry ? known[entry - 8] : null;

        var name = (first & 0x40) != 0 ? first & 0x3f : first & 0x0f;
        if (name is < 8 or > 14 || at + 1 >= payload.Length)
            return null;

        var isCoded = (payload[at + 1] & 0x80) != 0;
        var length = payload[at + 1] & 0x7f;
        if (at + 2 + length > payload.Length)
            return null;

        var text = isCoded ? Digits(payload, at + 2, length) : Encoding.ASCII.GetString(payload, at + 2, length);
        return int.TryParse(text, out var status) ? status : null;
    }

    // Digits in the Huffman code (RFC 7541 appendix B): 0 to 2 are the codes 0 to 2 of five bits, 3 to 9 the codes 0x19 to 0x1f of six.
    private static string Digits(byte[] bytes, int start, int length)
    {
        var text = new StringBuilder();
        int Bits(int from, int count)
        {
            var value = 0;
            for (var bit = from; bit < from + count; bit++)
                value = (value << 1) | ((bytes[start + (bit / 8)] >> (7 - (bit % 8))) & 1);

            return value;
        }

        for (var bit = 0; bit + 5 <= length * 8;)
        {
            if (Bits(bit, 5) is <= 2 and var small)
            {
                text.Append((char)('0' + small));
                bit += 5;
            }
            else if (bit + 6 <= length * 8 && Bits(bit, 6) is >= 0x19 and <= 0x1f and var large)
            {
                text.Append((char)('3' + large - 0x19));
                bit += 6;
            }
            else
            {
                break; // the padding
            }
        }

        return text.ToString();
    }

    private static void Send(Socket socket, byte type, byte flags, byte stream, byte[] payload) =>
        socket.Send([(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, stream, .. payload]);

    private static byte[]? Receive(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (int length = 0, read; length < count; length += read)
        {
            read = socket.Receive(bytes, length, count - length, SocketFlags.None);
            if (read == 0)
                return null;
        }

        return bytes;
    }
}
