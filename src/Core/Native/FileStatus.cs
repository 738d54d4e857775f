using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Containerize.Native;

/// <summary>Owner, kind and permissions of a file, its links not followed. .NET has no call that tells the owner.</summary>
/// <param name="UserId">uid of the owner.</param>
/// <param name="Mode">Kind and permission bits, as in <c>st_mode</c>.</param>
internal readonly record struct FileStatus(uint UserId, ushort Mode)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int KindMask = 0xF000;

    public bool IsFolder => (Mode & KindMask) == 0x4000;

    public bool IsLink => (Mode & KindMask) == 0xA000;

    public bool IsRegularFile => (Mode & KindMask) == 0x8000;

    /// <summary>True when only root can change what this is the status of.</summary>
    public bool OnlyRootWrites => UserId == 0 && (Mode & 0x12) == 0; // 022: group and others write

    /// <summary>Null when there is no such file, or it cannot be seen.</summary>
    public static FileStatus? TryGet(string path)
    {
        // statx rather than stat: its structure is the same on every architecture (statx(2)).
        var status = new byte[256];
        if (StatX(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), NoFollow, BasicStats, status) != 0)
            return null;

        return new(BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(20)), BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(28)));
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, [Out] byte[] status);
}
