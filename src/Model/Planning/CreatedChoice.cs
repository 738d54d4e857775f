using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>The one time that everything in the image has: SOURCE_DATE_EPOCH, else the commit's when asked for, else one second after the epoch.</summary>
public static class CreatedChoice
{
    private const long EndOfYear9999 = 253402300799;

    /// <summary>Seconds since the Unix epoch. CTZ0132 when what is declared is no time.</summary>
    public static Choice<long> Choose(ProjectFacts facts)
    {
        var image = facts.Image;
        if (image.SourceDateEpoch.Length > 0)
        {
            return long.TryParse(image.SourceDateEpoch, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && epoch <= EndOfYear9999
                ? new(epoch, [], $"{epoch} (from SOURCE_DATE_EPOCH)")
                : Invalid("SOURCE_DATE_EPOCH", image.SourceDateEpoch, "write whole seconds since 1970-01-01 UTC, from 0 to 253402300799");
        }

        if (image.ContainerizeCreated.Length == 0)
            return new(1, []);
        if (!string.Equals(image.ContainerizeCreated, "commit", StringComparison.OrdinalIgnoreCase))
            return new(1, [ProjectCodes.InvalidChoice.With("ContainerizeCreated", image.ContainerizeCreated, "commit, or nothing")]);

        return image.CommitTime is { } time and >= 0 and <= EndOfYear9999
            ? new(time, [], $"{time} (time of the commit)")
            : Invalid("ContainerizeCreated", image.ContainerizeCreated, "there is no git commit to take it from. Set SOURCE_DATE_EPOCH instead");
    }

    private static Choice<long> Invalid(string name, string value, string reason) => new(1, [ProjectCodes.InvalidEpoch.With(name, value, reason)]);
}
