using System.Text;

namespace Containerize.Engines;

/// <summary>
/// Reads the lines that a build's commands write out of BuildKit's progress (<c>moby.buildkit.v1.StatusResponse</c>, control.proto: <c>logs = 3</c>, of
/// them <c>msg = 4</c>). Everything else in it is skipped; what cannot be read is nothing.
/// </summary>
internal static class BuildKitProgress
{
    private const int Logs = 3;
    private const int Message = 4;

    public static IEnumerable<string> LinesOf(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            ? Fields(bytes[..length], Logs).SelectMany(log => Fields(log, Message)).SelectMany(text => Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            : [];
    }

    /// <summary>Contents of the length-delimited fields with this number (protocol buffers, "Encoding").</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        var position = 0;
        while (position < message.Length)
        {
            var (key, isWhole) = ReadNumber(message, ref position);
            var kind = (int)(key & 7);
            var number64 = kind is 0 or 2 ? ReadNumber(message, ref position).Value : 0;
            var length = kind switch { 0 => 0UL, 1 => 8UL, 2 => number64, 5 => 4UL, _ => ulong.MaxValue };
            if (!isWhole || length > (ulong)(message.Length - position))
                break;

            if (key >> 3 == (ulong)number && kind == 2)
                found.Add(message[position..(position + (int)length)]);
            position += (int)length;
        }

        return found;
    }

    private static (ulong Value, bool IsWhole) ReadNumber(byte[] message, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && position < message.Length; shift += 7)
        {
            var part = message[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return (value, true);
        }

        return (ulong.MaxValue, false);
    }
}
