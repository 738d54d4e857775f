using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// The health check: an address or a shell line in ContainerHealthCheck, arguments in ContainerHealthCheckArgs, or <c>none</c> to switch off the
/// base's. Null keeps the base's.
/// </summary>
internal static class HealthCheckChoice
{
    public static Choice<HealthCheck?> Choose(ProjectFacts facts, string baseReference, IReadOnlyList<Port> ports, UnixPath workingDirectory)
    {
        var found = new List<Diagnostic>();
        var image = facts.Image;
        var test = Test(facts, baseReference, ports, workingDirectory, found);
        var interval = Time("ContainerHealthCheckInterval", image.ContainerHealthCheckInterval, found);
        var timeout = Time("ContainerHealthCheckTimeout", image.ContainerHealthCheckTimeout, found);
        var startPeriod = Time("ContainerHealthCheckStartPeriod", image.ContainerHealthCheckStartPeriod, found);
        var retries = Count("ContainerHealthCheckRetries", image.ContainerHealthCheckRetries, found);
        if (test is not null)
        {
            var check = new HealthCheck { Test = test, Interval = interval, Timeout = timeout, StartPeriod = startPeriod, Retries = retries };
            return new(check, found, string.Join(" ", test));
        }

        if (found.Count == 0 && (interval ?? timeout ?? startPeriod) is not null | retries is not null)
            found.Add(ProjectCodes.InvalidHealthCheck.With("ContainerHealthCheck", "", "its times or retries are set, but no check"));
        return new(null, found);
    }

    private static IReadOnlyList<string>? Test(ProjectFacts facts, string baseReference, IReadOnlyList<Port> ports, UnixPath workingDirectory, List<Diagnostic> found)
    {
        var image = facts.Image;
        const string Name = "ContainerHealthCheck";
        var line = image.ContainerHealthCheck;
        string[] arguments = [.. image.ContainerHealthCheckArgs.Select(item => item.ValueOrInclude)];
        foreach (var argument in arguments)
            TextCheck.Accepts("ContainerHealthCheckArgs", argument, found);

        if (line.Trim().Length == 0)
            return arguments.Length == 0 ? null : ["CMD", .. arguments];
        if (arguments.Length > 0)
            found.Add(ProjectCodes.InvalidHealthCheck.With(Name, line, "ContainerHealthCheckArgs is set as well, keep one"));
        if (!TextCheck.Accepts(Name, line, found))
            return null;
        if (string.Equals(line, "none", StringComparison.OrdinalIgnoreCase))
            return ["NONE"];
        if (HealthProbe.IsAddress(line))
            return HealthProbe.Command(facts, ports, workingDirectory, found) is { } probe ? ["CMD", .. probe] : null;

        if (BaseImageTable.HasNoShell(baseReference))
            found.Add(ProjectCodes.InvalidHealthCheck.With(Name, line, $"'{baseReference}' has no shell to run it: write the program and its arguments as ContainerHealthCheckArgs items"));
        return ["CMD-SHELL", line];
    }

    private static TimeSpan? Time(string name, string text, List<Diagnostic> found)
    {
        if (text.Length == 0)
            return null;
        if (Duration.TryParse(text, out var duration))
            return duration;

        found.Add(ProjectCodes.InvalidHealthCheck.With(name, text, "write a time of at most a day, such as 30s, 1m30s or 00:00:30"));
        return null;
    }

    private static int? Count(string name, string text, List<Diagnostic> found)
    {
        if (text.Length == 0)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return count;

        found.Add(ProjectCodes.InvalidHealthCheck.With(name, text, "write a number from 1"));
        return null;
    }
}
