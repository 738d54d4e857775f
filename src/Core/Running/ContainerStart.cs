using System.Security.Cryptography;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;

namespace Containerize.Running;

/// <summary>From a request to a container that has been started, with what it needs around it.</summary>
internal sealed class ContainerStart(IContainerEngine engine, IBuildLog log)
{
    // Networks that engines bring along; asking for them makes nothing.
    private static readonly string[] BuiltInNetworks = ["bridge", "default", "host", "none", "podman"];

    /// <summary>Makes networks and volumes that are missing, and says which container is to be made.</summary>
    /// <exception cref="ContainerizeException">CTZ0612, or a code of the engine.</exception>
    public async Task<ContainerRequest> PrepareAsync(RunRequest request, CancellationToken cancellationToken)
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
            Command = request.Command,
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

    /// <summary>Starts with the ports that the project had before, and where one of them is taken with those that the engine chooses.</summary>
    public async Task<T> WithPreferredPortsAsync<T>(RunRequest request, ContainerRequest container, Func<ContainerRequest, Task<T>> start)
    {
        var preferred = container with { Ports = HostPorts.Prefer(container.Ports, request.Label) };
        try
        {
            return await start(preferred).ConfigureAwait(false);
        }
        catch (ContainerizeException e) when (e.Diagnostic.Code == EngineCodes.PortInUse && container.Ports.Any(port => port.HostPort is null))
        {
            log.Detail($"{e.Diagnostic.Message} The engine chooses another one.");
            return await start(container).ConfigureAwait(false);
        }
    }

    /// <summary>Makes and starts a container, and returns its id. Nothing is left of one that does not start.</summary>
    /// <exception cref="ContainerizeException">CTZ0606 a host port is taken, or a code of the engine.</exception>
    public async Task<string> RunAsync(RunRequest request, ContainerRequest container, CancellationToken cancellationToken)
    {
        var created = await CreateAsync(container, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var warning in created.Warnings)
                log.Detail($"The engine says: {warning}");
            foreach (var network in request.Run.Networks.Skip(1))
                await engine.ConnectNetworkAsync(network, created.Id, container.Aliases, cancellationToken).ConfigureAwait(false);

            await StartAsync(created.Id, container, cancellationToken).ConfigureAwait(false);
            return created.Id;
        }
        catch
        {
            await GiveUpAsync(created.Id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes a container whatever it takes, also after Ctrl-C, when the caller's token is cancelled already.</summary>
    public async Task GiveUpAsync(string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await engine.RemoveContainerAsync(id, removeAnonymousVolumes: false, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ContainerizeException or OperationCanceledException)
        {
            log.Detail($"Container {id[..12]} could not be removed: {e.Message}");
        }
    }

    /// <summary>The container as people want to know it.</summary>
    public RunningContainer Describe(RunRequest request, ContainerState state, string readiness)
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
}
