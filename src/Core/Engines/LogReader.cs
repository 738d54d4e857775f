using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Containerize.Engines;

/// <summary>
/// Reads a container's log. Without a terminal it comes in frames: one byte stream number, three zero bytes, a big-endian length of four bytes, then that
/// many bytes (engine API, ContainerAttach "Stream format"). With a terminal it is plain text.
/// </summary>
internal static class LogReader
{
    /// <summary>Longest line that is kept in one piece, in bytes; longer ones are cut there.</summary>
    public const int MaximumLine = 1 << 20;

    /// <summary>Reads to the end of the stream; a last line without a break counts.</summary>
    /// <exception cref="InvalidDataException">A frame that no engine sends.</exception>
    public static async IAsyncEnumerable<LogLine> ReadAsync(Stream stream, bool terminal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var output = new LineBuffer(isError: false);
        var error = new LineBuffer(isError: true);
        var buffer = new byte[1 << 13];
        var header = new byte[8];
        while (terminal || await ReadHeaderAsync(stream, header, cancellationToken).ConfigureAwait(false))
        {
            var lines = terminal || header[0] != 2 ? output : error;
            if (!terminal && header[0] > 3)
                throw new InvalidDataException($"its log has a frame of unknown kind {header[0]}");

            var left = terminal ? long.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            while (left > 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    break;

                left -= read;
                foreach (var line in lines.Add(buffer.AsSpan(0, read)))
                    yield return line;
            }

            if (left > 0)
                break;
        }

        foreach (var line in output.Rest().Concat(error.Rest()))
            yield return line;
    }

    private static async Task<bool> ReadHeaderAsync(Stream stream, byte[] header, CancellationToken cancellationToken) =>
        await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == header.Length;

    private sealed class LineBuffer(bool isError)
    {
        private readonly List<byte> _line = [];

        public List<LogLine> Add(ReadOnlySpan<byte> bytes)
        {
            var lines = new List<LogLine>();
            foreach (var value in bytes)
            {
                if (value == '\n')
                    lines.Add(Take());
                else
                    _line.Add(value);

                if (_line.Count >= MaximumLine)
                    lines.Add(Take());
            }

            return lines;
        }

        public IEnumerable<LogLine> Rest() => _line.Count == 0 ? [] : [Take()];

        private LogLine Take()
        {
            var text = Encoding.UTF8.GetString([.. _line]).TrimEnd('\r');
            _line.Clear();
            return new(isError, text);
        }
    }
}
