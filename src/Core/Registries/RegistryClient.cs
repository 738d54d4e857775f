using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Containerize.Diagnostics;
using Containerize.Io;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>The calls of the distribution specification that we need, for one repository. Everything read is checked against size and digest.</summary>
public sealed class RegistryClient
{
    private const int LargestManifest = 4 << 20; // what registries must accept (distribution-spec, pushing manifests)
    private const string DigestHeader = "Docker-Content-Digest";
    private static readonly string[] ManifestTypes = [MediaTypes.OciIndex, MediaTypes.OciManifest, MediaTypes.DockerManifestList, MediaTypes.DockerManifest];

    private readonly RegistryConnection _connection;
    private readonly string _repository;
    private readonly bool _push;
    private readonly RequestCount _requests = new();

    internal RegistryClient(RegistryConnection connection, string repository, bool push) => (_connection, _repository, _push) = (connection, repository, push);

    /// <summary>Requests sent so far by this client, for tokens too.</summary>
    public int Requests => _requests.Value;

    /// <summary>What a tag or digest names, without its content.</summary>
    public async Task<ManifestHead> FindManifestAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        try
        {
            return await FindManifestAsync(HttpMethod.Head, tagOrDigest, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception is { Status: not null, IsTransient: false })
        {
            // An answer to HEAD has no body, and so no reason; some registries do not know HEAD. In full, for the registry's own words.
            return await FindManifestAsync(HttpMethod.Get, tagOrDigest, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A manifest or index.</summary>
    /// <exception cref="RegistryException">CTZ0404: there is none. CTZ0406: it is not what its digest says. CTZ0407: it is too large, or of another type than the answer says.</exception>
    public Task<byte[]> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) => _connection.SendAsync(
        (root, _) => new(ManifestRequest(HttpMethod.Get, root, tagOrDigest)), Call(tagOrDigest), [HttpStatusCode.OK], (response, token) => ReadManifestAsync(response, tagOrDigest, token), cancellationToken);

    /// <summary>True when the repository has the blob.</summary>
    public Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellationToken) => _connection.SendAsync(
        (root, _) => new(new HttpRequestMessage(HttpMethod.Head, Below(root, $"blobs/{digest}"))),
        Call(digest.Value),
        [HttpStatusCode.OK, HttpStatusCode.NotFound],
        (response, _) => Task.FromResult(response.StatusCode == HttpStatusCode.OK),
        cancellationToken);

    /// <summary>Downloads a blob into a new file, which holds the whole and right content when this returns. What is there is overwritten.</summary>
    /// <exception cref="RegistryException">CTZ0404: there is none. CTZ0406: it is not what its descriptor says.</exception>
    public Task DownloadBlobAsync(Descriptor blob, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return _connection.SendAsync(
            (root, _) => new(new HttpRequestMessage(HttpMethod.Get, Below(root, $"blobs/{blob.Digest}"))), Call(blob.Digest.Value), [HttpStatusCode.OK], (response, token) => ReadBlobAsync(response, blob, path, token), cancellationToken);
    }

    /// <summary>Sees to it that the repository has a blob: it is there, or is taken from another repository of the registry, or is sent in one piece.</summary>
    /// <param name="blob">What it is.</param>
    /// <param name="open">Opens its bytes, when they are needed; called again for another attempt.</param>
    /// <param name="mountFrom">A repository of the same registry that has it; null when none is known.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<BlobTransfer> PushBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> open, string? mountFrom, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        ArgumentNullException.ThrowIfNull(open);
        return new BlobUpload(_connection, this, Call(blob.Digest.Value), _repository).RunAsync(blob, open, mountFrom, cancellationToken);
    }

