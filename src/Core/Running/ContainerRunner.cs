using Containerize.Engines;

namespace Containerize.Running;

/// <summary>Runs the image of a project on an engine: one container for each project, which replaces the one before.</summary>
/// <param name="engine">The engine; the runner does not dispose it.</param>
/// <param name="log">Takes warnings and details.</param>
public sealed class ContainerRunner(IContainerEngine engine, IBuildLog log)
{
    /// <summary>Time that a container has to end by itself.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    private readonly ContainerStart _start = new(engine, log);

    /// <summary>
    /// Starts a container and returns when it is ready: healthy if it has a health check, else listening on its tcp ports, else alive after a moment. An
    /// earlier container of the same project is kept when it runs the same image with the same settings, else replaced. When the new one does not come
    /// up, it is removed; its volumes stay.
    /// </summary>
    /// <exception cref="ContainerizeException">CTZ0604 it ended, CTZ0605 it is not ready in time, CTZ0606 a host port is taken, CTZ0612, or a code of the engine.</exception>
    public async Task<RunningContainer> StartAsync(RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var container = await _start.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        if (await FindSameAsync(request, container, cancellationToken).ConfigureAwait(false) is { } kept)
            return kept;

        await RemoveContainersAsync(request.Label, removeVolumes: false, cancellationToken).ConfigureAwait(false);
        return await _start.WithPreferredPortsAsync(request, container, ports => StartAsync(request, ports, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<RunningContainer> StartAsync(RunRequest request, ContainerRequest container, CancellationToken cancellationToken)
    {
        var id = await _start.RunAsync(request, container, cancellationToken).ConfigureAwait(false);
        try
        {
            var (readiness, state) = await new ReadinessWait(engine, request, log).WaitAsync(id, cancellationToken).ConfigureAwait(false);
            return _start.Describe(request, state, readiness);
        }
        catch
        {
            await _start.GiveUpAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The project's container when it is the only one, runs what is asked for, and is ready; null otherwise.</summary>
    private async Task<RunningContainer?> FindSameAsync(RunRequest request, ContainerRequest container, CancellationToken cancellationToken)
    {
        var earlier = await engine.ListContainersAsync(ProjectLabel.Name, request.Label.Value, cancellationToken).ConfigureAwait(false);
        if (earlier is not [{ IsRunning: true } only] || await engine.FindContainerAsync(only.Id, cancellationToken).ConfigureAwait(false) is not { } state)
            return null;
        if (!state.Labels.TryGetValue(StartedSettings.Name, out var settings) || settings != container.Labels[StartedSettings.Name])
            return null;

        try
        {
            var (readiness, ready) = await new ReadinessWait(engine, request, log).WaitAsync(only.Id, cancellationToken).ConfigureAwait(false);
            return _start.Describe(request, ready, readiness) with { Kept = true };
        }
        catch (ContainerizeException e)
        {
            log.Detail($"The running container is replaced: {e.Diagnostic.Message}");
            return null;
        }
    }

    /// <summary>Lines that a container writes, from its start until it ends. Cancelling ends the reading, not the container.</summary>
    public IAsyncEnumerable<LogLine> FollowAsync(RunningContainer container, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(container);
        return engine.ReadLogAsync(container.Id, follow: true, tail: null, cancellationToken);
    }

    /// <summary>Stops the containers of a project; they can be looked at and started again.</summary>
    /// <returns>Names of those that ran.</returns>
    public async Task<IReadOnlyList<string>> StopAsync(ProjectLabel label, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(label);
        var containers = await engine.ListContainersAsync(ProjectLabel.Name, label.Value, cancellationToken).ConfigureAwait(false);
        var running = containers.Where(container => container.IsRunning).ToArray();
        foreach (var container in running)
            await engine.StopContainerAsync(container.Id, StopGrace, cancellationToken).ConfigureAwait(false);

        return [.. running.Select(container => container.Name)];
    }

    /// <summary>Removes containers and networks of a project, and its volumes when asked to. Only what carries exactly this label is touched.</summary>
    /// <returns>Names of what was removed: containers, networks, volumes.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(ProjectLabel label, bool removeVolumes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(label);
        var removed = new List<string>(await RemoveContainersAsync(label, removeVolumes, cancellationToken).ConfigureAwait(false));
        foreach (var network in await engine.ListNetworksAsync(ProjectLabel.Name, label.Value, cancellationToken).ConfigureAwait(false))
        {
            // Containers of other projects may be in it; then it stays.
            if (await engine.RemoveNetworkAsync(network, cancellationToken).ConfigureAwait(false))
                removed.Add(network);
        }

        if (!removeVolumes)
            return removed;

        foreach (var volume in await engine.ListVolumesAsync(ProjectLabel.Name, label.Value, cancellationToken).ConfigureAwait(false))
        {
            if (await engine.RemoveVolumeAsync(volume, cancellationToken).ConfigureAwait(false))
                removed.Add(volume);
        }

        return removed;
    }

    /// <summary>Stops and removes the containers of a project.</summary>
    internal async Task<IReadOnlyList<string>> RemoveContainersAsync(ProjectLabel label, bool removeVolumes, CancellationToken cancellationToken)
    {
        var containers = await engine.ListContainersAsync(ProjectLabel.Name, label.Value, cancellationToken).ConfigureAwait(false);
        foreach (var container in containers)
        {
            if (container.IsRunning)
                await engine.StopContainerAsync(container.Id, StopGrace, cancellationToken).ConfigureAwait(false);
            await engine.RemoveContainerAsync(container.Id, removeVolumes, cancellationToken).ConfigureAwait(false);
        }

        return [.. containers.Select(container => container.Name)];
    }
}
