using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Containerize.Io;

/// <summary>
/// Tells whether a file is still what it was: on Linux by device, inode, size and both times. MSBuild's Copy writes new content over the old and keeps
/// inode, size and time of modification; the time of change it cannot set.
/// </summary>
/// <param name="Identity">Device, inode, size and time of modification as text without spaces at its ends.</param>
/// <param name="Changed">Time of change in nanoseconds since the Unix epoch.</param>
internal readonly record struct FileStamp(string Identity, long Changed)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    // A clock of a file system may be this coarse: two changes within it can carry one time.
    private const long CoarsestClock = 2_000_000_000;

    /// <summary>Equal as long as the file is the same with the same content; null when that cannot be told. Links are followed.</summary>
    public static FileStamp? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;

        // statx rather than stat: its structure is the same on every architecture (statx(2)).
        Span<byte> status = stackalloc byte[256];
        if (StatX(path, status) != 0)
            return null;

        // stx_ino, stx_size, stx_ctime, stx_mtime, stx_dev_major and stx_dev_minor.
        var identity = string.Create(CultureInfo.InvariantCulture, $"{Int(status, 136)}:{Int(status, 140)} {Long(status, 32)} {Long(status, 40)} {Long(status, 112)}.{Int(status, 120)}");
        return new FileStamp(identity, (Long(status, 96) * 1_000_000_000) + Int(status, 104));
    }

    /// <summary>
    /// True when the file changed so long before this moment that a later change shows in the stamp. Content that was read when this was false may be
    /// replaced without a trace.
    /// </summary>
    /// <param name="now">The moment before the content was read, in nanoseconds since the Unix epoch.</param>
    public bool IsSettledAt(long now) => now - Changed > CoarsestClock;

    /// <summary>This moment, in nanoseconds since the Unix epoch.</summary>
    public static long Now => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    /// <summary>One line of text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Changed} {Identity}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static FileStamp? Parse(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && long.TryParse(text.AsSpan(0, space), CultureInfo.InvariantCulture, out var changed) ? new FileStamp(text[(space + 1)..], changed) : null;
    }

    private static long Long(ReadOnlySpan<byte> status, int offset) => BinaryPrimitives.ReadInt64LittleEndian(status[offset..]);

    private static int Int(ReadOnlySpan<byte> status, int offset) => BinaryPrimitives.ReadInt32LittleEndian(status[offset..]);

    private static unsafe int StatX(string path, Span<byte> status)
    {
        var name = Encoding.UTF8.GetBytes(path + "\0");
        fixed (byte* nameStart = name, statusStart = status)
            return Native.StatX(CurrentFolder, nameStart, 0, BasicStats, statusStart);
    }

    // Blittable, so that no code has to be generated for the call.
    private static unsafe class Native
    {
#pragma warning disable SYSLIB1054, CA5392 // nothing is marshalled; libc is no file beside us
        [DllImport("libc", EntryPoint = "statx", ExactSpelling = true)]
        public static extern int StatX(int folder, byte* path, int flags, uint mask, byte* status);
#pragma warning restore SYSLIB1054, CA5392
    }
}
