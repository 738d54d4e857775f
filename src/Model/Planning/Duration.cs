using System.Globalization;

namespace Containerize.Planning;

/// <summary>Times as people write them: <c>30s</c>, <c>1m30s</c>, <c>500ms</c>, <c>1.5h</c> (Docker's form) or <c>00:00:30</c>.</summary>
internal static class Duration
{
    /// <summary>Reads a time of at least a millisecond and at most a day.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var read = text.IndexOf(':') >= 0
            ? TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss"], CultureInfo.InvariantCulture, out duration)
            : TryUnits(text, out duration);
        return read && duration >= TimeSpan.FromMilliseconds(1) && duration <= TimeSpan.FromDays(1);
    }

    private static bool TryUnits(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var i = 0;
        while (i < text.Length)
        {
            var start = i;
            while (i < text.Length && text[i] is (>= '0' and <= '9' or '.'))
                i++;
            if (i - start > 9 || !decimal.TryParse(text.Substring(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;

            start = i;
            while (i < text.Length && text[i] is >= 'a' and <= 'z')
                i++;
            decimal ticks = text.Substring(start, i - start) switch
            {
                "h" => TimeSpan.TicksPerHour,
                "m" => TimeSpan.TicksPerMinute,
                "s" => TimeSpan.TicksPerSecond,
                "ms" => TimeSpan.TicksPerMillisecond,
                _ => 0,
            };
            if (ticks == 0)
                return false;

            duration += TimeSpan.FromTicks((long)(number * ticks));
        }

        return i > 0;
    }
}
