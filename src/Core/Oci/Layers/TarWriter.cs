using System.Buffers;
using System.Globalization;
using System.Text;
using Containerize.Images;
using Containerize.Io;

namespace Containerize.Oci.Layers;

/// <summary>
/// Writes a tar whose bytes depend on nothing but the entries: POSIX ustar, with a pax extended header (POSIX.1-2017, pax, "pax Interchange Format")
/// only where a field does not fit, under a constant name. The BCL's writer puts the process id there, and cannot leave the times out.
/// </summary>
internal sealed class TarWriter(Stream output)
{
    private const int BlockSize = 512;
    private const long LargestOctal11 = 0x1_FFFF_FFFF;
    private const long LargestOctal7 = 0x1F_FFFF;
    private const string PaxName = "PaxHeaders/entry";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly byte[] Zeros = new byte[2 * BlockSize];

    /// <summary>Writes an entry; the content must have exactly the size that the header says.</summary>
    /// <exception cref="TarContentException">The content is shorter or longer.</exception>
    /// <exception cref="EncoderFallbackException">A name is no valid Unicode.</exception>
    public Task WriteAsync(TarHeader header, Stream content, CancellationToken cancellationToken) =>
        WriteAsync(header, destination => CopyAsync(content, destination, header.Size, cancellationToken), cancellationToken);

    /// <summary>Writes an entry whose content is handed over by a function, which writes exactly the size that the header says.</summary>
    public async Task WriteAsync(TarHeader header, Func<Stream, Task> content, CancellationToken cancellationToken)
    {
        var pax = PaxRecords(header);
        if (pax.Length > 0)
        {
            var extended = new TarHeader(PaxName, FileEntryKind.File, Modes.File, Ownership.Root, pax.Length, 0);
            await output.WriteAsync(Block(extended, 'x'), cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(pax, cancellationToken).ConfigureAwait(false);
            await PadAsync(pax.Length, cancellationToken).ConfigureAwait(false);
        }

        await output.WriteAsync(Block(header, TypeFlag(header.Kind)), cancellationToken).ConfigureAwait(false);
        await content(output).ConfigureAwait(false);
        await PadAsync(header.Size, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the end of the archive: two blocks of zeros.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => output.WriteAsync(Zeros, cancellationToken).AsTask();

    private static async Task CopyAsync(Stream content, Stream destination, long size, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer.Size);
        try
        {
            var left = size;
            while (left > 0)
            {
                var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    throw new TarContentException("it became shorter");
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                left -= read;
            }

            if (await content.ReadAsync(buffer.AsMemory(0, 1), cancellationToken).ConfigureAwait(false) != 0)
                throw new TarContentException("it became longer");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask PadAsync(long size, CancellationToken cancellationToken)
    {
        var over = (int)(size % BlockSize);
        if (over != 0)
            await output.WriteAsync(Zeros.AsMemory(0, BlockSize - over), cancellationToken).ConfigureAwait(false);
    }

    private static byte[] PaxRecords(TarHeader header)
    {
        using var records = new MemoryStream();
        if (!Fits(header.Name))
            AddRecord(records, "path", header.Name);
        if (header.LinkTarget is { } link && !Fits(link))
            AddRecord(records, "linkpath", link);
        AddNumber(records, "size", header.Size, LargestOctal11);
        AddNumber(records, "uid", header.Owner.UserId, LargestOctal7);
        AddNumber(records, "gid", header.Owner.GroupId, LargestOctal7);
        AddNumber(records, "mtime", header.Modified, LargestOctal11);
        return records.ToArray();
    }

    private static bool Fits(string text) => text.Length <= 100 && Ascii.IsValid(text);

    private static void AddNumber(MemoryStream records, string key, long value, long largest)
    {
        if (value < 0 || value > largest)
            AddRecord(records, key, value.ToString(CultureInfo.InvariantCulture));
    }

    // "<length> <key>=<value>\n", where the length counts its own digits.
    private static void AddRecord(MemoryStream records, string key, string value)
    {
        var rest = Utf8.GetBytes($" {key}={value}\n");
        var length = rest.Length + 1;
        while (Digits(length) + rest.Length != length)
            length = Digits(length) + rest.Length;
        records.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        records.Write(rest);
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private static byte[] Block(TarHeader header, char type)
    {
        var block = new byte[BlockSize];
        Text(block.AsSpan(0, 100), header.Name);
        Octal(block.AsSpan(100, 8), header.Mode);
        Octal(block.AsSpan(108, 8), InRange(header.Owner.UserId, LargestOctal7));
        Octal(block.AsSpan(116, 8), InRange(header.Owner.GroupId, LargestOctal7));
        Octal(block.AsSpan(124, 12), InRange(header.Size, LargestOctal11));
        Octal(block.AsSpan(136, 12), InRange(header.Modified, LargestOctal11));
        block.AsSpan(148, 8).Fill((byte)' ');
        block[156] = (byte)type;
        Text(block.AsSpan(157, 100), header.LinkTarget ?? "");
        "ustar\0"u8.CopyTo(block.AsSpan(257));
        "00"u8.CopyTo(block.AsSpan(263));
        Octal(block.AsSpan(329, 8), 0);
        Octal(block.AsSpan(337, 8), 0);

        var sum = 0;
        foreach (var b in block)
            sum += b;
        Octal(block.AsSpan(148, 7), sum);
        block[155] = (byte)' ';
        return block;
    }

    private static long InRange(long value, long largest) => value < 0 || value > largest ? 0 : value;

    // What does not fit is in the pax header; the field then holds an ASCII beginning of it, for readers that know no pax.
    private static void Text(Span<byte> field, string text)
    {
        for (var i = 0; i < Math.Min(field.Length, text.Length); i++)
            field[i] = text[i] < 128 ? (byte)text[i] : (byte)'_';
    }

    private static void Octal(Span<byte> field, long value)
    {
        for (var i = field.Length - 2; i >= 0; i--, value >>= 3)
            field[i] = (byte)('0' + (value & 7));
        field[^1] = 0;
    }

    private static char TypeFlag(FileEntryKind kind) => kind switch
    {
        FileEntryKind.Directory => '5',
        FileEntryKind.SymbolicLink => '2',
        _ => '0',
    };
}

/// <summary>Content has another length than its header says. The message completes "'file' changed while the layer was written (…)".</summary>
internal sealed class TarContentException(string message) : Exception(message);
