using System.Net;

namespace Containerize.Engines;

/// <summary>
/// A request body that is written while it is sent. Remembers who failed: the writer, whose exception is the one to show, or the connection.
/// </summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly Func<Stream, CancellationToken, Task> _write;
    private readonly StallTimer _timer;

    public StreamedContent(Func<Stream, CancellationToken, Task> write, StallTimer timer)
    {
        (_write, _timer) = (write, timer);
        Headers.ContentType = new("application/x-tar");
    }

    /// <summary>What the writer threw; null when it did not, or when the connection failed first.</summary>
    public Exception? WriterFailure { get; private set; }

    /// <summary>Bytes that were sent.</summary>
    public long BytesSent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = new BodyStream(this, stream);
        try
        {
            await _write(body, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!body.Failed && e is not OperationCanceledException)
        {
            WriterFailure = e;
            throw;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private sealed class BodyStream(StreamedContent owner, Stream inner) : Stream
    {
        public bool Failed { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => owner.BytesSent;
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                Failed = true;
                throw;
            }

            owner.BytesSent += buffer.Length;
            owner._timer.Reset();
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        // Blocking writers exist (System.Formats.Tar on some paths); a request body is never written on a thread that must not block.
        public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
