using System.Security.Cryptography;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;

namespace Containerize.Running;

/// <summary>Runs the image of a project on an engine: one container for each project, which replaces the one before.</summary>
/// <param name="engine">The engine; the runner does not dispose it.</param>
/// <param name="log">Takes warnings and details.</param>
public sealed class ContainerRunner(IContainerEngine engine, IBuildLog log)
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    // Networks that engines bring along; asking for them makes nothing.
    private static readonly string[] BuiltInNetworks = ["bridge", "default", "host", "none", "podman"];

    /// <summary>
    /// Starts a container and returns when it is ready: healthy if it has a health check, else listening on its tcp ports, else alive after a moment. An
    /// earlier container of the same project is kept when it runs the same image with the same settings, else replaced. When the new one does not come
    /// up, it is removed; its volumes stay.
    /// </summary>
    /// <exception cref="ContainerizeException">CTZ0604 it ended, CTZ0605 it is not ready in time, CTZ0606 a host port is taken, CTZ0612, or a code of the engine.</exception>
    public async Task<RunningContainer> StartAsync(RunRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var container = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        if (await FindSameAsync(request, container, cancellationToken).ConfigureAwait(false) is { } kept)
            return kept;

        await RemoveContainersAsync(request.Label, removeVolumes: false, cancellationToken).ConfigureAwait(false);
        var preferred = container with { Ports = HostPorts.Prefer(container.Ports, request.Label) };
        try
        {
            return await StartAsync(request, preferred, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainerizeException e) when (e.Diagnostic.Code == EngineCodes.PortInUse && container.Ports.Any(port => port.HostPort is null))
        {
            log.Detail($"{e.Diagnostic.Message} The engine chooses another one.");
            return await StartAsync(request, container, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RunningContainer> StartAsync(RunRequest request, ContainerRequest container, CancellationToken cancellationToken)
    {
        var created = await CreateAsync(container, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var warning in created.Warnings)
                log.Detail($"The engine says: {warning}");
            foreach (var network in request.Run.Networks.Skip(1))
                await engine.ConnectNetworkAsync(network, created.Id, container.Aliases, cancellationToken).ConfigureAwait(false);

            await StartAsync(created.Id, container, cancellationToken).ConfigureAwait(false);
            var (readiness, state) = await new ReadinessWait(engine, request, log).WaitAsync(created.Id, cancellationToken).ConfigureAwait(false);
            return Describe(request, state, readiness);
        }
        catch
        {
            // Also after Ctrl-C, when the caller's token is cancelled already.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            await TryRemoveAsync(created.Id, limit.Token).ConfigureAwait(false);
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
            return Describe(request, ready, readiness) with { Kept = true };
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

    private async Task<ContainerRequest> PrepareAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var environment = new List<NamedValue>();
        foreach (var file in request.Run.EnvironmentFiles)
            environment.AddRange(await EnvironmentFile.ReadAsync(file, request.BuildEnvironment, cancellationToken).ConfigureAwait(false));
        environment.AddRange(request.Run.Environment);

        foreach (var network in request.Run.Networks.Except(BuiltInNetworks))
        {
            if (!await engine.HasNetworkAsync(network, cancellationToken).ConfigureAwait(false))
                await engine.CreateNetworkAsync(network, request.Label.ToDictionary(), cancellationToken).ConfigureAwait(false);
        }

        var image = await engine.FindImageAsync(request.Image, cancellationToken).ConfigureAwait(false);
        var volumes = Volumes(request, image);
        foreach (var volume in volumes.Where(volume => !IsHostPath(volume.Source!)))
        {
            if (!await engine.HasVolumeAsync(volume.Source!, cancellationToken).ConfigureAwait(false))
                await engine.CreateVolumeAsync(volume.Source!, request.Label.ToDictionary(), cancellationToken).ConfigureAwait(false);
        }

        var first = request.Run.Networks.Count > 0 ? request.Run.Networks[0] : null;
        var container = new ContainerRequest
        {
            Image = request.Image,
            Name = request.Run.Options?.Name ?? $"{request.Name}-{request.Label.Abbreviated}",
            Options = request.Run.Options,
            Labels = request.Label.ToDictionary(),
            Environment = LastOfEach(environment),
            Ports = first == "host" ? [] : request.Run.Ports,
            Volumes = volumes,
            HealthCheck = request.HealthCheck,
            Network = first,
            Aliases = first is null || BuiltInNetworks.Contains(first) ? [] : [request.Name],
        };
        var settings = StartedSettings.Of(container, image?.Id ?? "", request);
        return container with { Labels = new Dictionary<string, string>(container.Labels) { [StartedSettings.Name] = settings } };
    }

    /// <summary>Every volume with a source. Anonymous ones would be lost with each new container, so they get a name that stays the same.</summary>
    private static IReadOnlyList<Volume> Volumes(RunRequest request, EngineImage? image)
    {
        var declared = (image?.Volumes ?? []).Where(path => path.StartsWith('/')).Select(UnixPath.Parse)
            .Where(path => !request.Volumes.Any(volume => volume.Path == path));
        return
        [
            .. request.Volumes.Select(volume => volume.Source is null ? volume with { Source = NameOf(request, volume.Path) } : volume),
            .. declared.Select(path => new Volume(path, NameOf(request, path))),
        ];
    }

    // A name that is given twice would reach the app twice, and the C library takes the first.
    private static NamedValue[] LastOfEach(IEnumerable<NamedValue> variables) =>
        [.. variables.GroupBy(variable => variable.Name, StringComparer.Ordinal).Select(group => group.Last())];

    private static string NameOf(RunRequest request, UnixPath path)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path.ToString())))[..8];
        return $"{request.Name}-{request.Label.Abbreviated}-{hash}";
    }

    private static bool IsHostPath(string source) => source[0] is '/' or '\\' or '~' or '.' || (source.Length > 1 && source[1] == ':');

    private async Task<CreatedContainer> CreateAsync(ContainerRequest container, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.CreateContainerAsync(container, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Status == System.Net.HttpStatusCode.Conflict
            || (e.EngineMessage.Contains("name", StringComparison.Ordinal) && e.EngineMessage.Contains("already in use", StringComparison.Ordinal)))
        {
            // Somebody else's container has the name, and keeps it.
            log.Detail($"The name '{container.Name}' is taken; the engine chooses one.");
            return await engine.CreateContainerAsync(container with { Name = null }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StartAsync(string id, ContainerRequest container, CancellationToken cancellationToken)
    {
        try
        {
            await engine.StartContainerAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException e) when (RunFailures.PortTaken(e, container.Ports) is { } taken)
        {
            throw taken;
        }
    }

    private RunningContainer Describe(RunRequest request, ContainerState state, string readiness)
    {
        var addresses = new List<PublishedAddress>();
        foreach (var port in request.Run.Ports)
        {
            if (state.Ports.FirstOrDefault(one => one.Container == port.Container.ToString() && (port.HostPort is null || one.HostPort == port.HostPort)) is { } binding)
            {
                var url = port.Container.Protocol == "tcp" ? HostAddress.ToUrl(engine.Address, binding.HostIp, binding.HostPort) : null;
                addresses.Add(new(port.Container, binding.HostIp, binding.HostPort, url));
            }
        }

        return new RunningContainer
        {
            Id = state.Id,
            Name = state.Name,
            Image = request.Image,
            Addresses = addresses,
            ExitCode = readiness == "finished" ? state.ExitCode : null,
            Readiness = readiness,
        };
    }

    private async Task<IReadOnlyList<string>> RemoveContainersAsync(ProjectLabel label, bool removeVolumes, CancellationToken cancellationToken)
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

    private async Task TryRemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await engine.RemoveContainerAsync(id, removeAnonymousVolumes: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ContainerizeException or OperationCanceledException)
        {
            log.Detail($"Container {id[..12]} could not be removed: {e.Message}");
        }
    }
}
