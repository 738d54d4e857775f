using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>The Docker Engine API over <see cref="HttpClient"/>, the size of what we call. Podman answers the same calls.</summary>
public sealed class EngineClient : IContainerEngine, IDisposable
{
    private static readonly Version Newest = new(1, 51);
    private static readonly Version Oldest = new(1, 40);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private string? _prefix;

    /// <summary>Connects to nothing yet.</summary>
    public EngineClient(EngineEndpoint endpoint)
    {
        Endpoint = endpoint;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) => await endpoint.ConnectAsync(cancellationToken).ConfigureAwait(false),
            UseProxy = false,
            AllowAutoRedirect = false,
        })
        {
            BaseAddress = new Uri("http://docker/"),
            Timeout = Timeout.InfiniteTimeSpan, // streams last as long as they last
        };
    }

    /// <inheritdoc />
    public EngineEndpoint Endpoint { get; }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <inheritdoc />
    public async Task<bool> AnswersAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        try
        {
            using var response = await _http.GetAsync(new Uri("_ping", UriKind.Relative), time.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public async Task<JsonNode?> FindImageAsync(string reference, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"images/{reference}/json", null, "inspect an image", cancellationToken, HttpStatusCode.NotFound).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task LoadAsync(Func<Stream, CancellationToken, Task> writeArchive, string name, CancellationToken cancellationToken)
    {
        using var content = new WrittenContent(writeArchive, cancellationToken);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using var response = await SendAsync(HttpMethod.Post, "images/load?quiet=1", content, "load an image", cancellationToken).ConfigureAwait(false);

        // The status was sent before the archive was read: what happened is in the stream.
        var loaded = false;
        await foreach (var line in ReadLinesAsync(response, "loading", cancellationToken).ConfigureAwait(false))
        {
            if (JsonText.TryParse(line) is not { } message)
                continue;

            if ((string?)message["errorDetail"]?["message"] is { } problem || (problem = (string?)message["error"]) is not null)
                throw new ContainerizeException(EngineCodes.EngineLoadFailed.With(Endpoint.Address, name, problem));

            loaded |= message["stream"] is not null;
        }

        if (!loaded)
            throw new ContainerizeException(EngineCodes.EngineLoadFailed.With(Endpoint.Address, name, "it did not say that it loaded anything"));
    }

    /// <inheritdoc />
    public async Task<string> CreateContainerAsync(string name, JsonObject settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var response = await SendAsync(HttpMethod.Post, $"containers/create?name={Uri.EscapeDataString(name)}", Json(settings), "make a container", cancellationToken).ConfigureAwait(false);
        return (string)(await ReadJsonAsync(response, cancellationToken).ConfigureAwait(false))["Id"]!;
    }

    /// <inheritdoc />
    public async Task StartContainerAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"containers/{id}/start", null, "start the container", cancellationToken, HttpStatusCode.NotModified).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<JsonNode> InspectContainerAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"containers/{id}/json", null, "inspect the container", cancellationToken).ConfigureAwait(false);
        return await ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ReadLogAsync(string id, int lines, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"containers/{id}/logs?stdout=1&stderr=1&tail={lines}", null, "read the log", cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var result = new List<string>();
            await foreach (var line in LogStream.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
                result.Add(line);

            return result;
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<string> FollowLogAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"containers/{id}/logs?stdout=1&stderr=1&follow=1", null, "follow the log", cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var line in LogStream.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
                yield return line;
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> FindContainersAsync(string label, string value, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"containers/json?all=1&filters={Filter(label, value)}", null, "list containers", cancellationToken).ConfigureAwait(false);
        return [.. (await ReadJsonAsync(response, cancellationToken).ConfigureAwait(false)).AsArray().Where(item => (string?)item?["Labels"]?[label] == value).Select(item => (string)item!["Id"]!)];
    }

    /// <inheritdoc />
    public async Task RemoveContainerAsync(string id, CancellationToken cancellationToken)
    {
        using (await SendAsync(HttpMethod.Post, $"containers/{id}/stop?t=10", null, "stop the container", cancellationToken, HttpStatusCode.NotModified, HttpStatusCode.NotFound).ConfigureAwait(false))
        {
        }

        using var removed = await SendAsync(HttpMethod.Delete, $"containers/{id}?force=1&v=1", null, "remove the container", cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.Conflict).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task EnsureNetworkAsync(string name, string label, string value, CancellationToken cancellationToken)
    {
        using var found = await SendAsync(HttpMethod.Get, $"networks/{Uri.EscapeDataString(name)}", null, "look for a network", cancellationToken, HttpStatusCode.NotFound).ConfigureAwait(false);
        if (found.StatusCode != HttpStatusCode.NotFound)
            return;

        var settings = new JsonObject { ["Name"] = name, ["CheckDuplicate"] = true, ["Labels"] = new JsonObject { [label] = value } };
        using var made = await SendAsync(HttpMethod.Post, "networks/create", Json(settings), "make a network", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task ConnectAsync(string network, string container, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"networks/{Uri.EscapeDataString(network)}/connect", Json(new JsonObject { ["Container"] = container }), "join a network", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task EnsureVolumeAsync(string name, string label, string value, CancellationToken cancellationToken)
    {
        using var found = await SendAsync(HttpMethod.Get, $"volumes/{Uri.EscapeDataString(name)}", null, "look for a volume", cancellationToken, HttpStatusCode.NotFound).ConfigureAwait(false);
        if (found.StatusCode != HttpStatusCode.NotFound)
            return;

        var settings = new JsonObject { ["Name"] = name, ["Labels"] = new JsonObject { [label] = value } };
        using var made = await SendAsync(HttpMethod.Post, "volumes/create", Json(settings), "make a volume", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> RemoveOwnedAsync(string label, string value, bool volumes, CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        using var networks = await SendAsync(HttpMethod.Get, $"networks?filters={Filter(label, value)}", null, "list networks", cancellationToken).ConfigureAwait(false);
        foreach (var network in (await ReadJsonAsync(networks, cancellationToken).ConfigureAwait(false)).AsArray().Where(item => (string?)item?["Labels"]?[label] == value))
        {
            var name = (string)network!["Name"]!;
            using var response = await SendAsync(HttpMethod.Delete, $"networks/{Uri.EscapeDataString(name)}", null, "remove a network", cancellationToken, HttpStatusCode.NotFound).ConfigureAwait(false);
            removed.Add(name);
        }

        if (!volumes)
            return removed;

        using var listed = await SendAsync(HttpMethod.Get, $"volumes?filters={Filter(label, value)}", null, "list volumes", cancellationToken).ConfigureAwait(false);
        foreach (var volume in ((await ReadJsonAsync(listed, cancellationToken).ConfigureAwait(false))["Volumes"] as JsonArray ?? []).Where(item => (string?)item?["Labels"]?[label] == value))
        {
            var name = (string)volume!["Name"]!;
            using var response = await SendAsync(HttpMethod.Delete, $"volumes/{Uri.EscapeDataString(name)}", null, "remove a volume", cancellationToken, HttpStatusCode.NotFound).ConfigureAwait(false);
            removed.Add(name);
        }

        return removed;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, string action, CancellationToken cancellationToken, params HttpStatusCode[] alsoAccepted)
    {
        try
        {
            _prefix ??= await NegotiateAsync(cancellationToken).ConfigureAwait(false);
            using var request = new HttpRequestMessage(method, new Uri(_prefix + path, UriKind.Relative)) { Content = content };
            var response = await SendInTimeAsync(request, content is WrittenContent, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || alsoAccepted.Contains(response.StatusCode))
                return response;

            using (response)
            {
                var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                throw new EngineException(EngineCodes.EngineRefused.With(Endpoint.Address, action, (int)response.StatusCode, (string?)JsonText.TryParse(body)?["message"] ?? "it gave no reason"), response.StatusCode);
            }
        }
        catch (HttpRequestException exception) when (exception.InnerException is ContainerizeException inner)
        {
            throw inner; // what wrote the content failed, not the engine
        }
        catch (HttpRequestException exception)
        {
            throw new ContainerizeException(_prefix is null ? EngineResolver.Explain(Endpoint, exception) : EngineCodes.EngineDied.With(Endpoint.Address, action, exception.Message.TrimEnd('.')), exception);
        }
    }

    private async Task<HttpResponseMessage> SendInTimeAsync(HttpRequestMessage request, bool isUpload, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!isUpload)
            time.CancelAfter(AnswerTime);

        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("it does not answer in time", exception);
        }
    }

    // Both sides name what they speak; the older of the newest is used.
    private async Task<string> NegotiateAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("_ping", UriKind.Relative));
        using var response = await SendInTimeAsync(request, isUpload: false, cancellationToken).ConfigureAwait(false);
        var text = response.Headers.TryGetValues("API-Version", out var values) ? values.First() : "";
        if (!Version.TryParse(text, out var theirs))
            return "";

        if (theirs < Oldest)
            throw new ContainerizeException(EngineCodes.EngineRefused.With(Endpoint.Address, "speak a version we know", (int)response.StatusCode, $"its API is {theirs}, and {Oldest} is needed: update the engine"));

        return $"v{(theirs < Newest ? theirs : Newest)}/";
    }

    private async IAsyncEnumerable<string> ReadLinesAsync(HttpResponseMessage response, string action, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (true)
        {
            string? line;
            try
            {
                line = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                throw new ContainerizeException(EngineCodes.EngineDied.With(Endpoint.Address, action, exception.Message.TrimEnd('.')), exception);
            }

            if (line is null)
                yield break;

            yield return line;
        }
    }

    private static async Task<JsonNode> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)) ?? new JsonObject();

    private static string Filter(string label, string value) =>
        Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray($"{label}={value}") }.ToJsonString());

    private static StringContent Json(JsonObject settings) => new(settings.ToJsonString(), Encoding.UTF8, "application/json");
}
