namespace Containerize.Images;

/// <summary>What a layer entry is.</summary>
public enum FileEntryKind
{
    /// <summary>A regular file: content comes from <see cref="FileEntry.Source"/> or <see cref="FileEntry.Content"/>.</summary>
    File,

    /// <summary>A folder that is written itself, with mode and owner.</summary>
    Directory,

    /// <summary>A symbolic link to <see cref="FileEntry.LinkTarget"/>.</summary>
    SymbolicLink,
}

/// <summary>One entry of a layer. Modes and owners are decided here, once, so that every backend writes the same.</summary>
public sealed record FileEntry
{
    /// <summary>What this entry is.</summary>
    public FileEntryKind Kind { get; init; }

    /// <summary>Where it goes in the image.</summary>
    public required UnixPath Path { get; init; }

    /// <summary>Absolute path of the file on the build machine; null for folders, links and generated content.</summary>
    public string? Source { get; init; }

    /// <summary>Generated content, written as UTF-8 without a byte order mark; null when <see cref="Source"/> names a file.</summary>
    public string? Content { get; init; }

    /// <summary>Target of a symbolic link as written; null otherwise.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Permission bits, <c>0b110_100_100</c> for 0644. Includes set-uid, set-gid and sticky bits (0o7777).</summary>
    public int Mode { get; init; } = Modes.File;

    /// <summary>Owner; root unless declared.</summary>
    public Ownership Owner { get; init; }
}

/// <summary>The permission bits that plans use.</summary>
public static class Modes
{
    /// <summary>0644: everybody reads, root writes.</summary>
    public const int File = 0x1A4;

    /// <summary>0755: everybody reads and runs or enters, root writes.</summary>
    public const int Executable = 0x1ED;

    /// <summary>0755, for folders.</summary>
    public const int Directory = 0x1ED;

    /// <summary>1777: everybody writes, owners delete. What <c>/tmp</c> has.</summary>
    public const int SharedTemporary = 0x3FF;

    /// <summary>Four octal digits, <c>0644</c>.</summary>
    public static string ToOctal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
}
