using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Containerize.Native;

/// <summary>
/// What the loader reads of an ELF file: 64 bits, little endian (System V ABI, chapters 4 and 5). Every offset in it is checked, because published
/// files may hold anything.
/// </summary>
internal sealed record ElfFile
{
    private const int MaxHeaders = 4096;
    private const int MaxDynamicSize = 1 << 20;
    private const int MaxText = 4096; // PATH_MAX

    /// <summary><c>e_machine</c>: 62 for x64, 183 for arm64.</summary>
    public required ushort Machine { get; init; }

    /// <summary>Path of the loader; null for libraries and static executables.</summary>
    public string? Interpreter { get; init; }

    /// <summary><c>DT_SONAME</c>; null when it has none.</summary>
    public string? SoName { get; init; }

    /// <summary><c>DT_NEEDED</c>, in the order of the file.</summary>
    public IReadOnlyList<string> Needed { get; init; } = [];

    /// <summary>Folders of <c>DT_RUNPATH</c>, else of <c>DT_RPATH</c>, as written: <c>$ORIGIN</c> is not replaced.</summary>
    public IReadOnlyList<string> SearchPaths { get; init; } = [];

    /// <summary>Reads the headers of a file.</summary>
    /// <returns>Null when it is no ELF file of 64 bits and little endian, or is damaged.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ElfFile? TryRead(string path)
    {
        using var handle = File.OpenHandle(path);
        return TryRead(handle);
    }

    private static ElfFile? TryRead(SafeFileHandle file)
    {
        if (Slice(file, 0, 64) is not { } header || !header.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
            return null;

        int entrySize = U16(header, 54), count = U16(header, 56);
        if (entrySize < 56 || count > MaxHeaders || Slice(file, U64(header, 32), (ulong)(entrySize * count)) is not { } table)
            return null;

        var segments = Enumerable.Range(0, count).Select(index => Segment.Read(table, index * entrySize)).ToList();
        var elf = new ElfFile { Machine = U16(header, 18) };
        if (segments.Find(segment => segment.Type == Segment.Interpreter) is { } interpreter)
        {
            if (Text(file, interpreter.Offset) is not { Length: > 0 } loader)
                return null;

            elf = elf with { Interpreter = loader };
        }

        return segments.Find(segment => segment.Type == Segment.Dynamic) is { } dynamic ? elf.WithDynamic(file, dynamic, segments) : elf;
    }

    private ElfFile? WithDynamic(SafeFileHandle file, Segment dynamic, List<Segment> segments)
    {
        if (dynamic.Size > MaxDynamicSize || Slice(file, dynamic.Offset, dynamic.Size) is not { } table)
            return null;

        var entries = new List<(ulong Tag, ulong Value)>();
        for (var at = 0; at + 16 <= table.Length && U64(table, at) != 0; at += 16)
            entries.Add((U64(table, at), U64(table, at + 8)));

        var texts = entries.Find(entry => entry.Tag == 5).Value; // DT_STRTAB, an address
        if (segments.Find(segment => segment.Holds(texts)) is not { } holder)
            return entries.Exists(entry => entry.Tag is 1 or 14 or 15 or 29) ? null : this;

        var offset = texts - holder.Address + holder.Offset;
        var found = entries.Where(entry => entry.Tag is 1 or 14 or 15 or 29).Select(entry => (entry.Tag, Text: Text(file, offset + entry.Value))).ToList();
        if (found.Exists(entry => entry.Text is null))
            return null;

        return this with
        {
            Needed = [.. found.Where(entry => entry is { Tag: 1, Text.Length: > 0 }).Select(entry => entry.Text!)],
            SoName = found.Find(entry => entry.Tag == 14).Text,
            // DT_RPATH is not looked at when there is a DT_RUNPATH (ld.so(8)).
            SearchPaths = (found.Find(entry => entry.Tag == 29).Text ?? found.Find(entry => entry.Tag == 15).Text ?? "")
                .Split(':', StringSplitOptions.RemoveEmptyEntries),
        };
    }

    private static string? Text(SafeFileHandle file, ulong offset)
    {
        var length = RandomAccess.GetLength(file);
        if (offset >= (ulong)length)
            return null;

        var buffer = new byte[256];
        var text = new MemoryStream();
        for (var at = (long)offset; at < length && text.Length < MaxText;)
        {
            var read = RandomAccess.Read(file, buffer, at);
            var end = buffer.AsSpan(0, read).IndexOf((byte)0);
            text.Write(buffer, 0, end < 0 ? read : end);
            if (end >= 0)
                return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);

            if (read == 0)
                return null;

            at += read;
        }

        return null;
    }

    private static byte[]? Slice(SafeFileHandle file, ulong offset, ulong size)
    {
        var length = (ulong)RandomAccess.GetLength(file);
        if (offset > length || size > length - offset)
            return null;

        var slice = new byte[size];
        for (var done = 0; done < slice.Length;)
        {
            var read = RandomAccess.Read(file, slice.AsSpan(done), (long)offset + done);
            if (read == 0)
                return null;

            done += read;
        }

        return slice;
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private sealed record Segment(uint Type, ulong Offset, ulong Address, ulong Size)
    {
        public const uint Load = 1;
        public const uint Dynamic = 2;
        public const uint Interpreter = 3;

        public static Segment Read(byte[] table, int at) =>
            new(BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(at)), U64(table, at + 8), U64(table, at + 16), U64(table, at + 32));

        public bool Holds(ulong address) => Type == Load && address >= Address && address - Address < Size;
    }
}
