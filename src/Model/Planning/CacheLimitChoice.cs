using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>How large the cache may become.</summary>
public static class CacheLimitChoice
{
    /// <summary>The limit when none is declared, in bytes: some forty bases with their layers.</summary>
    public const long Default = 10_000_000_000;

    /// <summary>The limit in bytes; <see cref="long.MaxValue"/> means none.</summary>
    /// <param name="declared">ContainerizeCacheLimit: <c>500MB</c>, <c>2.5 GB</c>, a number of bytes, or <c>none</c>; empty means the default.</param>
    public static Choice<long> Choose(string declared)
    {
        var text = declared.Trim();
        if (text.Length == 0)
            return new(Default, []);
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
            return new(long.MaxValue, []);

        var (unit, factor) = Unit(text);
        return decimal.TryParse(text.Substring(0, text.Length - unit).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * factor < long.MaxValue
            ? new((long)(number * factor), [])
            : new(Default, [ProjectCodes.InvalidChoice.With("ContainerizeCacheLimit", declared, "none, or a size such as 500MB or 10GB")]);
    }

    private static (int Length, decimal Factor) Unit(string text)
    {
        if (text.EndsWith("GB", StringComparison.OrdinalIgnoreCase))
            return (2, 1_000_000_000);
        if (text.EndsWith("MB", StringComparison.OrdinalIgnoreCase))
            return (2, 1_000_000);
        return text.EndsWith("kB", StringComparison.OrdinalIgnoreCase) ? (2, 1000) : (0, 1);
    }
}
