namespace Containerize.Git;

/// <summary>Reads objects of a pack, with ids of 20 bytes (SHA-1) or 32, also those that are stored as a difference to another (gitformat-pack, "Object types", "Deltified representation").</summary>
internal sealed class GitPack(string path, string indexPath, int idLength) : IDisposable
{
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;

    // Git's own limit of a chain is 4095; it writes 50.
    private const int LongestChain = 4095;

    private readonly FileStream _file = File.OpenRead(path);

    /// <summary>The content of the object that begins at <paramref name="offset"/>.</summary>
    /// <exception cref="InvalidDataException">The pack is damaged.</exception>
    public byte[] Read(long offset)
    {
        var deltas = new Stack<byte[]>();
        while (true)
        {
            _file.Position = offset;
            var type = ReadType();
            var position = offset;
            offset = type switch
            {
                OffsetDelta => position - ReadDistance(),
                ReferenceDelta => FindBase(),
                _ => position,
            };
            var content = GitObjects.Inflate(_file);
            if (type is not (OffsetDelta or ReferenceDelta))
                return deltas.Aggregate(content, Apply);

            deltas.Push(content);
            if (deltas.Count > LongestChain || offset is < 0 || offset == position)
                throw new InvalidDataException("A pack's differences do not end.");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    // Type in bits 4 to 6 of the first byte; the size, which the compressed stream tells as well, goes on while bit 7 is set.
    private int ReadType()
    {
        var first = ReadByte();
        for (var next = first; (next & 0x80) != 0;)
            next = ReadByte();

        return (first >> 4) & 7;
    }

    // Big-endian in groups of seven bits, each group but the last one less than it says.
    private long ReadDistance()
    {
        var next = ReadByte();
        long distance = next & 0x7f;
        while ((next & 0x80) != 0)
        {
            next = ReadByte();
            distance = ((distance + 1) << 7) | (uint)(next & 0x7f);
        }

        return distance;
    }

    private long FindBase()
    {
        var id = new byte[idLength];
        _file.ReadExactly(id);
        var after = _file.Position;
        var offset = GitPackIndex.FindOffset(indexPath, id) ?? throw new InvalidDataException("A pack refers to an object that it does not hold.");
        _file.Position = after;
        return offset;
    }

    private int ReadByte() => _file.ReadByte() is >= 0 and var value ? value : throw new InvalidDataException("A pack ends too early.");

    // Two sizes, then pieces: of the base (bit 7 set; offset and length follow as their bits say), or of the difference itself.
    private static byte[] Apply(byte[] source, byte[] delta)
    {
        var at = 0;
        if (ReadSize(delta, ref at) != source.Length || ReadSize(delta, ref at) is not (>= 0 and <= GitObjects.LargestObject and var size))
            throw new InvalidDataException("A pack's difference does not fit its base.");

        using var result = new MemoryStream((int)size);
        while (at < delta.Length)
        {
            int command = delta[at++];
            var (from, length) = (delta, command);
            var start = at;
            if ((command & 0x80) != 0)
            {
                from = source;
                start = ReadBits(delta, ref at, command, 4);
                length = ReadBits(delta, ref at, command >> 4, 3);
                length = length == 0 ? 0x10000 : length;
            }
            else
            {
                at += length;
            }

            if (start < 0 || length > from.Length - start || result.Length + length > size)
                throw new InvalidDataException("A pack's difference does not fit its base.");

            result.Write(from, start, length);
        }

        return result.ToArray();
    }

    private static long ReadSize(byte[] delta, ref int at)
    {
        long size = 0;
        for (var shift = 0; shift < 63 && at < delta.Length; shift += 7)
        {
            var next = delta[at++];
            size |= (long)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
                return size;
        }

        return -1;
    }

    private static int ReadBits(byte[] delta, ref int at, int present, int bytes)
    {
        var value = 0;
        for (var i = 0; i < bytes; i++)
        {
            if ((present & (1 << i)) != 0)
                value |= (at < delta.Length ? delta[at++] : throw new InvalidDataException("A pack's difference ends too early.")) << (8 * i);
        }

        return value;
    }
}
