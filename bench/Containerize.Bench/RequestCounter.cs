using System.Globalization;
using System.Text;

namespace Containerize.Bench;

/// <summary>
/// Follows what a client sends on one HTTP/1.1 connection: how many requests, and how many bytes of bodies went to blobs. After an upgrade (the engine's
/// build sessions) the rest of the connection is another protocol and is only counted as bytes.
/// </summary>
public sealed class RequestCounter
{
    private readonly StringBuilder _line = new();
    private State _state = State.RequestLine;
    private long _left;
    private bool _chunked;
    private bool _upgrade;
    private bool _blob;

    private enum State
    {
        RequestLine,
        Headers,
        Body,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailers,
        Upgraded,
    }

    /// <summary>Requests whose first line was seen.</summary>
    public long Requests { get; private set; }

    /// <summary>Bytes of bodies of requests below <c>/blobs/</c>.</summary>
    public long BlobBytes { get; private set; }

    /// <summary>Takes the next bytes, however they were cut.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && _state != State.Upgraded)
        {
            if (_state is State.Body or State.Chunk)
            {
                var part = (int)Math.Min(_left, bytes.Length);
                _left -= part;
                BlobBytes += _blob ? part : 0;
                bytes = bytes[part..];
                if (_left == 0)
                    _state = _state == State.Body ? State.RequestLine : State.ChunkEnd;
            }
            else
            {
                var end = bytes.IndexOf((byte)'\n');
                _line.Append(Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]));
                if (end < 0)
                    return;

                bytes = bytes[(end + 1)..];
                var line = _line.ToString().TrimEnd('\r');
                _line.Clear();
                Take(line);
            }
        }
    }

    private void Take(string line)
    {
        switch (_state)
        {
            case State.RequestLine when line.Length > 0:
                Requests++;
                (_left, _chunked, _upgrade) = (0, false, false);
                _blob = line.Contains("/blobs/", StringComparison.Ordinal);
                _state = State.Headers;
                break;
            case State.Headers when line.Length > 0:
                TakeHeader(line);
                break;
            case State.Headers:
                _state = _upgrade ? State.Upgraded : _chunked ? State.ChunkSize : _left > 0 ? State.Body : State.RequestLine;
                break;
            case State.ChunkSize:
                _left = long.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                _state = _left > 0 ? State.Chunk : State.Trailers;
                break;
            case State.ChunkEnd:
                _state = State.ChunkSize;
                break;
            case State.Trailers when line.Length == 0:
                _state = State.RequestLine;
                break;
        }
    }

    private void TakeHeader(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return;

        var value = line[(colon + 1)..].Trim();
        switch (line[..colon].ToUpperInvariant())
        {
            case "CONTENT-LENGTH":
                _left = long.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "TRANSFER-ENCODING":
                _chunked = value.Contains("chunked", StringComparison.OrdinalIgnoreCase);
                break;
            case "UPGRADE":
                _upgrade = true;
                break;
        }
    }
}
