using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using Containerize.Io;

namespace Containerize.Oci.Layers;

/// <summary>
/// Writes one gzip member (RFC 1952: time 0, OS 255, no name) whose deflate blocks of 1 MiB input each are made independently, several at a time, and
/// written in order; runs that would not become smaller are stored. The bytes depend on the input, the level and the runtime's deflate only, never on the
/// number of cores or on how the input arrives.
/// Memory: four buffers of 1.25 MiB for each worker, outside of the managed heap. The output stays open; without <see cref="CompleteAsync"/> it is not
/// a whole gzip file.
/// </summary>
internal sealed class DeterministicGzip : WriteOnlyStream
{
    private const int BlockSize = 1 << 20;

    // Level 1 always takes the fixed codes of RFC 1951 section 3.2.6, which make input at most 1/8 larger; each of at most 228 runs has some 30 bytes around
    // it. 1/4 more is ample.
    private const int BufferSize = BlockSize + (BlockSize >> 2);

    // Of the member that the runtime makes of each block (RFC 1952 section 2.3; it writes no optional fields).
    private const int HeaderSize = 10;
    private const int TrailerSize = 8;

    private readonly Stream _output;
    private readonly int _level;
    private readonly int _depth;
    private readonly Queue<Task<Block>> _pending = new();
    private readonly ConcurrentBag<UnmanagedBuffer> _spare = [];
    private UnmanagedBuffer? _input;
    private int _filled;
    private uint _checksum;
    private uint _length;
    private bool _started;
    private volatile bool _isDisposed;

    /// <summary>Compresses into a stream.</summary>
    /// <param name="output">Stays open.</param>
    /// <param name="level">0 (stored), 1 (fast) to 9 (small).</param>
    /// <param name="workers">Blocks compressed at a time, at least 1.</param>
    public DeterministicGzip(Stream output, int level, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _output = output;
        _level = level;
        _depth = workers == 1 ? 1 : 2 * workers; // who is done finds the next block while the oldest is being written
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            _input ??= TakeBuffer();
            var count = Math.Min(buffer.Length, BlockSize - _filled);
            buffer[..count].CopyTo(_input.Memory[_filled..]);
            _filled += count;
            buffer = buffer[count..];
            if (_filled == BlockSize)
                await EnqueueAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Compresses what is left and writes the end of the file.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_filled > 0)
            await EnqueueAsync(cancellationToken).ConfigureAwait(false);
        await StartAsync(cancellationToken).ConfigureAwait(false);
        while (_pending.Count > 0)
            await WriteNextAsync(cancellationToken).ConfigureAwait(false);

        // An empty final block with fixed codes (RFC 1951 section 3.2.6), then checksum and length.
        var end = new byte[10];
        end[0] = 3;
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(2), _checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(6), _length);
        await _output.WriteAsync(end, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask EnqueueAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == _depth)
            await WriteNextAsync(cancellationToken).ConfigureAwait(false);

        var (input, count) = (_input!, _filled);
        _pending.Enqueue(Task.Run(() => Compress(input, count), CancellationToken.None));
        (_input, _filled) = (null, 0);
    }

    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (_started)
            return;

        _started = true;
        await _output.WriteAsync(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255 }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteNextAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        var block = await _pending.Dequeue().ConfigureAwait(false);
        try
        {
            foreach (var part in block.Parts)
                await _output.WriteAsync(block.Bytes.Memory[part], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Return(block.Bytes);
        }

        _checksum = Crc32.Combine(_checksum, block.Checksum, block.InputCount);
        _length += (uint)block.InputCount;
    }

    private UnmanagedBuffer TakeBuffer() => _spare.TryTake(out var buffer) ? buffer : new(BufferSize);

    private void Return(UnmanagedBuffer buffer)
    {
        _spare.Add(buffer);
        if (_isDisposed)
            FreeSpare();
    }

    private void FreeSpare()
    {
        while (_spare.TryTake(out var buffer))
            ((IDisposable)buffer).Dispose();
    }

    private Block Compress(UnmanagedBuffer input, int count)
    {
        var bytes = TakeBuffer();
        using var compressed = bytes.OpenWrite();
        var parts = new List<Range>(1);
        var checksum = 0u;
        for (var rest = input.GetSpan()[..count]; rest.Length > 0;)
        {
            var length = CompressibleRuns.First(rest, out var isNoise);
            parts.Add(Compress(rest[..length], isNoise ? 0 : _level, compressed));

            // Of what the runtime adds behind only the checksum is taken: the runtime computes it faster than code of ours could.
            var own = BinaryPrimitives.ReadUInt32LittleEndian(bytes.GetSpan()[((int)compressed.Position - TrailerSize)..]);
            checksum = Crc32.Combine(checksum, own, length);
            rest = rest[length..];
        }

        Return(input);
        return new Block(bytes, parts, count, checksum);
    }

    // Where the blocks lie in the member that is written.
    private static Range Compress(ReadOnlySpan<byte> run, int level, Stream output)
    {
        var start = (int)output.Position + HeaderSize;
        using var gzip = new GZipStream(output, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true);
        gzip.Write(run);
        // A sync flush ends on a byte boundary without a final block, so the blocks can follow each other.
        gzip.Flush();
        return start..(int)output.Position;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        // Blocks of a stream that was broken off are still being compressed; what they hold goes when they are done.
        _isDisposed = true;
        foreach (var block in _pending)
            block.ContinueWith(done => Return(done.Result.Bytes), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

        _pending.Clear();
        (_input as IDisposable)?.Dispose();
        _input = null;
        FreeSpare();
        base.Dispose(disposing);
    }

    private readonly record struct Block(UnmanagedBuffer Bytes, List<Range> Parts, int InputCount, uint Checksum);
}
