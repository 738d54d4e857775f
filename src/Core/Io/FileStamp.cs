using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Containerize.Io;

/// <summary>Tells whether a file is still what it was: on Linux by inode and time of change, which no copy and no touch can set back.</summary>
internal static partial class FileStamp
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    /// <summary>Equal as long as the file is the same with the same content; null when that cannot be told. Links are followed.</summary>
    public static string? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;

        // statx rather than stat: its structure is the same on every architecture (statx(2)).
        var status = new byte[256];
        if (StatX(CurrentFolder, path, 0, BasicStats, status) != 0)
            return null;

        // stx_ino, stx_size, stx_ctime, stx_mtime, stx_dev_major and stx_dev_minor.
        return string.Create(CultureInfo.InvariantCulture, $"{Long(32)} {Long(40)} {Long(96)}.{Int(104)} {Long(112)}.{Int(120)} {Int(136)}:{Int(140)}");

        long Long(int offset) => BinaryPrimitives.ReadInt64LittleEndian(status.AsSpan(offset));
        int Int(int offset) => BinaryPrimitives.ReadInt32LittleEndian(status.AsSpan(offset));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, [Out] byte[] status);
}
