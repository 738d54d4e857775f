using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>Writes HEALTHCHECK. Nothing in it is expanded, and a shell line is taken as it stands, up to the end of the line.</summary>
internal static class HealthCheckLine
{
    private const string Subject = "ContainerHealthCheck";

    // What a parser takes for the exec form: an array of strings.
    private static readonly Regex Array = new("""^\[\s*("([^"\\]|\\.)*"(\s*,\s*"([^"\\]|\\.)*")*)?\s*\]$""", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public static void Add(DockerfileLines lines, HealthCheck check)
    {
        var kind = check.Test.Count == 0 ? "" : check.Test[0];
        if (kind == "NONE")
            lines.Add("HEALTHCHECK NONE");
        else if (kind == "CMD" && check.Test.Count > 1)
            lines.Add(Subject, Options(lines, check) + DockerfileText.JsonArray(check.Test.Skip(1)));
        else if (kind == "CMD-SHELL" && check.Test.Count == 2 && IsOneLine(check.Test[1]))
            lines.Add(Subject, Options(lines, check) + check.Test[1]);
        else
            lines.Refuse(Subject, "no line of a Dockerfile means just this command: use ContainerHealthCheckArgs items");
    }

    private static bool IsOneLine(string text) =>
        text.Length > 0 && text.IndexOfAny(['\n', '\0']) < 0 && text.Trim() == text && !text.EndsWith("\\", StringComparison.Ordinal) && !Array.IsMatch(text);

    private static string Options(DockerfileLines lines, HealthCheck check)
    {
        var line = new StringBuilder("HEALTHCHECK");
        Add("interval", check.Interval);
        Add("timeout", check.Timeout);
        Add("start-period", check.StartPeriod);
        if (check.Retries is > 0 and { } retries)
            line.Append(" --retries=").Append(retries.ToString(CultureInfo.InvariantCulture));

        return line.Append(" CMD ").ToString();

        void Add(string name, TimeSpan? value)
        {
            if (value is not { } duration || duration == TimeSpan.Zero)
                return;

            if (duration < TimeSpan.FromMilliseconds(1))
                lines.Refuse(Subject, $"its {name} is shorter than a millisecond");
            line.Append(" --").Append(name).Append('=').Append(Duration(duration));
        }
    }

    private static string Duration(TimeSpan value)
    {
        var (number, unit) = value.Ticks % TimeSpan.TicksPerSecond == 0 ? (value.Ticks / TimeSpan.TicksPerSecond, "s")
            : value.Ticks % TimeSpan.TicksPerMillisecond == 0 ? (value.Ticks / TimeSpan.TicksPerMillisecond, "ms")
            : (value.Ticks * 100, "ns");
        return number.ToString(CultureInfo.InvariantCulture) + unit;
    }
}
