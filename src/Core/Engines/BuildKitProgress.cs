using System.Text;

namespace Containerize.Engines;

/// <summary>
/// Reads BuildKit's progress (<c>moby.buildkit.v1.StatusResponse</c>, control.proto) into lines: a step when it starts (<c>vertexes = 1</c>, of them
/// <c>name = 3</c>, <c>cached = 4</c>, <c>started = 5</c>, <c>error = 7</c>), and what its command writes (<c>logs = 3</c>, of them <c>msg = 4</c>).
/// Everything else in it is skipped; what cannot be read is nothing. One for each build: a step is told of in several messages.
/// </summary>
internal sealed class BuildKitProgress
{
    private const int Vertexes = 1;
    private const int Logs = 3;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The step that failed, as it is named; null when none has.</summary>
    public string? FailedStep { get; private set; }

    public IReadOnlyList<string> LinesOf(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return [];

        var status = bytes[..length];
        var lines = new List<string>();
        foreach (var vertex in Fields(status, Vertexes))
            AddStep(vertex, lines);

        lines.AddRange(Fields(status, Logs).SelectMany(log => Fields(log, 4)).SelectMany(text => Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        return lines;
    }

    private void AddStep(byte[] vertex, List<string> lines)
    {
        var name = Text(vertex, 3);
        if (Text(vertex, 7) is { Length: > 0 } error && !error.Contains("context canceled", StringComparison.Ordinal))
            FailedStep ??= name;

        var cached = Fields(vertex, 4, kind: 0).Count > 0;
        if ((cached || Fields(vertex, 5).Count > 0) && _told.Add(Text(vertex, 1)))
            lines.Add(cached ? $"{name} (cached)" : name);
    }

    private static string Text(byte[] message, int number) => Fields(message, number) is { Count: > 0 } found ? Encoding.UTF8.GetString(found[0]) : "";

    /// <summary>Contents of the fields with this number and wire type (protocol buffers, "Encoding"): 2 is length-delimited, 0 a number, whose content is left out.</summary>
    private static List<byte[]> Fields(byte[] message, int number, int kind = 2)
    {
        var found = new List<byte[]>();
        var position = 0;
        while (position < message.Length)
        {
            var (key, isWhole) = ReadNumber(message, ref position);
            var wire = (int)(key & 7);
            var number64 = wire is 0 or 2 ? ReadNumber(message, ref position).Value : 0;
            var length = wire switch { 0 => 0UL, 1 => 8UL, 2 => number64, 5 => 4UL, _ => ulong.MaxValue };
            if (!isWhole || length > (ulong)(message.Length - position))
                break;

            if (key >> 3 == (ulong)number && wire == kind && (wire != 0 || number64 != 0))
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
