using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;

namespace Containerize.Running;

/// <summary>A container that runs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Addresses"><c>http://127.0.0.1:PORT</c> for every TCP port that is published, in the plan's order.</param>
public sealed record RunningContainer(string Id, string Name, IReadOnlyList<string> Addresses);

/// <summary>Starts the container of a project, waits until it is ready, and ends it.</summary>
public sealed class ContainerRunner(IContainerEngine engine, string projectLabel, IReadOnlyDictionary<string, string> environment)
{
    private const int LogLines = 20;
    private static readonly TimeSpan ReadyTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly string[] WriteProblems = ["ccess denied", "ermission denied", "SQLite Error 14", "ccess to the path", "Read-only file system"];

    /// <summary>Starts the image, in the place of this project's earlier container, and returns once it is ready.</summary>
    /// <exception cref="ContainerizeException">CTZ0604, CTZ0605, CTZ0606, CTZ0612, or what the engine says.</exception>
    public async Task<RunningContainer> StartAsync(ImagePlan plan, string reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var volume in plan.Volumes.Where(volume => volume.Source is { } source && !Path.IsPathRooted(source)))
            await engine.EnsureVolumeAsync(volume.Source!, ProjectLabel.Name, projectLabel, cancellationToken).ConfigureAwait(false);

        foreach (var network in plan.Run.Networks)
            await engine.EnsureNetworkAsync(network, ProjectLabel.Name, projectLabel, cancellationToken).ConfigureAwait(false);

        // The earlier one goes only now: its image was needed until ours was there.
        await StopAsync(cancellationToken).ConfigureAwait(false);
        var name = $"{plan.Name.Repository[(plan.Name.Repository.LastIndexOf('/') + 1)..]}-{projectLabel[..6]}";
        var id = await engine.CreateContainerAsync(name, Settings(plan, reference), cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var network in plan.Run.Networks.Skip(1))
                await engine.ConnectAsync(network, id, cancellationToken).ConfigureAwait(false);

            await StartAsync(id, plan, cancellationToken).ConfigureAwait(false);
            return await WaitAsync(id, name, plan, reference, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // A container that is not what was asked for is nobody's. The caller's token may be what ended it.
            await engine.RemoveContainerAsync(id, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The lines of the container's log as they come, until it ends.</summary>
    public IAsyncEnumerable<string> FollowAsync(RunningContainer container, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(container);
        return engine.FollowLogAsync(container.Id, cancellationToken);
    }

    /// <summary>Stops and removes this project's containers; returns how many there were.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        var ids = await engine.FindContainersAsync(ProjectLabel.Name, projectLabel, cancellationToken).ConfigureAwait(false);
        foreach (var id in ids)
            await engine.RemoveContainerAsync(id, cancellationToken).ConfigureAwait(false);

        return ids.Count;
    }

    /// <summary>Stops, and removes this project's networks and, when asked, volumes; returns their names.</summary>
    public async Task<IReadOnlyList<string>> RemoveAsync(bool volumes, CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        return await engine.RemoveOwnedAsync(ProjectLabel.Name, projectLabel, volumes, cancellationToken).ConfigureAwait(false);
    }

    private JsonObject Settings(ImagePlan plan, string reference)
    {
        var bindings = new JsonObject();
        foreach (var port in plan.Run.Ports)
            bindings[port.Container.ToString()] = new JsonArray(new JsonObject { ["HostIp"] = port.HostIp, ["HostPort"] = port.HostPort?.ToString(CultureInfo.InvariantCulture) ?? "" });

        var host = new JsonObject
        {
            ["PortBindings"] = bindings,
            ["Binds"] = new JsonArray([.. plan.Volumes.Where(volume => volume.Source is not null).Select(volume => (JsonNode)$"{volume.Source}:{volume.Path}{(volume.ReadOnly ? ":ro" : "")}")]),
        };
        if (plan.Run.Networks.Count > 0)
            host["NetworkMode"] = plan.Run.Networks[0];

        return new JsonObject
        {
            ["Image"] = reference,
            ["Labels"] = new JsonObject { [ProjectLabel.Name] = projectLabel },
            ["Env"] = new JsonArray([.. plan.Run.EnvironmentFiles.SelectMany(file => EnvironmentFile.Read(file, environment)).Concat(plan.Run.Environment.Select(variable => $"{variable.Name}={variable.Value}")).Select(text => (JsonNode)text)]),
            ["HostConfig"] = host,
        };
    }

    private async Task StartAsync(string id, ImagePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            await engine.StartContainerAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception) when (exception.Message.Contains("already allocated", StringComparison.Ordinal) || exception.Message.Contains("address already in use", StringComparison.Ordinal))
        {
            // The message names address and port; the plan says which of ours it is.
            var port = plan.Run.Ports.FirstOrDefault(port => port.HostPort is { } number && exception.Message.Contains($":{number}", StringComparison.Ordinal)) ?? plan.Run.Ports[0];
            throw new ContainerizeException(EngineCodes.PortInUse.With(port.HostPort ?? 0, port.HostIp, port.Container.Number), exception);
        }
    }

