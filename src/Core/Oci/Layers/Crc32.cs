namespace Containerize.Oci.Layers;

/// <summary>CRC-32 of gzip (RFC 1952 section 8), as far as the runtime does not compute it.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>The checksum of two runs of bytes in a row, from those of each.</summary>
    /// <param name="first">Checksum of the first run.</param>
    /// <param name="second">Checksum of the second run.</param>
    /// <param name="secondLength">Length of the second run in bytes.</param>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        // The first checksum is moved on by 8 * length zero bits: multiplied by x^(8 * length) modulo the polynomial. Bit 31 is x^0.
        var power = 0x0080_0000u;
        for (var n = secondLength; n != 0; n >>= 1, power = Multiply(power, power))
        {
            if ((n & 1) != 0)
                first = Multiply(first, power);
        }

        return first ^ second;
    }

    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (; a != 0; a <<= 1)
        {
            if ((a & 0x8000_0000) != 0)
                product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }
}
