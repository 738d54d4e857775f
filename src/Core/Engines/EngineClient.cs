using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>
/// The engine's HTTP API (Docker Engine API 1.40 and later; Podman's service answers the same), over its socket. One for each engine; calls may run at
/// the same time.
/// </summary>
/// <param name="address">Where the engine is.</param>
/// <param name="options">Limits.</param>
public sealed class EngineClient(EngineAddress address, EngineClientOptions options) : IContainerEngine
{
    private static readonly Version Oldest = new(1, 40);
    private static readonly Version Newest = new(1, 51);

    private readonly EngineConnection _connection = new(address, options);
    private EngineVersion? _version;

    /// <inheritdoc />
    public EngineAddress Address { get; } = address;

    /// <inheritdoc />
    public async Task<EngineVersion> PingAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.SendAsync(HttpMethod.Get, "_ping", null, "answer a ping", [], cancellationToken).ConfigureAwait(false);
        var said = answer.Header("Api-Version");
        if (!Version.TryParse(said, out var theirs))
            throw new ContainerizeException(EngineCodes.EngineUnreachable.With(Address, "what answers there is no container engine"));
        if (theirs < Oldest)
            throw new ContainerizeException(EngineCodes.EngineTooOld.With(Address, said, Oldest));

        var version = options.ApiVersion.Length > 0 ? Pinned(theirs) : theirs < Newest ? theirs : Newest;
        return _version = new(version.ToString(2), answer.Header("Libpod-Api-Version").Length > 0);
    }

    /// <inheritdoc />
    public async Task<EngineInfo> GetInfoAsync(CancellationToken cancellationToken)
    {
        var json = (await GetAsync("info", "tell about itself", cancellationToken).ConfigureAwait(false)).Json;
        var driver = json.Child("DriverStatus")?.ToJsonString() ?? "";
        return new(json.Text("ServerVersion"), json.Text("OSType"), json.Text("Architecture"), driver.Contains("io.containerd.snapshotter.v1", StringComparison.Ordinal));
    }

    /// <inheritdoc />
    public async Task<EngineImage?> FindImageAsync(string reference, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"images/{Escape(reference)}/json", $"inspect image '{reference}'", cancellationToken).ConfigureAwait(false);
        return answer.IsMissing ? null : EngineJson.Image(answer.Json);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ListImagesAsync(string filter, string value, CancellationToken cancellationToken) =>
        [.. (await ListAsync(filter, value, cancellationToken).ConfigureAwait(false)).Select(image => image.Text("Id")).Where(id => id.Length > 0).Distinct()];

    /// <inheritdoc />
    public async Task<bool> HasWholeImageAsync(string id, string reference, CancellationToken cancellationToken)
    {
        // Engines before API 1.47 do not list what is not whole; later ones list it and say so.
        var listed = await ListAsync("reference", reference, cancellationToken).ConfigureAwait(false);
        return listed.Any(image => image.Text("Id") == id
            && (image.Child("Manifests") is not JsonArray manifests || manifests.Any(manifest => manifest.Text("ID") == id && manifest.Flag("Available"))));
    }

    private async Task<IEnumerable<JsonNode?>> ListAsync(string filter, string value, CancellationToken cancellationToken)
    {
        var filters = new JsonObject { [filter] = new JsonArray(value) }.ToJsonString();
        var answer = await GetAsync($"images/json?manifests=1&filters={Uri.EscapeDataString(filters)}", $"list the images of '{value}'", cancellationToken).ConfigureAwait(false);
        return answer.IsMissing ? [] : answer.Json.AsArray();
    }

    /// <inheritdoc />
    public async Task<LoadedImages> LoadImageAsync(string name, Func<Stream, CancellationToken, Task> writeArchive, CancellationToken cancellationToken)
    {
        var messages = new MessageStream(_connection, $"load of '{name}'");
        var path = await PathAsync("images/load?quiet=1", cancellationToken).ConfigureAwait(false);
        var loaded = new List<string>();
        try
        {
            await foreach (var message in messages.SendAsync(path, writeArchive, cancellationToken).ConfigureAwait(false))
            {
                if (MessageStream.ErrorOf(message) is { } error)
                    throw new ContainerizeException(EngineCodes.EngineLoadFailed.With(Address, name, error));

                loaded.AddRange(message.Text("stream").Split('\n').Where(line => line.StartsWith("Loaded image", StringComparison.Ordinal)).Select(LoadedName));
            }
        }
        catch (EngineException e)
        {
            throw new ContainerizeException(EngineCodes.EngineLoadFailed.With(Address, name, e.EngineMessage.TrimEnd('.')), e);
        }

        return new([.. loaded.Where(reference => reference.Length > 0)], messages.BytesSent);
    }

    /// <inheritdoc />
    public async Task ExportImageAsync(string reference, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var what = $"export image '{reference}'";
        var path = await PathAsync($"images/{Escape(reference)}/get", cancellationToken).ConfigureAwait(false);
        using var timer = new StallTimer(options.StallTimeout, cancellationToken);
        using var response = await _connection.OpenAsync(HttpMethod.Get, path, null, what, timer).ConfigureAwait(false);
        var stream = new WatchedStream(await response.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false), _connection, what, timer);
        await using (stream.ConfigureAwait(false))
            await read(stream, timer.Token).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task TagImageAsync(string image, string reference, CancellationToken cancellationToken)
    {
        var colon = reference.LastIndexOf(':');
        var (repository, tag) = colon > reference.LastIndexOf('/') ? (reference[..colon], reference[(colon + 1)..]) : (reference, "latest");
        var path = $"images/{Escape(image)}/tag?repo={Uri.EscapeDataString(repository)}&tag={Uri.EscapeDataString(tag)}";
        await SendAsync(HttpMethod.Post, path, null, $"name the image '{reference}'", [], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<bool> RemoveImageAsync(string reference, bool force, CancellationToken cancellationToken) =>
        !(await SendAsync(HttpMethod.Delete, $"images/{Escape(reference)}?force={Lower(force)}", null, $"remove image '{reference}'", [HttpStatusCode.NotFound], cancellationToken)
            .ConfigureAwait(false)).IsMissing;

    /// <inheritdoc />
    public Task<string> BuildImageAsync(EngineBuild build, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(build);
        return StoreRaces.AgainAsync(() => BuildOnceAsync(build, cancellationToken));
    }

    private async Task<string> BuildOnceAsync(EngineBuild build, CancellationToken cancellationToken)
    {
        var messages = new MessageStream(_connection, "build");
        var path = await PathAsync("build?" + Query(build), cancellationToken).ConfigureAwait(false);
        var (id, lines, steps) = ("", new Queue<string>(), new BuildKitProgress());
        await foreach (var message in messages.SendAsync(path, build.WriteContext, cancellationToken).ConfigureAwait(false))
        {
            if (MessageStream.ErrorOf(message) is { } error)
                throw new EngineException(EngineCodes.EngineRefused.With(Address, "build", 200, Explain(error, steps.FailedStep, lines)), HttpStatusCode.OK, Explain(error, steps.FailedStep, lines));

            if (message.Child("aux").Text("ID") is { Length: > 0 } found)
                id = found;

            foreach (var line in message.Text("id") == "moby.buildkit.trace" ? steps.LinesOf(message.Text("aux")) : message.Text("stream").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Keep(lines, line.TrimEnd('\r'), build.Progress);
        }

        // A build that ends without an image id has failed, whatever the status said: some engine or proxy cut the stream.
        return id.Length > 0 ? id : throw EngineFaults.Died(Address, "build", "its answer ends without the id of an image");
    }

    /// <inheritdoc />
    public async Task<CreatedContainer> CreateContainerAsync(ContainerRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = request.Name is null ? "" : "?name=" + Uri.EscapeDataString(request.Name);
        var answer = await StoreRaces.AgainAsync(
            () => SendAsync(HttpMethod.Post, "containers/create" + name, ContainerBody.Create(request), $"create a container of '{request.Image}'", [], cancellationToken)).ConfigureAwait(false);
        return new(answer.Json.Text("Id"), answer.Json.Texts("Warnings"));
    }

    /// <inheritdoc />
    public async Task StartContainerAsync(string id, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Post, $"containers/{id}/start", null, $"start container {Short(id)}", [], cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task StopContainerAsync(string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"containers/{id}/stop?t={(int)grace.TotalSeconds}");
        await SendAsync(HttpMethod.Post, path, null, $"stop container {Short(id)}", [HttpStatusCode.NotFound], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<int> WaitForContainerAsync(string id, CancellationToken cancellationToken)
    {
        var what = $"wait for container {Short(id)}";

        // A container that was never started does not run, so the plain question is answered at once, with a code that it never had.
        var isNew = await FindContainerAsync(id, cancellationToken).ConfigureAwait(false) is { Status: "created" or "initialized" or "configured" };
        var path = await PathAsync($"containers/{id}/wait?condition={(isNew ? "next-exit" : "not-running")}", cancellationToken).ConfigureAwait(false);
        using var timer = new StallTimer(Timeout.InfiniteTimeSpan, cancellationToken);
        using var response = await _connection.OpenAsync(HttpMethod.Post, path, null, what, timer).ConfigureAwait(false);

        // It may have come and gone between question and answer; no other exit follows then.
        if (isNew && await FindContainerAsync(id, cancellationToken).ConfigureAwait(false) is { Status: "exited" or "stopped" } ended)
            return ended.ExitCode;

        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return JsonNode.Parse(body).Number("StatusCode");
        }
        catch (Exception e) when (EngineFaults.IsTransport(e) || e is System.Text.Json.JsonException)
        {
            throw _connection.Died(what, e);
        }
    }

    /// <inheritdoc />
    public async Task<ContainerState?> FindContainerAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"containers/{id}/json", $"inspect container {Short(id)}", cancellationToken).ConfigureAwait(false);
        return answer.IsMissing ? null : EngineJson.Container(answer.Json);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<LabelledContainer>> ListContainersAsync(string label, string value, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"containers/json?all=1&filters={LabelFilter(label, value)}", "list containers", cancellationToken).ConfigureAwait(false);
        return [.. Labelled(answer.Json as JsonArray, label, value).Select(item =>
            new LabelledContainer(item.Text("Id"), item.Texts("Names").FirstOrDefault("").TrimStart('/'), item.Text("State") == "running"))];
    }

    /// <inheritdoc />
    public async Task<bool> RemoveContainerAsync(string id, bool removeAnonymousVolumes, CancellationToken cancellationToken) =>
        !(await SendAsync(HttpMethod.Delete, $"containers/{id}?force=true&v={Lower(removeAnonymousVolumes)}", null, $"remove container {Short(id)}", [HttpStatusCode.NotFound], cancellationToken)
            .ConfigureAwait(false)).IsMissing;

    /// <inheritdoc />
    public async IAsyncEnumerable<LogLine> ReadLogAsync(string id, bool follow, int? tail, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = await FindContainerAsync(id, cancellationToken).ConfigureAwait(false);
        if (state is null)
            yield break;

        var path = $"containers/{id}/logs?stdout=1&stderr=1&follow={Lower(follow)}&tail={tail?.ToString(CultureInfo.InvariantCulture) ?? "all"}";
        await foreach (var line in StreamLogAsync(HttpMethod.Get, path, null, $"read the log of container {Short(id)}", state.HasTerminal, cancellationToken).ConfigureAwait(false))
            yield return line;
    }

    /// <inheritdoc />
    public async Task<ExecResult> ExecAsync(string id, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var what = $"run a command in container {Short(id)}";
        var body = new JsonObject { ["AttachStdout"] = true, ["AttachStderr"] = true, ["Cmd"] = ContainerBody.Array(command) };
        var exec = (await SendAsync(HttpMethod.Post, $"containers/{id}/exec", body, what, [], cancellationToken).ConfigureAwait(false)).Json.Text("Id");
        var output = new List<LogLine>();
        var start = new JsonObject { ["Detach"] = false, ["Tty"] = false };
        await foreach (var line in StreamLogAsync(HttpMethod.Post, $"exec/{exec}/start", start, what, terminal: false, cancellationToken).ConfigureAwait(false))
            output.Add(line);

        var ended = await GetAsync($"exec/{exec}/json", what, cancellationToken).ConfigureAwait(false);
        return new(ended.Json.Number("ExitCode"), output);
    }

    /// <inheritdoc />
    public async Task<bool> HasNetworkAsync(string name, CancellationToken cancellationToken) =>
        !(await GetAsync($"networks/{Escape(name)}", $"inspect network '{name}'", cancellationToken).ConfigureAwait(false)).IsMissing;

    /// <inheritdoc />
    public async Task CreateNetworkAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        // CheckDuplicate: before API 1.44 a second network of the same name would be made.
        var body = new JsonObject { ["Name"] = name, ["CheckDuplicate"] = true, ["Labels"] = ContainerBody.Labels(labels) };
        await SendAsync(HttpMethod.Post, "networks/create", body, $"create network '{name}'", [], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task ConnectNetworkAsync(string network, string container, IReadOnlyList<string> aliases, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["Container"] = container, ["EndpointConfig"] = new JsonObject { ["Aliases"] = ContainerBody.Array(aliases) } };
        await SendAsync(HttpMethod.Post, $"networks/{Escape(network)}/connect", body, $"join container {Short(container)} to network '{network}'", [], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ListNetworksAsync(string label, string value, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"networks?filters={LabelFilter(label, value)}", "list networks", cancellationToken).ConfigureAwait(false);
        return [.. Labelled(answer.Json as JsonArray, label, value).Select(item => item.Text("Name"))];
    }

    /// <inheritdoc />
    public Task<bool> RemoveNetworkAsync(string name, CancellationToken cancellationToken) =>
        RemoveUnusedAsync($"networks/{Escape(name)}", $"remove network '{name}'", cancellationToken);

    /// <inheritdoc />
    public async Task<bool> HasVolumeAsync(string name, CancellationToken cancellationToken) =>
        !(await GetAsync($"volumes/{Escape(name)}", $"inspect volume '{name}'", cancellationToken).ConfigureAwait(false)).IsMissing;

    /// <inheritdoc />
    public async Task CreateVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["Name"] = name, ["Labels"] = ContainerBody.Labels(labels) };
        await SendAsync(HttpMethod.Post, "volumes/create", body, $"create volume '{name}'", [], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ListVolumesAsync(string label, string value, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"volumes?filters={LabelFilter(label, value)}", "list volumes", cancellationToken).ConfigureAwait(false);
        return [.. Labelled(answer.Json.Child("Volumes") as JsonArray, label, value).Select(item => item.Text("Name"))];
    }

    /// <inheritdoc />
    public Task<bool> RemoveVolumeAsync(string name, CancellationToken cancellationToken) =>
        RemoveUnusedAsync($"volumes/{Escape(name)}", $"remove volume '{name}'", cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    // A pin that no engine knows would be answered with 404, which means that something is missing.
    private Version Pinned(Version theirs)
    {
        var reason = !ApiVersions.TryParse(options.ApiVersion, out var pinned) ? "DOCKER_API_VERSION is no version; write it as 1.41, or unset it"
            : pinned < Oldest ? $"DOCKER_API_VERSION asks for it, and {Oldest} or newer is needed; unset it"
            : pinned > theirs ? $"DOCKER_API_VERSION asks for it, and the engine's newest is {theirs}; unset it"
            : null;
        return reason is null ? pinned! : throw new ContainerizeException(EngineCodes.ApiVersionMismatch.With(Address, options.ApiVersion, reason));
    }

    private async Task<bool> RemoveUnusedAsync(string path, string what, CancellationToken cancellationToken)
    {
        // In use: Docker says 403 for networks and 409 for volumes, Podman 409 for both.
        HttpStatusCode[] kept = [HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.Conflict];
        return (await SendAsync(HttpMethod.Delete, path, null, what, kept, cancellationToken).ConfigureAwait(false)).Status < HttpStatusCode.BadRequest;
    }

    private async IAsyncEnumerable<LogLine> StreamLogAsync(
        HttpMethod method, string path, JsonObject? body, string what, bool terminal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new StallTimer(Timeout.InfiniteTimeSpan, cancellationToken);
        using var content = body is null ? null : new StringContent(body.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var response = await _connection.OpenAsync(method, await PathAsync(path, cancellationToken).ConfigureAwait(false), content, what, timer).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var lines = LogReader.ReadAsync(stream, terminal, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (lines.ConfigureAwait(false))
            {
                while (await MoveNextAsync(lines, what).ConfigureAwait(false))
                    yield return lines.Current;
            }
        }
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<LogLine> lines, string what)
    {
        try
        {
            return await lines.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (EngineFaults.IsTransport(e) || e is InvalidDataException)
        {
            throw _connection.Died(what, e);
        }
    }

    private Task<EngineAnswer> GetAsync(string path, string what, CancellationToken cancellationToken) =>
        StoreRaces.AgainAsync(() => SendAsync(HttpMethod.Get, path, null, what, [HttpStatusCode.NotFound], cancellationToken));

    private async Task<EngineAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, string what, HttpStatusCode[] expected, CancellationToken cancellationToken) =>
        await _connection.SendAsync(method, await PathAsync(path, cancellationToken).ConfigureAwait(false), body, what, expected, cancellationToken).ConfigureAwait(false);

    private async Task<string> PathAsync(string path, CancellationToken cancellationToken) =>
        $"v{(_version ?? await PingAsync(cancellationToken).ConfigureAwait(false)).ApiVersion}/{path}";

    private static string Query(EngineBuild build)
    {
        var query = new List<string> { build.Classic ? "version=1" : "version=2", "dockerfile=" + Uri.EscapeDataString(build.Dockerfile) };
        query.AddRange(build.References.Select(reference => "t=" + Uri.EscapeDataString(reference)));
        if (build.Arguments.Count > 0)
            query.Add("buildargs=" + Uri.EscapeDataString(ContainerBody.Labels(build.Arguments).ToJsonString()));
        if (build.Target.Length > 0)
            query.Add("target=" + Uri.EscapeDataString(build.Target));
        if (build.Platform.Length > 0)
            query.Add("platform=" + Uri.EscapeDataString(build.Platform));
        if (build.Secrets.Count > 0)
            query.Add("secrets=" + Uri.EscapeDataString(new JsonArray([.. build.Secrets.Select(pair => (JsonNode)$"id={pair.Key},src={pair.Value}")]).ToJsonString()));
        if (build.Pull)
            query.Add("pull=1");
        return string.Join('&', query);
    }

    private static void Keep(Queue<string> lines, string line, Action<string>? progress)
    {
        progress?.Invoke(line);
        lines.Enqueue(line);
        if (lines.Count > 5)
            lines.Dequeue();
    }

    private static string Explain(string error, string? step, Queue<string> lines)
    {
        var what = step is null || error.Contains(step, StringComparison.Ordinal) ? error : $"step '{step}': {error}";
        return lines.Count == 0 ? what : $"{what}; last output: {string.Join(" | ", lines)}";
    }

    private static IEnumerable<JsonNode?> Labelled(JsonArray? items, string label, string value) =>
        (items ?? []).Where(item => EngineJson.Labels(item.Child("Labels")).TryGetValue(label, out var found) && found == value);

    private static string LabelFilter(string label, string value) =>
        Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray((JsonNode)$"{label}={value}") }.ToJsonString());

    private static string LoadedName(string line) => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();

    private static string Short(string id) => id.Length == 64 ? id[..12] : id;

    private static string Lower(bool value) => value ? "true" : "false";

    private static string Escape(string reference) => string.Join('/', reference.Split('/').Select(part => Uri.EscapeDataString(part).Replace("%3A", ":", StringComparison.Ordinal).Replace("%40", "@", StringComparison.Ordinal)));
}
