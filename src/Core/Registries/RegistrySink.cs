using Containerize.Oci;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>
/// Pushes an image to one registry under all its tags. What is there is neither sent nor, for a base's layers, downloaded; a base of the same registry is
/// mounted; tags come last, so that a failure leaves what they named.
/// </summary>
public sealed class RegistrySink(RegistryPool pool, string registry, string repository, IReadOnlyList<string> tags) : IImageSink
{
    private const int ParallelTransfers = 4; // more wins little and annoys registries

    private long _uploaded;
    private long _mounted;
    private long _skipped;

    /// <inheritdoc />
    public string Description => registry;

    /// <inheritdoc />
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);

        // A registry may have a path: it is the beginning of the repository.
        var slash = registry.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? registry : registry[..slash];
        var path = slash < 0 ? repository : $"{registry[(slash + 1)..]}/{repository}";
        if (host == ReferenceParser.DockerHub && !path.Contains('/', StringComparison.Ordinal))
            path = "library/" + path;

        var client = pool.Open(host, path, push: true);
        var missing = await TagsToSetAsync(client, image, cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0)
        {
            // Some tag has the image, so its blobs are here.
            if (missing.Count == tags.Count)
                await PushBlobsAsync(client, image, host, path, cancellationToken).ConfigureAwait(false);

            foreach (var tag in missing)
            {
                await client.PutManifestAsync(tag, image.Manifest, image.ManifestBytes, cancellationToken).ConfigureAwait(false);
                Interlocked.Add(ref _uploaded, image.ManifestBytes.Length);
            }
        }
        else
        {
            _skipped = image.Layers.Sum(layer => layer.Descriptor.Size) + image.Config.Size;
        }

        return new SinkResult
        {
            Kind = "registry",
            Location = registry,
            References = [.. tags.Select(tag => $"{registry}/{repository}:{tag}")],
            Transfer = new TransferCounts { BytesUploaded = _uploaded, BytesMounted = _mounted, BytesSkipped = _skipped, Requests = client.Requests },
        };
    }

    private async Task<List<string>> TagsToSetAsync(RegistryClient client, Image image, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var tag in tags)
        {
            if (await client.FindManifestAsync(tag, push: true, cancellationToken).ConfigureAwait(false) != image.Manifest.Digest)
                missing.Add(tag);
        }

        return missing;
    }

    private async Task PushBlobsAsync(RegistryClient client, Image image, string host, string path, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelTransfers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            image.Layers.DistinctBy(layer => layer.Descriptor.Digest), options,
            async (layer, token) => await PushLayerAsync(client, layer, host, path, token).ConfigureAwait(false)).ConfigureAwait(false);

        if (await client.HasBlobAsync(image.Config.Digest, cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Add(ref _skipped, image.Config.Size);
            return;
        }

        var upload = await client.StartUploadAsync(cancellationToken).ConfigureAwait(false);
        await client.UploadAsync(upload, image.Config, () => new MemoryStream(image.ConfigBytes.ToArray(), writable: false), cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _uploaded, image.Config.Size);
    }

    private async Task PushLayerAsync(RegistryClient client, Layer layer, string host, string path, CancellationToken cancellationToken)
    {
        var blob = layer.Descriptor;
        if (await client.HasBlobAsync(blob.Digest, cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Add(ref _skipped, blob.Size);
            return;
        }

        var mountFrom = layer.Origin is { } origin && origin.Registry == host && origin.Repository != path ? origin.Repository : null;
        var upload = mountFrom is null
            ? await client.StartUploadAsync(cancellationToken).ConfigureAwait(false)
            : await client.MountBlobAsync(blob.Digest, mountFrom, cancellationToken).ConfigureAwait(false);
        if (upload is null)
        {
            Interlocked.Add(ref _mounted, blob.Size);
            return;
        }

        // Opening may download the layer. A retry opens the file again.
        var first = await layer.OpenAsync(cancellationToken).ConfigureAwait(false);
        Stream? opened = first;
        await client.UploadAsync(upload, blob, () => Interlocked.Exchange(ref opened, null) ?? layer.OpenAsync(cancellationToken).GetAwaiter().GetResult(), cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _uploaded, blob.Size);
    }
}
