using System.Diagnostics;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;

namespace Containerize.Running;

/// <summary>
/// Waits until a container is ready. With a health check: until the engine says healthy, or the check itself, run at once inside the container, passes:
/// engines make their first check only after the interval, and Podman without systemd never. With tcp ports: until the ports are listened on. Otherwise it
/// only has to be alive after a moment.
/// </summary>
internal sealed class ReadinessWait(IContainerEngine engine, RunRequest request, IBuildLog log)
{
    private static readonly TimeSpan AliveTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ElsewhereTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CheckPause = TimeSpan.FromSeconds(1);

    private readonly RunFailures _failures = new(engine, request.Image);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _nextCheck = TimeSpan.Zero;
    private TimeSpan? _elsewhereSince;

    /// <summary>How it got ready, with its last state.</summary>
    /// <exception cref="ContainerizeException">CTZ0604, CTZ0605.</exception>
    public async Task<(string Readiness, ContainerState State)> WaitAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await engine.FindContainerAsync(id, cancellationToken).ConfigureAwait(false)
                ?? throw new ContainerizeException(EngineCodes.ContainerExited.With(id[..12], request.Image, "unknown", ", and somebody removed it", "(none)"));
            if (!state.IsRunning && state.Status != "created")
                return await EndedAsync(state, cancellationToken).ConfigureAwait(false);
            if (await IsReadyAsync(state, cancellationToken).ConfigureAwait(false) is { } readiness)
                return (readiness, state);
            if (_clock.Elapsed > request.ReadyTime)
                throw await LateAsync(state, cancellationToken).ConfigureAwait(false);

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private PublishedPort[] TcpPorts => [.. request.Run.Ports.Where(port => port.Container.Protocol == "tcp")];

    /// <summary>A job that did its work and ended well is no failure; a server that ends is.</summary>
    private async Task<(string Readiness, ContainerState State)> EndedAsync(ContainerState state, CancellationToken cancellationToken)
    {
        if (state.ExitCode == 0 && state.Error.Length == 0 && request.Run.Ports.Count == 0 && !HasCheck(state))
            return ("finished", state);

        throw await _failures.ExitedAsync(state, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> IsReadyAsync(ContainerState state, CancellationToken cancellationToken)
    {
        if (!state.IsRunning)
            return null;
        if (HasCheck(state))
            return await IsHealthyAsync(state, cancellationToken).ConfigureAwait(false) ? "healthy" : null;
        if (TcpPorts.Length > 0 && engine.Address.IsLocal)
            return await IsListeningAsync(state, cancellationToken).ConfigureAwait(false) ? "listening" : null;

        return _clock.Elapsed >= AliveTime ? "running" : null;
    }

    private static bool HasCheck(ContainerState state) => state.HealthTest is ["CMD" or "CMD-SHELL", _, ..];

    private async Task<bool> IsHealthyAsync(ContainerState state, CancellationToken cancellationToken)
    {
        if (state.Health?.Status == "healthy")
            return true;
        if (state.Health?.Status == "unhealthy")
            throw await _failures.NotReadyAsync(state, "healthy", _clock.Elapsed, $"its health check says: {state.Health.LastOutput}", cancellationToken).ConfigureAwait(false);
        if (_clock.Elapsed < _nextCheck)
            return false;

        var command = state.HealthTest[0] == "CMD" ? state.HealthTest.Skip(1) : ["/bin/sh", "-c", state.HealthTest[1]];
        try
        {
            var result = await engine.ExecAsync(state.Id, [.. command], cancellationToken).ConfigureAwait(false);
            _nextCheck = _clock.Elapsed + CheckPause;
            return result.ExitCode == 0;
        }
        catch (EngineException e)
        {
            // It ended in between, or the command is not there: the engine's own check will tell.
            log.Detail($"The health check could not be run: {e.Message}");
            _nextCheck = _clock.Elapsed + CheckPause;
            return false;
        }
    }

    private async Task<bool> IsListeningAsync(ContainerState state, CancellationToken cancellationToken)
    {
        var sockets = ListeningSockets.TryRead(state.ProcessId, state.Id);
        if (sockets is null)
            return await IsOpenOutsideAsync(state, cancellationToken).ConfigureAwait(false);
        if (TcpPorts.All(port => sockets.Any(socket => socket.Port == port.Container.Number && !socket.IsLoopback)))
            return true;

        // It may open the declared port after another one; only when it stays so, it is wrong.
        _elsewhereSince = Elsewhere(sockets).Length == 0 ? null : _elsewhereSince ?? _clock.Elapsed;
        if (_elsewhereSince is { } since && _clock.Elapsed - since > ElsewhereTime)
            throw await LateAsync(state, cancellationToken).ConfigureAwait(false);

        return false;
    }

    private async Task<bool> IsOpenOutsideAsync(ContainerState state, CancellationToken cancellationToken)
    {
        foreach (var port in TcpPorts)
        {
            var binding = state.Ports.FirstOrDefault(one => one.Container == port.Container.ToString());
            if (binding is null || !await PortProbe.IsOpenAsync(HostAddress.ToConnect(binding.HostIp), binding.HostPort, cancellationToken).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    private ListeningSocket[] Elsewhere(IReadOnlyList<ListeningSocket> sockets) =>
        [.. sockets.Where(socket => socket.IsLoopback || !TcpPorts.Any(port => port.Container.Number == socket.Port)).Where(socket => !IsEngines(socket))];

    // Docker's own name server inside every container of a network.
    private static bool IsEngines(ListeningSocket socket) => socket.Address.ToString() == "127.0.0.11";

    private async Task<ContainerizeException> LateAsync(ContainerState state, CancellationToken cancellationToken)
    {
        if (HasCheck(state))
            return await _failures.NotReadyAsync(state, "healthy", _clock.Elapsed, state.Health?.LastOutput ?? "", cancellationToken).ConfigureAwait(false);

        var sockets = ListeningSockets.TryRead(state.ProcessId, state.Id) ?? [];
        var missing = TcpPorts.FirstOrDefault(port => !sockets.Any(socket => socket.Port == port.Container.Number && !socket.IsLoopback)) ?? TcpPorts[0];
        var elsewhere = Elsewhere(sockets);
        var reason = "nothing listens in it";
        if (elsewhere.Length > 0)
        {
            reason = $"it listens on {string.Join(" and ", elsewhere.Select(socket => socket.ToString()))}";
            var fix = elsewhere.Any(socket => !socket.IsLoopback)
                ? "declare that port with ContainerPort, or move the app with ASPNETCORE_HTTP_PORTS"
                : "a loopback address is reached only from inside the container: let the app listen on any address (ASPNETCORE_HTTP_PORTS, or ASPNETCORE_URLS for older hosts)";
            log.Report(EngineCodes.MovedRunAddress.With(state.Name, missing.Container.Number, string.Join(" and ", elsewhere.Select(socket => socket.ToString())), fix));
        }

        return await _failures.NotReadyAsync(state, $"listening on port {missing.Container.Number}", _clock.Elapsed, reason, cancellationToken).ConfigureAwait(false);
    }
}
