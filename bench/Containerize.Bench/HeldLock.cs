using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Containerize.Bench;

/// <summary>An exclusive lock on a file, of the kind that flock(1) takes; waits until it is free. The BCL's own file locks do not wait.</summary>
public sealed partial class HeldLock : IDisposable
{
    private const int CreateReadWriteCloseOnExec = 0x80042;
    private const int OwnerReadWrite = 0x180;
    private const int Exclusive = 2;
    private readonly SafeFileHandle _file;

    private HeldLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes it; null when there is no file to lock.</summary>
    public static HeldLock? Take(string? path)
    {
        if (path is null)
            return null;

        var file = Open(path, CreateReadWriteCloseOnExec, OwnerReadWrite);
        return !file.IsInvalid && Flock(file, Exclusive) == 0 ? new(file) : throw new IOException($"{path} cannot be locked");
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
