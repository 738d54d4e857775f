namespace Containerize.Io;

/// <summary>Size of the buffers that content is copied by.</summary>
internal static class CopyBuffer
{
    /// <summary>Bytes: as many as are worth a call, and fewer than the 85,000 from which on an array is a large object (see <see cref="UnmanagedBuffer"/>).</summary>
    public const int Size = 1 << 16;
}