    /// <summary>Stores a manifest under a tag or its digest.</summary>
    /// <exception cref="RegistryException">CTZ0406: the registry read another digest.</exception>
    public Task PutManifestAsync(string tagOrDigest, Descriptor manifest, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return _connection.SendAsync(
            (root, _) => new(new HttpRequestMessage(HttpMethod.Put, Below(root, $"manifests/{tagOrDigest}"))
            {
                Content = new ReadOnlyMemoryContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(manifest.MediaType) } },
            }),
            Call(tagOrDigest),
            [HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Accepted],
            (response, _) => DigestTold(response) is { } told && told.Algorithm == manifest.Digest.Algorithm && told != manifest.Digest
                ? throw Mismatch("the pushed manifest", told.ToString(), manifest.Digest.ToString())
                : Task.FromResult(true),
            cancellationToken);
    }

    /// <summary>Digest of content, in the algorithm of the digest that it is compared with.</summary>
    internal static Digest DigestOf(ReadOnlySpan<byte> content, string algorithm = "sha256") => Digest.Parse(
        algorithm == "sha512" ? "sha512:" + Convert.ToHexStringLower(SHA512.HashData(content)) : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)));

    internal static Uri Below(Uri root, string repository, string path) => new(root, $"{repository}/{path}");

    private Task<ManifestHead> FindManifestAsync(HttpMethod method, string tagOrDigest, CancellationToken cancellationToken) => _connection.SendAsync(
        (root, _) => new(ManifestRequest(method, root, tagOrDigest)),
        Call(tagOrDigest),
        [HttpStatusCode.OK, HttpStatusCode.NotFound],
        (response, _) => Task.FromResult(new ManifestHead(response.StatusCode == HttpStatusCode.OK, response.StatusCode == HttpStatusCode.OK ? DigestTold(response) : null)),
        cancellationToken);

    private async Task<byte[]> ReadManifestAsync(HttpResponseMessage response, string tagOrDigest, CancellationToken cancellationToken)
    {
        var body = await ResponseBody.OpenAsync(response, _connection.Registry, _connection.StallTime, cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                var content = await body.ReadAllAsync(LargestManifest, cancellationToken).ConfigureAwait(false);
                var wanted = Digest.TryParse(tagOrDigest, out var pinned) ? pinned : DigestTold(response);
                if (wanted is { } digest && DigestOf(content, digest.Algorithm) is var found && found != digest)
                    throw Mismatch($"the manifest of '{Subject(tagOrDigest)}'", found.ToString(), digest.ToString());

                BaseManifest.CheckType(content, response.Content.Headers.ContentType?.MediaType);
                return content;
            }
            catch (Exception exception) when (exception is InvalidDataException or FormatException)
            {
                throw new RegistryException(RegistryCodes.InvalidManifest.With(_connection.Registry, Subject(tagOrDigest), exception.Message), null, exception);
            }
        }
    }

    private async Task<bool> ReadBlobAsync(HttpResponseMessage response, Descriptor blob, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(blob.Digest.Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
        var size = 0L;
        var body = await ResponseBody.OpenAsync(response, _connection.Registry, _connection.StallTime, cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
            var buffer = new byte[CopyBuffer.Size];
            int read;
            while (size <= blob.Size && (read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                size += read;
            }
        }

        if (size != blob.Size)
            throw Mismatch($"a blob of '{_repository}'", size > blob.Size ? $"more than {blob.Size} bytes" : $"{size} bytes", $"{blob.Size} bytes of {blob.Digest} were promised");

        var found = $"{blob.Digest.Algorithm}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
        return found == blob.Digest.Value ? true : throw Mismatch($"a blob of '{_repository}'", found, blob.Digest.ToString());
    }

    private RegistryException Mismatch(string subject, string found, string wanted) =>
        new(RegistryCodes.DigestMismatch.With(_connection.Registry, subject, found, wanted), null) { IsTransient = true };

    private static Digest? DigestTold(HttpResponseMessage response) =>
        response.Headers.TryGetValues(DigestHeader, out var values) && Digest.TryParse(values.First(), out var digest) ? digest : null;

    private RegistryCall Call(string name) =>
        new(_push ? "push" : "pull", _repository, Subject(name), $"repository:{_repository}:{(_push ? "pull,push" : "pull")}", _requests);

    private string Subject(string name) => Digest.TryParse(name, out var digest) ? $"{_repository}@{digest.Abbreviated}" : $"{_repository}:{name}";

    private Uri Below(Uri root, string path) => Below(root, _repository, path);

    private HttpRequestMessage ManifestRequest(HttpMethod method, Uri root, string tagOrDigest)
    {
        var request = new HttpRequestMessage(method, Below(root, $"manifests/{tagOrDigest}"));
        foreach (var type in ManifestTypes)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));

        return request;
    }
}
