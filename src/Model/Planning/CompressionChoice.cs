using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>How hard layers are compressed: ContainerizeCompressionLevel, else <see cref="DefaultLevel"/>.</summary>
public static class CompressionChoice
{
    /// <summary>What docs/performance.md measured as the best of time and size.</summary>
    public const int DefaultLevel = 2;

    /// <summary>0 (stored) to 9 (smallest). CTZ0120 when what is declared is none of them.</summary>
    public static Choice<int> Choose(ProjectFacts facts)
    {
        var text = facts.Image.ContainerizeCompressionLevel;
        if (text.Length == 0)
            return new(DefaultLevel, []);

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level <= 9
            ? new(level, [], $"{level} (from ContainerizeCompressionLevel)")
            : new(DefaultLevel, [ProjectCodes.InvalidChoice.With("ContainerizeCompressionLevel", text, "a whole number from 0 (fast) to 9 (small)")]);
    }
}
