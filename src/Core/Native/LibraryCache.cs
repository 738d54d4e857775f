using System.Buffers.Binary;
using System.Text;

namespace Containerize.Native;

/// <summary>
/// The loader's cache, <c>/etc/ld.so.cache</c>, in the form glibc writes since 2.2 (<c>glibc-ld.so.cache1.1</c>, alone or behind the older form;
/// glibc sysdeps/generic/dl-cache.h). Entries for special processors are passed over: what is taken must run on any.
/// </summary>
internal sealed class LibraryCache
{
    private const int HeaderSize = 48;
    private const int EntrySize = 24;

    private readonly Dictionary<string, List<string>> _paths = new(StringComparer.Ordinal);

    /// <summary>Names of all libraries, in no order.</summary>
    public IEnumerable<string> Names => _paths.Keys;

    /// <summary>Paths of a library, the loader's first choice first; of any architecture.</summary>
    public IReadOnlyList<string> Find(string name) => _paths.TryGetValue(name, out var paths) ? paths : [];

    /// <summary>Reads a cache; what is damaged is left out, for the default folders are searched besides.</summary>
    public static LibraryCache Parse(ReadOnlySpan<byte> content)
    {
        var cache = new LibraryCache();
        var start = content.IndexOf("glibc-ld.so.cache1.1"u8);
        if (start < 0 || content.Length - start < HeaderSize)
            return cache;

        var file = content[start..];
        var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(file[20..]), (uint)((file.Length - HeaderSize) / EntrySize));
        for (var index = 0; index < count; index++)
        {
            var entry = file.Slice(HeaderSize + (index * EntrySize), EntrySize);
            var hardwareCapabilities = BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]);
            if (hardwareCapabilities == 0 && Text(file, entry[4..]) is { } name && Text(file, entry[8..]) is { } path && path.StartsWith('/'))
                cache.Add(name, path);
        }

        return cache;
    }

    private static string? Text(ReadOnlySpan<byte> file, ReadOnlySpan<byte> offsetField)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(offsetField);
        if (offset >= file.Length)
            return null;

        var rest = file[(int)offset..];
        var end = rest.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(rest[..end]) : null;
    }

    private void Add(string name, string path)
    {
        if (!_paths.TryGetValue(name, out var paths))
            _paths[name] = paths = [];

        paths.Add(path);
    }
}
