using System.Buffers;
using System.Globalization;
using System.Text;
using Containerize.Images;

namespace Containerize.Oci.Layers;

/// <summary>
/// Writes a tar stream whose bytes depend on nothing but what is written: POSIX ustar (IEEE 1003.1), numeric owners without names, one time for all
/// entries, and a PAX header only where a name, link or size does not fit, under a constant name. (The BCL's writer puts the process id there.)
/// </summary>
public sealed class TarWriter(Stream output, long modified)
{
    private const int BlockSize = 512;
    private const long LargestOctalSize = 0x1FFFFFFFF; // eleven octal digits
    private readonly byte[] _header = new byte[BlockSize];

    /// <summary>Writes a folder.</summary>
    public Task WriteDirectoryAsync(string name, int mode, Ownership owner, CancellationToken cancellationToken) =>
        WriteHeaderAsync(new Entry(name.TrimEnd('/') + "/", "", '5', mode, owner, 0), cancellationToken);

    /// <summary>Writes a symbolic link. Its own mode means nothing and is 0777.</summary>
    public Task WriteLinkAsync(string name, string target, Ownership owner, CancellationToken cancellationToken) =>
        WriteHeaderAsync(new Entry(name, target, '2', 0x1FF, owner, 0), cancellationToken);

    /// <summary>Writes a regular file; exactly <paramref name="size"/> bytes are read from <paramref name="content"/>.</summary>
    /// <returns>Bytes that were read; fewer than <paramref name="size"/> when the content ended early, and the archive is then worthless.</returns>
    public async Task<long> WriteFileAsync(string name, int mode, Ownership owner, long size, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        await WriteHeaderAsync(new Entry(name, "", '0', mode, owner, size), cancellationToken).ConfigureAwait(false);
        var copied = await CopyAsync(content, size, cancellationToken).ConfigureAwait(false);
        if (copied == size)
            await PadAsync(size, cancellationToken).ConfigureAwait(false);

        return copied;
    }

    /// <summary>Writes the two empty blocks that end an archive.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken) =>
        await output.WriteAsync(new byte[2 * BlockSize], cancellationToken).ConfigureAwait(false);

    private async Task<long> CopyAsync(Stream content, long size, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            var copied = 0L;
            while (copied < size)
            {
                var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, size - copied)), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    break;

                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                copied += read;
            }

            return copied;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WriteHeaderAsync(Entry entry, CancellationToken cancellationToken)
    {
        var fits = TrySplit(entry.Name, out var prefix, out var name);
        var records = PaxRecords(entry, fits);
        if (records.Length > 0)
        {
            var pax = new Entry("PaxHeaders/0", "", 'x', Modes.File, Ownership.Root, records.Length);
            Fill(pax, "", "PaxHeaders/0");
            await output.WriteAsync(_header, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(records, cancellationToken).ConfigureAwait(false);
            await PadAsync(records.Length, cancellationToken).ConfigureAwait(false);
        }

        Fill(entry, fits ? prefix : "", fits ? name : "long-name");
        await output.WriteAsync(_header, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] PaxRecords(Entry entry, bool nameFits)
    {
        using var records = new MemoryStream();
        if (!nameFits)
            AddRecord(records, "path", entry.Name);

        if (entry.Link.Length > 0 && !FitsField(entry.Link, 100))
            AddRecord(records, "linkpath", entry.Link);

        if (entry.Size > LargestOctalSize)
            AddRecord(records, "size", entry.Size.ToString(CultureInfo.InvariantCulture));

        return records.ToArray();
    }

    // "<length> key=value\n", where the length counts itself.
    private static void AddRecord(MemoryStream records, string key, string value)
    {
        var body = Encoding.UTF8.GetBytes($" {key}={value}\n");
        var length = body.Length + 1;
        while (length != body.Length + length.ToString(CultureInfo.InvariantCulture).Length)
            length = body.Length + length.ToString(CultureInfo.InvariantCulture).Length;

        records.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        records.Write(body);
    }

    private void Fill(Entry entry, string prefix, string name)
    {
        Array.Clear(_header);
        PutText(name, 0);
        PutOctal(entry.Mode & 0xFFF, 100, 8);
        PutOctal(entry.Owner.UserId, 108, 8);
        PutOctal(entry.Owner.GroupId, 116, 8);
        PutOctal(entry.Size > LargestOctalSize ? 0 : entry.Size, 124, 12);
        PutOctal(entry.Kind == 'x' ? 0 : modified, 136, 12);
        _header[156] = (byte)entry.Kind;
        PutText(FitsField(entry.Link, 100) ? entry.Link : "", 157);
        "ustar\000"u8.CopyTo(_header.AsSpan(257));
        PutOctal(0, 329, 8);
        PutOctal(0, 337, 8);
        PutText(prefix, 345);

        _header.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in _header)
            sum += value;

        PutOctal(sum, 148, 7);
        _header[155] = (byte)' ';
    }

    private void PutText(string text, int offset) => Encoding.ASCII.GetBytes(text, _header.AsSpan(offset));

    private void PutOctal(long value, int offset, int width)
    {
        for (var i = offset + width - 2; i >= offset; i--, value >>= 3)
            _header[i] = (byte)('0' + (value & 7));
    }

    // ustar holds a name as "prefix/name" in 155 and 100 bytes. Names that are not ASCII always go to PAX: ustar does not say which encoding it has.
    private static bool TrySplit(string path, out string prefix, out string name)
    {
        (prefix, name) = ("", path);
        if (!Ascii.IsValid(path))
            return false;

        if (path.Length <= 100)
            return true;

        for (var slash = path.LastIndexOf('/', path.Length - 2); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (path.Length - slash - 1 > 100)
                return false;

            if (slash <= 155)
            {
                (prefix, name) = (path[..slash], path[(slash + 1)..]);
                return true;
            }
        }

        return false;
    }

    private static bool FitsField(string text, int size) => text.Length <= size && Ascii.IsValid(text);

    private async Task PadAsync(long size, CancellationToken cancellationToken)
    {
        var rest = (int)(size % BlockSize);
        if (rest > 0)
            await output.WriteAsync(new byte[BlockSize - rest], cancellationToken).ConfigureAwait(false);
    }

    private sealed record Entry(string Name, string Link, char Kind, int Mode, Ownership Owner, long Size);
}
