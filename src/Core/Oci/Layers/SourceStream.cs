using System.Security.Cryptography;
using Containerize.Images;

namespace Containerize.Oci.Layers;

/// <summary>
/// Reads an entry's content and hashes it on the way. A failure to read is CTZ0310, so that it is not taken for one of the output. It reads on the caller's
/// thread: an asynchronous read of a file is the same read on another thread of the pool, behind all blocks that wait there to be compressed.
/// </summary>
internal sealed class SourceStream(FileEntry entry, Stream source) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>SHA-256 of what was read, hexadecimal. Asked once, at the end.</summary>
    public string GetHash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var read = source.Read(buffer.Span);
            _hash.AppendData(buffer.Span[..read]);
            return ValueTask.FromResult(read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LayerContent.Unreadable(entry, e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
