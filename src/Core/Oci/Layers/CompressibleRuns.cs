namespace Containerize.Oci.Layers;

/// <summary>
/// Tells what deflate makes smaller from what it would only take its time over: pictures, fonts, archives, whatever is compressed or encrypted already.
/// The answer depends on the bytes alone, so it is the same on every machine.
/// </summary>
internal static class CompressibleRuns
{
    private const int Unit = 1 << 10;

    // Shorter noise is compressed with its neighbours: each cut costs them what they could have referred to, and 60 microseconds.
    private const int ShortestNoise = 8;

    /// <summary>Finds the first run of bytes that are all compressible or all noise.</summary>
    /// <param name="bytes">Not empty.</param>
    /// <param name="isNoise">Whether compressing the run would make it smaller by 2 % at most.</param>
    /// <returns>Its length.</returns>
    public static int First(ReadOnlySpan<byte> bytes, out bool isNoise)
    {
        // One look in so many units finds every run that is long enough, and costs next to nothing where there is none.
        var units = bytes.Length / Unit;
        for (var probe = 0; probe < units; probe += ShortestNoise)
        {
            if (!IsNoise(bytes, probe))
                continue;

            var (start, end) = (probe, probe + 1);
            while (start > 0 && IsNoise(bytes, start - 1))
                start--;
            while (end < units && IsNoise(bytes, end))
                end++;
            if (end - start < ShortestNoise)
                continue;

            isNoise = start == 0;
            return Unit * (isNoise ? end : start);
        }

        isNoise = false;
        return bytes.Length;
    }

    // Of equally frequent bytes the squares of the counts add up to n + n²/256. 22 % above that, a code by frequencies alone saves 2 %
    // (8 bits less the entropy is about (256 Σ(c/n)² - 1) / (2 ln 2)).
    private static bool IsNoise(ReadOnlySpan<byte> bytes, int unit)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var value in bytes.Slice(unit * Unit, Unit))
            counts[value]++;

        var squares = 0;
        foreach (var count in counts)
            squares += count * count;
        return squares <= Unit + (Unit * Unit / 256 * 122 / 100);
    }
}
