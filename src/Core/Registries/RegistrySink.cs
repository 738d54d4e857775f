using System.Collections.Concurrent;
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

    private readonly ConcurrentDictionary<Digest, Task<BlobTransfer>> _offered = [];
    private readonly Lazy<RegistryClient> _client = new(() =>
    {
        var place = Place(registry, repository);
        return pool.Open(place.Registry, place.Repository, push: true);
    });

    /// <inheritdoc />
    public string Description => registry;

    /// <inheritdoc />
    /// <remarks>A layer that comes from the cache was pushed before, as a rule; asking for the tag will tell.</remarks>
    public void Offer(Layer layer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!layer.Cached)
            _offered.GetOrAdd(layer.Descriptor.Digest, _ => Task.Run(() => _client.Value.PushBlobAsync(layer.Descriptor, layer.OpenAsync, mountFrom: null, cancellationToken), cancellationToken));
    }

    /// <inheritdoc />
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (client, place) = (_client.Value, Place(registry, repository));
        var counts = new TransferCounts();
        var missing = await TagsToSetAsync(client, image, cancellationToken).ConfigureAwait(false);

        // A tag that has the image vouches for its blobs.
        var isThere = missing.Count < tags.Count;
        await Task.WhenAll(_offered.Values.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        counts = isThere ? counts with { BytesSkipped = Blobs(image).Sum(blob => blob.Descriptor.Size) } : await PushBlobsAsync(client, image, place, cancellationToken).ConfigureAwait(false);

        foreach (var tag in missing)
        {
            try
            {
                await client.PutManifestAsync(tag, image.Manifest, image.ManifestBytes, cancellationToken).ConfigureAwait(false);
            }
            catch (RegistryException exception) when (isThere && exception.ErrorCode == "MANIFEST_BLOB_UNKNOWN")
            {
                // Cleaned up under the tag's feet.
                counts = await PushBlobsAsync(client, image, place, cancellationToken).ConfigureAwait(false);
                isThere = false;
                await client.PutManifestAsync(tag, image.Manifest, image.ManifestBytes, cancellationToken).ConfigureAwait(false);
            }

            counts = counts with { BytesUploaded = counts.BytesUploaded + image.ManifestBytes.Length };
        }

        return new SinkResult
        {
            Kind = "registry",
            Location = registry,
            References = [.. tags.Select(tag => $"{registry}/{repository}:{tag}")],
            Transfer = counts with { Requests = client.Requests },
        };
    }

    // A registry may have a path: it is the beginning of the repository.
    private static BasePlace Place(string registry, string repository)
    {
        var place = BasePlace.OnMirror(registry, repository);
        var host = ReferenceParser.UnifyHub(place.Registry);
        return host == ReferenceParser.DockerHub && !place.Repository.Contains('/', StringComparison.Ordinal)
            ? new BasePlace(host, "library/" + place.Repository)
            : place with { Registry = host };
    }

    private async Task<List<string>> TagsToSetAsync(RegistryClient client, Image image, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var tag in tags)
        {
            var head = await client.FindManifestAsync(tag, cancellationToken).ConfigureAwait(false);
            if (head.Digest != image.Manifest.Digest)
                missing.Add(tag);
        }

        return missing;
    }

    private async Task<TransferCounts> PushBlobsAsync(RegistryClient client, Image image, BasePlace place, CancellationToken cancellationToken)
    {
        var total = new TransferCounts();
        var gate = new Lock();
        async ValueTask PushAsync(Blob blob, CancellationToken token)
        {
            var mountFrom = blob.Origin is { } origin && string.Equals(origin.Registry, place.Registry, StringComparison.OrdinalIgnoreCase) && origin.Repository != place.Repository ? origin.Repository : null;
            var transfer = _offered.TryRemove(blob.Descriptor.Digest, out var begun)
                ? await begun.ConfigureAwait(false)
                : await client.PushBlobAsync(blob.Descriptor, blob.OpenAsync, mountFrom, token).ConfigureAwait(false);
            lock (gate)
                total = total.Add(Count(transfer, blob.Descriptor.Size));
        }

        var blobs = Blobs(image);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelTransfers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(blobs[..^1], options, PushAsync).ConfigureAwait(false);

        // The config after the layers: some registries look for them when it comes.
        await PushAsync(blobs[^1], cancellationToken).ConfigureAwait(false);
        return total;
    }

    // Layers, each once, then the config.
    private static List<Blob> Blobs(Image image) =>
    [
        .. image.Layers.DistinctBy(layer => layer.Descriptor.Digest).Select(layer => new Blob(layer.Descriptor, layer.Origin, layer.OpenAsync)),
        new Blob(image.Config, null, _ => Task.FromResult<Stream>(new MemoryStream(image.ConfigBytes.ToArray(), writable: false))),
    ];

    private static TransferCounts Count(BlobTransfer transfer, long size) => transfer switch
    {
        BlobTransfer.Mounted => new TransferCounts { BytesMounted = size },
        BlobTransfer.Uploaded => new TransferCounts { BytesUploaded = size },
        _ => new TransferCounts { BytesSkipped = size },
    };

    private sealed record Blob(Descriptor Descriptor, BlobOrigin? Origin, Func<CancellationToken, Task<Stream>> OpenAsync);
}
