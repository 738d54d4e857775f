namespace Containerize.Engines;

/// <summary>Reads on, tells the stall timer of every byte, and turns what breaks into the engine's own failures.</summary>
internal sealed class WatchedStream(Stream inner, EngineConnection connection, string what, StallTimer timer) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, timer.Token).ConfigureAwait(false);
            timer.Reset();
            return read;
        }
        catch (OperationCanceledException) when (timer.Expired)
        {
            throw connection.Silent(what, timer.Limit);
        }
        catch (Exception e) when (EngineFaults.IsTransport(e))
        {
            throw connection.Died(what, e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
