using Containerize.Diagnostics;
using Containerize.Engines;

namespace Containerize.Running;

/// <summary>
/// Runs the image of a project in the foreground, as <c>dotnet run</c> runs a program: its log is shown from the first line, Ctrl-C stops it, nothing is
/// left of it, and its exit code is the run's.
/// </summary>
/// <param name="engine">The engine; the run does not dispose it.</param>
/// <param name="log">Takes warnings and details.</param>
public sealed class AttachedRun(IContainerEngine engine, IBuildLog log)
{
    private readonly ContainerRunner _runner = new(engine, log);
    private readonly ContainerStart _start = new(engine, log);

    /// <summary>Replaces an earlier container of the project, and returns when the new one has ended and is removed. Volumes stay.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="console">Gets its log and where it is.</param>
    /// <param name="stop">Stops the container with its stop signal; it has ten seconds to end.</param>
    /// <param name="kill">Ends it at once.</param>
    /// <returns>The container's exit code.</returns>
    /// <exception cref="ContainerizeException">CTZ0606 a host port is taken, CTZ0612, or a code of the engine.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it ran, or ended at once.</exception>
    public async Task<int> RunAsync(RunRequest request, IRunConsole console, CancellationToken stop, CancellationToken kill)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(console);
        await _runner.RemoveContainersAsync(request.Label, removeVolumes: false, stop).ConfigureAwait(false);
        try
        {
            var container = await _start.PrepareAsync(request, stop).ConfigureAwait(false);
            var id = await _start.WithPreferredPortsAsync(request, container, ports => _start.RunAsync(request, ports, stop)).ConfigureAwait(false);
            try
            {
                return await FollowAsync(id, request, console, stop, kill).ConfigureAwait(false);
            }
            finally
            {
                await _start.GiveUpAsync(id).ConfigureAwait(false);
            }
        }
        finally
        {
            await RemoveRestAsync(request.Label).ConfigureAwait(false);
        }
    }

    private async Task<int> FollowAsync(string id, RunRequest request, IRunConsole console, CancellationToken stop, CancellationToken kill)
    {
        using var ended = new CancellationTokenSource();
        var announced = AnnounceAsync(id, request, console, ended.Token);
        var stopped = StopWhenAskedAsync(id, stop, kill, ended.Token);
        try
        {
            await foreach (var line in engine.ReadLogAsync(id, follow: true, tail: null, kill).ConfigureAwait(false))
                console.Write(line);

            // Where an engine keeps no log, it has nothing to follow.
            var exitCode = await engine.WaitForContainerAsync(id, kill).ConfigureAwait(false);
            if (exitCode != 0 && !stop.IsCancellationRequested
                && await engine.FindContainerAsync(id, kill).ConfigureAwait(false) is { } state && RunFailures.Explain(state, request.Image) is { } reason)
            {
                console.Tell(reason);
            }

            return exitCode;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await announced.ConfigureAwait(false);
            await stopped.ConfigureAwait(false);
        }
    }

    private async Task AnnounceAsync(string id, RunRequest request, IRunConsole console, CancellationToken ended)
    {
        try
        {
            var (readiness, state) = await new ReadinessWait(engine, request, log).WaitAsync(id, ended).ConfigureAwait(false);
            if (readiness != "finished")
                console.Ready(_start.Describe(request, state, readiness));
        }
        catch (OperationCanceledException)
        {
            // It ended before it was ready.
        }
        catch (ContainerizeException e) when (e.Diagnostic.Code == EngineCodes.NotHealthy)
        {
            // Somebody is looking at it: it goes on.
            console.Tell(e.Diagnostic);
        }
        catch (ContainerizeException e)
        {
            // What ended it, or the engine, is told of by whoever follows the log.
            log.Detail(e.Diagnostic.Message);
        }
    }

    private async Task StopWhenAskedAsync(string id, CancellationToken stop, CancellationToken kill, CancellationToken ended)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, ended);
        try
        {
            await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Which of the two, is asked now.
        }

        if (ended.IsCancellationRequested)
            return;

        try
        {
            await engine.StopContainerAsync(id, ContainerRunner.StopGrace, kill).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ContainerizeException or OperationCanceledException)
        {
            // It is removed in any case.
            log.Detail($"Container {id[..12]} could not be stopped: {e.Message}");
        }
    }

    private async Task RemoveRestAsync(ProjectLabel label)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await _runner.RemoveAsync(label, removeVolumes: false, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ContainerizeException or OperationCanceledException)
        {
            log.Detail($"What was made for the project could not be removed: {e.Message}");
        }
    }
}

/// <summary>What a run in the foreground shows.</summary>
public interface IRunConsole
{
    /// <summary>The container is healthy, listening or alive. Lines of its log may come before.</summary>
    void Ready(RunningContainer container);

    /// <summary>It is not ready in time and goes on (CTZ0605), or ended in a way that its exit code alone does not explain (CTZ0604).</summary>
    void Tell(Diagnostic finding);

    /// <summary>The container wrote a line.</summary>
    void Write(LogLine line);
}
