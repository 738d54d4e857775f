using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containerize.Engines;

/// <summary>
/// Reads the stream of JSON objects that loads, builds and pulls answer with. Objects follow each other with CRLF, LF or nothing between them, and
/// packets split them anywhere, also inside a character.
/// </summary>
internal static class JsonMessageReader
{
    /// <summary>Longest object that is taken, in bytes.</summary>
    public const int MaximumLength = 32 << 20;

    /// <summary>Reads to the end of the stream.</summary>
    /// <param name="stream">Is read only forward, and stays open.</param>
    /// <param name="onBytes">Called when bytes have come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">Not JSON, longer than <see cref="MaximumLength"/>, or the stream ends inside an object.</exception>
    public static async IAsyncEnumerable<JsonObject> ReadAsync(Stream stream, Action onBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 14);
        var start = 0;
        var scan = new ObjectScan();
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(1 << 13), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;

            onBytes();
            buffer.Advance(read);
            while (scan.TryFindEnd(buffer.WrittenSpan, out var first, out var end))
            {
                var message = Parse(buffer.WrittenSpan[first..end]);
                start = end;
                yield return message;
            }

            if (buffer.WrittenCount - start > MaximumLength)
                throw new InvalidDataException("it sent a message of more than 32 MiB");
            if (start > 0)
            {
                var rest = buffer.WrittenSpan[start..].ToArray();
                buffer.ResetWrittenCount();
                buffer.Write(rest);
                scan.Moved(start);
                start = 0;
            }
        }

        if (scan.InsideObject)
            throw new InvalidDataException("its answer ends in the middle of a message");
    }

    private static JsonObject Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return JsonNode.Parse(ref reader) as JsonObject ?? throw new InvalidDataException("it sent a message that is no JSON object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("it sent a message that is no JSON", e);
        }
    }

    /// <summary>Finds where an object ends by counting brackets outside strings; each byte is looked at once.</summary>
    private sealed class ObjectScan
    {
        private int _position;
        private int _first;
        private int _depth;
        private bool _inString;
        private bool _escaped;

        public bool InsideObject => _depth > 0;

        public bool TryFindEnd(ReadOnlySpan<byte> bytes, out int first, out int end)
        {
            for (; _position < bytes.Length; _position++)
            {
                if (!Take(bytes[_position]))
                    continue;

                _position++;
                (first, end) = (_first, _position);
                return true;
            }

            (first, end) = (0, 0);
            return false;
        }

        public void Moved(int count)
        {
            _position -= count;
            _first -= count;
        }

        private bool Take(byte value)
        {
            if (_inString)
            {
                var closing = !_escaped && value == '"';
                _escaped = !_escaped && value == '\\';
                _inString = !closing;
                return false;
            }

            switch (value)
            {
                case (byte)'{' or (byte)'[':
                    if (_depth++ == 0)
                        _first = _position;
                    return false;
                case (byte)'}' or (byte)']' when _depth > 0:
                    return --_depth == 0;
                case (byte)'"' when _depth > 0:
                    _inString = true;
                    return false;
                case (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t':
                    return false;
                default:
                    return _depth > 0 ? false : throw new InvalidDataException("it sent a message that is no JSON object");
            }
        }
    }
}
