using System.Globalization;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;

namespace Containerize.Running;

/// <summary>Makes the errors of a container that did not come up.</summary>
internal sealed partial class RunFailures(IContainerEngine engine, string image)
{
    private const int ShownLines = 20;

    // More are looked through for what went wrong: engines write what a container says on standard error and output in no certain order.
    private const int ReadLines = 100;

    /// <summary>CTZ0604: it ended.</summary>
    public async Task<ContainerizeException> ExitedAsync(ContainerState state, CancellationToken cancellationToken)
    {
        var log = await LogAsync(state.Id, cancellationToken).ConfigureAwait(false);
        return new(EngineCodes.ContainerExited.With(state.Name, image, state.ExitCode, ReasonOf(state) + LogHints.For(log), Join(log)));
    }

    /// <summary>CTZ0604 for a container whose log was shown, when the engine knows more than the exit code; null otherwise.</summary>
    public static Diagnostic? Explain(ContainerState state, string image) =>
        ReasonOf(state) is { Length: > 0 } reason ? EngineCodes.ContainerExited.With(state.Name, image, state.ExitCode, reason, "(above)") : null;

    /// <summary>CTZ0605: it runs, but is not ready.</summary>
    /// <param name="state">The container.</param>
    /// <param name="wanted"><c>healthy</c>, or <c>listening on port 8080</c>.</param>
    /// <param name="waited">How long it was waited.</param>
    /// <param name="reason">What was seen instead; may be empty.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ContainerizeException> NotReadyAsync(ContainerState state, string wanted, TimeSpan waited, string reason, CancellationToken cancellationToken)
    {
        var log = await LogAsync(state.Id, cancellationToken).ConfigureAwait(false);
        var detail = $"{(reason.Length > 0 ? reason.TrimEnd('.') : "nothing else was seen")}{LogHints.For(log)}. Last log lines: {Join(log)}";
        return new(EngineCodes.NotHealthy.With(state.Name, image, wanted, waited.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture), detail));
    }

    /// <summary>CTZ0606 when the engine's refusal to start is about a port; null otherwise.</summary>
    public static ContainerizeException? PortTaken(EngineException refusal, IReadOnlyList<PublishedPort> ports)
    {
        var text = refusal.EngineMessage;
        var isTaken = text.Contains("already allocated", StringComparison.OrdinalIgnoreCase) || text.Contains("address already in use", StringComparison.OrdinalIgnoreCase);
        if (!isTaken)
            return null;

        var declared = ports.Where(port => port.HostPort is not null).ToArray();
        var named = PortNumbers().Matches(text).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var port = declared.FirstOrDefault(one => named.Contains(one.HostPort!.Value.ToString(CultureInfo.InvariantCulture))) ?? (declared.Length == 1 ? declared[0] : null);
        return port is null
            ? null
            : new(EngineCodes.PortInUse.With(port.HostPort!, port.HostIp, port.Container.Number), refusal);
    }

    private async Task<IReadOnlyList<string>> LogAsync(string id, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        try
        {
            await foreach (var line in engine.ReadLogAsync(id, follow: false, ReadLines, cancellationToken).ConfigureAwait(false))
                lines.Add(line.Text);
        }
        catch (ContainerizeException)
        {
            // The failure that is being told matters more than its log.
        }

        return lines;
    }

    private static string Join(IReadOnlyList<string> log) =>
        log.Count == 0 ? "(none)" : string.Join(" | ", log.Select(line => line.Trim()).Where(line => line.Length > 0).TakeLast(ShownLines));

    private static string ReasonOf(ContainerState state) =>
        state.OutOfMemory ? ", because it used too much memory"
        : state.Error.Length > 0 ? $", {state.Error.TrimEnd('.')}"
        : SignalOf(state.ExitCode);

    private static string SignalOf(int exitCode) => exitCode switch
    {
        126 => " (its command cannot be executed)",
        127 => " (its command was not found)",
        134 => " (SIGABRT: it crashed)",
        137 => " (SIGKILL: somebody ended it, or it used too much memory)",
        139 => " (SIGSEGV: it crashed)",
        143 => " (SIGTERM)",
        _ => "",
    };

    [GeneratedRegex(@":(\d{1,5})\b", RegexOptions.CultureInvariant)]
    private static partial Regex PortNumbers();
}