    private async Task<RunningContainer> WaitAsync(string id, string name, ImagePlan plan, string reference, CancellationToken cancellationToken)
    {
        var end = Environment.TickCount64 + (long)ReadyTime.TotalMilliseconds;
        while (true)
        {
            var container = await engine.InspectContainerAsync(id, cancellationToken).ConfigureAwait(false);
            var state = container["State"]!;
            if ((string?)state["Status"] is "exited" or "dead")
                throw await ExitedAsync(id, name, reference, state, cancellationToken).ConfigureAwait(false);

            var addresses = Addresses(container, plan);
            if (await IsReadyAsync(state, addresses, cancellationToken).ConfigureAwait(false))
                return new RunningContainer(id, name, [.. addresses.Select(address => $"http://{address.Host}:{address.Port}")]);

            if (Environment.TickCount64 >= end)
                throw await NotReadyAsync(id, name, reference, state, cancellationToken).ConfigureAwait(false);

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // The engine's word where the image has a check; else whether something takes connections on every published port. A proxy of the engine's takes
    // them before the app does, and then closes them at once: so a connection counts only when it stays.
    private async Task<bool> IsReadyAsync(JsonNode state, IReadOnlyList<(string Host, int Port)> addresses, CancellationToken cancellationToken)
    {
        if ((string?)state["Health"]?["Status"] is { } health && health != "none")
            return health == "healthy";

        if ((string?)state["Status"] != "running")
            return false;

        if (engine.Endpoint.IsRemote)
            return true;

        foreach (var (host, port) in addresses)
        {
            if (!await StaysOpenAsync(host, port, cancellationToken).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    private static async Task<bool> StaysOpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(Pause);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, time.Token).ConfigureAwait(false);
            return await client.GetStream().ReadAsync(new byte[1], time.Token).ConfigureAwait(false) > 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true; // connected, and nobody hung up: it waits for our request
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private static List<(string Host, int Port)> Addresses(JsonNode container, ImagePlan plan)
    {
        var published = container["NetworkSettings"]?["Ports"];
        var addresses = new List<(string, int)>();
        foreach (var port in plan.Run.Ports.Where(port => port.Container.Protocol == "tcp"))
        {
            if (published?[port.Container.ToString()] is JsonArray { Count: > 0 } bindings && int.TryParse((string?)bindings[0]?["HostPort"], CultureInfo.InvariantCulture, out var number))
                addresses.Add((port.HostIp is "0.0.0.0" or "::" or "" ? "127.0.0.1" : port.HostIp, number));
        }

        return addresses;
    }

    private async Task<ContainerizeException> ExitedAsync(string id, string name, string reference, JsonNode state, CancellationToken cancellationToken)
    {
        var log = await engine.ReadLogAsync(id, LogLines, cancellationToken).ConfigureAwait(false);
        var why = (bool?)state["OOMKilled"] == true ? " (out of memory)" : "";
        return new ContainerizeException(EngineCodes.ContainerExited.With(name, reference, (int?)state["ExitCode"] ?? -1, why, Quote(log) + Advice(log)));
    }

    private async Task<ContainerizeException> NotReadyAsync(string id, string name, string reference, JsonNode state, CancellationToken cancellationToken)
    {
        var health = state["Health"];
        var detail = health is null
            ? "nothing takes connections on its ports. Last log lines: " + Quote(await engine.ReadLogAsync(id, LogLines, cancellationToken).ConfigureAwait(false))
            : "its health check says: " + (string?)(health["Log"] as JsonArray)?.LastOrDefault()?["Output"];
        return new ContainerizeException(EngineCodes.NotHealthy.With(name, reference, health is null ? "listening" : "healthy", (int)ReadyTime.TotalSeconds, detail.Trim()));
    }

    private static string Quote(IReadOnlyList<string> log) => log.Count == 0 ? "(none)" : string.Join(" | ", log.Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string Advice(IReadOnlyList<string> log) =>
        log.Any(line => WriteProblems.Any(problem => line.Contains(problem, StringComparison.Ordinal)))
            ? " | The app's user may not write there: give it a folder with a ContainerDirectory or ContainerVolume item."
            : "";
}
