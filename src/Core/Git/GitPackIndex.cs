using System.Buffers.Binary;

namespace Containerize.Git;

/// <summary>Finds objects in a pack by its index (gitformat-pack, "Version 2 pack-*.idx files"; version 1 has not been written since 2007).</summary>
internal static class GitPackIndex
{
    private const int HeaderSize = 8;
    private const int FanOutSize = 256 * 4;
    private const uint FarOffset = 0x8000_0000;

    /// <summary>Where the object begins in the pack; null when it is not in there.</summary>
    /// <exception cref="InvalidDataException">The file is no index of version 2.</exception>
    public static long? FindOffset(string indexPath, byte[] id)
    {
        using var file = File.OpenHandle(indexPath);
        Span<byte> start = stackalloc byte[HeaderSize];
        ReadAt(file, 0, start);
        if (BinaryPrimitives.ReadUInt32BigEndian(start) != 0xff744f63 || BinaryPrimitives.ReadUInt32BigEndian(start[4..]) != 2)
            throw new InvalidDataException("A pack's index is not of version 2.");

        // Counts of all ids whose first byte is not above this one.
        long count = ReadNumber(file, HeaderSize + (255 * 4));
        long low = id[0] == 0 ? 0 : ReadNumber(file, HeaderSize + ((id[0] - 1) * 4));
        long high = ReadNumber(file, HeaderSize + (id[0] * 4));
        var ids = HeaderSize + FanOutSize;
        Span<byte> found = stackalloc byte[id.Length];
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            ReadAt(file, ids + (middle * id.Length), found);
            switch (found.SequenceCompareTo(id))
            {
                case 0:
                    return Offset(file, ids + (count * (id.Length + 4)), count, middle);
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle;
                    break;
            }
        }

        return null;
    }

    // After ids and checksums come offsets of four bytes; those of packs above 2 GB are in a table of eight bytes each behind them.
    private static long Offset(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offsets, long count, long position)
    {
        var offset = ReadNumber(file, offsets + (position * 4));
        if ((offset & FarOffset) == 0)
            return offset;

        Span<byte> far = stackalloc byte[8];
        ReadAt(file, offsets + (count * 4) + ((offset & ~FarOffset) * 8L), far);
        return BinaryPrimitives.ReadInt64BigEndian(far);
    }

    private static uint ReadNumber(Microsoft.Win32.SafeHandles.SafeFileHandle file, long position)
    {
        Span<byte> number = stackalloc byte[4];
        ReadAt(file, position, number);
        return BinaryPrimitives.ReadUInt32BigEndian(number);
    }

    private static void ReadAt(Microsoft.Win32.SafeHandles.SafeFileHandle file, long position, Span<byte> bytes)
    {
        if (RandomAccess.Read(file, bytes, position) != bytes.Length)
            throw new InvalidDataException("A pack's index is too short.");
    }
}
