namespace Containerize.Bench;

/// <summary>A figure with the range in which it lies with 95 % confidence.</summary>
/// <param name="Value">Median, or ratio of two medians. Infinite when the divisor is not above zero.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end; infinite when the divisor may be zero.</param>
public readonly record struct Estimate(double Value, double Low, double High);

/// <summary>Medians and their spread. The intervals are percentile bootstraps with a fixed seed, so the same runs always give the same figures.</summary>
public static class Statistics
{
    private const int Resamples = 4000;
    private const int Seed = 20260101;

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static double Median(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("There is no median of nothing.", nameof(values));

        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The median with its interval. With five values that is their whole range.</summary>
    public static Estimate MedianOf(IReadOnlyList<double> values)
    {
        var random = new Random(Seed);
        return Of(Median(values), Resampled(() => Median(Draw(values, random))));
    }

    /// <summary>
    /// Median of <paramref name="ours"/> over median of <paramref name="theirs"/>. Both are drawn again independently, which is no narrower than drawing
    /// pairs, because noise that both share would cancel.
    /// </summary>
    public static Estimate RatioOf(IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
    {
        var random = new Random(Seed);
        return Of(Divide(Median(ours), Median(theirs)), Resampled(() => Divide(Median(Draw(ours, random)), Median(Draw(theirs, random)))));
    }

    // A peer that costs nothing cannot be undercut.
    private static double Divide(double value, double by) => by > 0 ? value / by : double.PositiveInfinity;

    private static double[] Draw(IReadOnlyList<double> values, Random random)
    {
        var drawn = new double[values.Count];
        for (var i = 0; i < drawn.Length; i++)
            drawn[i] = values[random.Next(values.Count)];

        return drawn;
    }

    private static double[] Resampled(Func<double> draw)
    {
        var figures = new double[Resamples];
        for (var i = 0; i < figures.Length; i++)
            figures[i] = draw();

        Array.Sort(figures);
        return figures;
    }

    private static Estimate Of(double value, double[] sorted) => new(value, sorted[(int)(Resamples * 0.025)], sorted[(int)(Resamples * 0.975) - 1]);
}
