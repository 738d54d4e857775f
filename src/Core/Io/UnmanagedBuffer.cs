using System.Buffers;
using System.Runtime.InteropServices;

namespace Containerize.Io;

/// <summary>
/// Bytes outside of the managed heap. Arrays of 85 kB and more count as large objects, of which a few have the runtime collect the whole heap: in a build,
/// with all that MSBuild holds, that takes longer than compressing a small layer. Nobody but who disposes it gives it back.
/// </summary>
internal sealed unsafe class UnmanagedBuffer : MemoryManager<byte>
{
    private readonly int _size;
    private byte* _bytes;

    /// <summary>Takes memory that is not cleared.</summary>
    /// <param name="size">In bytes.</param>
    public UnmanagedBuffer(int size)
    {
        _size = size;
        _bytes = (byte*)NativeMemory.Alloc((nuint)size);
    }

    private byte* Start => _bytes is not null ? _bytes : throw new ObjectDisposedException(nameof(UnmanagedBuffer));

    /// <inheritdoc />
    public override Span<byte> GetSpan() => new(Start, _size);

    /// <inheritdoc />
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_size, nameof(elementIndex));
        return new MemoryHandle(Start + elementIndex, pinnable: this);
    }

    /// <inheritdoc />
    public override void Unpin()
    {
        // It never moves.
    }

    /// <summary>A stream that fills it from the start. It must not outlive the buffer.</summary>
    public Stream OpenWrite() => new UnmanagedMemoryStream(Start, 0, _size, FileAccess.Write);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }
}
