using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>The stop signal: a Linux signal by name (signal(7)) or number; null keeps the base's.</summary>
internal static class StopSignalChoice
{
    private const int Highest = 64;
    private const int RealTimeOffsets = 30;

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGIOT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE",
        "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ",
        "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPOLL", "SIGPWR", "SIGSYS", "SIGRTMIN", "SIGRTMAX",
    };

    public static Choice<string?> Choose(ProjectFacts facts)
    {
        var signal = facts.Image.ContainerStopSignal;
        if (signal.Length == 0)
            return new(null, []);

        return IsSignal(signal) ? new(signal, [], $"{signal} (from ContainerStopSignal)") : new(null, [ProjectCodes.InvalidStopSignal.With(signal)]);
    }

    private static bool IsSignal(string text) =>
        Names.Contains(text)
        || IsNumber(text, Highest)
        || (text.StartsWith("SIGRTMIN+", StringComparison.Ordinal) || text.StartsWith("SIGRTMAX-", StringComparison.Ordinal)) && IsNumber(text.Substring(9), RealTimeOffsets);

    private static bool IsNumber(string text, int highest) =>
        text.Length > 0 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= highest;
}
