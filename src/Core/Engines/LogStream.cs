using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Containerize.Engines;

/// <summary>
/// Reads a container's log: frames of an eight-byte header (stream, three zeros, length) and text, or plain text when the container has a terminal
/// (Engine API, ContainerAttach). Lines of both streams, in the order in which they came.
/// </summary>
internal static class LogStream
{
    private const int LongestFrame = 1 << 20;

    public static async IAsyncEnumerable<string> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var header = new byte[8];
        var lines = new LineSplitter();
        while (await stream.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) is var read && read > 0)
        {
            if (read < 8 || header[0] > 2 || header[1] != 0 || header[2] != 0 || header[3] != 0)
            {
                // No frame: a terminal's text, of which we have read a piece.
                foreach (var line in lines.Add(header.AsSpan(0, read)))
                    yield return line;

                continue;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            while (length > 0)
            {
                var part = new byte[Math.Min(length, LongestFrame)];
                var got = await stream.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                foreach (var line in lines.Add(part.AsSpan(0, got)))
                    yield return line;

                if (got < part.Length)
                    break;

                length -= (uint)got;
            }
        }

        if (lines.Rest() is { Length: > 0 } rest)
            yield return rest;
    }

    private sealed class LineSplitter
    {
        private readonly List<byte> _line = [];

        public List<string> Add(ReadOnlySpan<byte> bytes)
        {
            var lines = new List<string>();
            foreach (var value in bytes)
            {
                if (value != '\n')
                {
                    _line.Add(value);
                    continue;
                }

                lines.Add(Rest());
            }

            return lines;
        }

        public string Rest()
        {
            var text = Encoding.UTF8.GetString([.. _line]).TrimEnd('\r');
            _line.Clear();
            return text;
        }
    }
}
