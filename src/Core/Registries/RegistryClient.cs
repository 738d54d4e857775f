using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>The calls of the distribution specification that we need, for one repository. Everything read is checked against size and digest.</summary>
public sealed class RegistryClient
{
    private const int LargestManifest = 4 << 20; // what registries must accept (distribution-spec, pushing manifests)
    private static readonly string[] ManifestTypes = [MediaTypes.OciIndex, MediaTypes.OciManifest, MediaTypes.DockerManifestList, MediaTypes.DockerManifest];

    private readonly RegistryConnection _connection;
    private readonly string _repository;

    internal RegistryClient(RegistryConnection connection, string repository) => (_connection, _repository) = (connection, repository);

    /// <summary>Requests sent so far over the connection.</summary>
    public int Requests => _connection.Requests;

    /// <summary>Digest of what a tag or digest names; null when there is nothing (or no digest is told).</summary>
    public async Task<Digest?> FindManifestAsync(string tagOrDigest, bool push, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await SendAsync(
                root => ManifestRequest(HttpMethod.Head, root, tagOrDigest), push ? "push" : "pull", tagOrDigest, [HttpStatusCode.OK, HttpStatusCode.NotFound], cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.Status is not null)
        {
            // An answer to HEAD has no body, and so no reason: ask again in full, for the registry's own words.
            answer = await SendAsync(
                root => ManifestRequest(HttpMethod.Get, root, tagOrDigest), push ? "push" : "pull", tagOrDigest, [HttpStatusCode.OK, HttpStatusCode.NotFound], cancellationToken).ConfigureAwait(false);
        }

        using var response = answer;
        return response.StatusCode == HttpStatusCode.OK && response.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.First(), out var digest)
            ? digest
            : null;
    }

    /// <summary>A manifest or index with its media type.</summary>
    /// <exception cref="ContainerizeException">CTZ0404: there is none. CTZ0406: it is not what its digest says. CTZ0407: it is too large.</exception>
    public async Task<(string MediaType, byte[] Content)> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(root => ManifestRequest(HttpMethod.Get, root, tagOrDigest), "pull", tagOrDigest, [HttpStatusCode.OK], cancellationToken).ConfigureAwait(false);
        byte[] content;
        try
        {
            content = await BoundedBody.ReadAsync(response.Content, LargestManifest, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw new RegistryException(RegistryCodes.InvalidManifest.With(_connection.Registry, Subject(tagOrDigest), exception.Message), null, exception);
        }

        var found = DigestOf(content);
        if (Digest.TryParse(tagOrDigest, out var wanted) && wanted.Algorithm == "sha256" && wanted != found)
            throw new RegistryException(RegistryCodes.DigestMismatch.With(_connection.Registry, "a manifest", found, wanted), null);

        return (response.Content.Headers.ContentType?.MediaType ?? "", content);
    }

    /// <summary>True when the repository has the blob.</summary>
    public async Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            root => new HttpRequestMessage(HttpMethod.Head, Below(root, $"blobs/{digest}")), "push", digest.Abbreviated, [HttpStatusCode.OK, HttpStatusCode.NotFound], cancellationToken).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Opens a blob as it comes; the caller checks it while it copies.</summary>
    public async Task<HttpResponseMessage> OpenBlobAsync(Digest digest, CancellationToken cancellationToken) =>
        await SendAsync(root => new HttpRequestMessage(HttpMethod.Get, Below(root, $"blobs/{digest}")), "pull", digest.Abbreviated, [HttpStatusCode.OK], cancellationToken).ConfigureAwait(false);

    /// <summary>Asks the registry to take the blob from another of its repositories.</summary>
    /// <returns>Null when it did; else the place for an ordinary upload, which it opened instead.</returns>
    public async Task<Uri?> MountBlobAsync(Digest digest, string from, CancellationToken cancellationToken)
    {
        var query = $"blobs/uploads/?mount={Uri.EscapeDataString(digest.Value)}&from={Uri.EscapeDataString(from)}";
        var call = Call("push", digest.Abbreviated) with { Scope = $"{PushScope} repository:{from}:pull" };
        try
        {
            return await StartUploadAsync(query, call, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.Status is not null)
        {
            // Registries refuse mounts in many ways, and none of them says that an upload would fail.
            return await StartUploadAsync("blobs/uploads/", Call("push", digest.Abbreviated), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens an upload.</summary>
    public async Task<Uri> StartUploadAsync(CancellationToken cancellationToken) =>
        await StartUploadAsync("blobs/uploads/", Call("push", "a blob"), cancellationToken).ConfigureAwait(false)
        ?? throw new RegistryException(RegistryCodes.UnexpectedAnswer.With(_connection.Registry, 201, "an upload", "it created a blob that was not sent"), null);

    /// <summary>Sends a blob in one piece to where an upload was opened.</summary>
    /// <param name="upload">From <see cref="StartUploadAsync(CancellationToken)"/> or <see cref="MountBlobAsync"/>.</param>
    /// <param name="blob">What it is.</param>
    /// <param name="open">Opens its bytes; called again for a retry.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task UploadAsync(Uri upload, Descriptor blob, Func<Stream> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(blob);
        var target = new UriBuilder(upload) { Query = (upload.Query.Length > 0 ? upload.Query.TrimStart('?') + "&" : "") + "digest=" + Uri.EscapeDataString(blob.Digest.Value) }.Uri;
        using var response = await SendAsync(
            _ => new HttpRequestMessage(HttpMethod.Put, target)
            {
                Content = new StreamContent(open(), 1 << 17) { Headers = { ContentLength = blob.Size, ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            },
            "push", blob.Digest.Abbreviated, [HttpStatusCode.Created, HttpStatusCode.NoContent], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores a manifest under a tag or its digest.</summary>
    public async Task PutManifestAsync(string tagOrDigest, Descriptor manifest, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        using var response = await SendAsync(
            root => new HttpRequestMessage(HttpMethod.Put, Below(root, $"manifests/{tagOrDigest}"))
            {
                Content = new ReadOnlyMemoryContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(manifest.MediaType) } },
            },
            "push", tagOrDigest, [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Accepted], cancellationToken).ConfigureAwait(false);
        if (response.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.First(), out var told) && told != manifest.Digest)
            throw new RegistryException(RegistryCodes.DigestMismatch.With(_connection.Registry, "the pushed manifest", told, manifest.Digest), null);
    }

    private string PushScope => $"repository:{_repository}:pull,push";

    private async Task<Uri?> StartUploadAsync(string path, RegistryCall call, CancellationToken cancellationToken)
    {
        using var response = await _connection.SendAsync(root => new HttpRequestMessage(HttpMethod.Post, Below(root, path)), call, [HttpStatusCode.Accepted, HttpStatusCode.Created], cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Created)
            return null;

        var asked = response.RequestMessage!.RequestUri!;
        var target = response.Headers.Location is { } location ? new Uri(asked, location) : null;
        if (target is null || target.Authority != asked.Authority || (asked.Scheme == "https" && target.Scheme != "https"))
            throw new RegistryException(RegistryCodes.UnsafeRedirect.With(_connection.Registry, "an upload", target?.GetLeftPart(UriPartial.Path) ?? "", "uploads go to the registry itself"), null);

        return target;
    }

    private Task<HttpResponseMessage> SendAsync(Func<Uri, HttpRequestMessage> make, string action, string name, HttpStatusCode[] accepted, CancellationToken cancellationToken) =>
        _connection.SendAsync(make, Call(action, name), accepted, cancellationToken);

    private RegistryCall Call(string action, string name) =>
        new(action, _repository, Subject(name), action == "push" ? PushScope : $"repository:{_repository}:pull");

    private string Subject(string name) => name.Contains(':', StringComparison.Ordinal) ? $"{_repository}@{name}" : $"{_repository}:{name}";

    private Uri Below(Uri root, string path) => new(root, $"{_repository}/{path}");

    private HttpRequestMessage ManifestRequest(HttpMethod method, Uri root, string tagOrDigest)
    {
        var request = new HttpRequestMessage(method, Below(root, $"manifests/{tagOrDigest}"));
        foreach (var type in ManifestTypes)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));

        return request;
    }

    internal static Digest DigestOf(ReadOnlySpan<byte> content) => Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)));
}
