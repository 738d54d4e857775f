using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>
/// Base images from registries. A tag costs one HEAD when nothing changed: manifests and configs are kept by digest in the blob store, and layers are
/// downloaded there only when somebody needs their bytes. Offline, what a tag named last is used.
/// </summary>
public sealed class RegistryBaseSource(RegistryPool pool, BlobStore store, IBuildLog log) : IBaseSource
{
    private const int LargestManifest = 4 << 20;
    private const int LargestConfig = 4 << 20;

    private readonly BaseBlobs _blobs = new(store, log);

    /// <inheritdoc />
    public async Task<ResolvedBase> ResolveAsync(string reference, Platform platform, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        if (reference == BaseImage.Scratch)
            return ResolvedBase.Scratch;

        if (!ReferenceParser.TryParse(reference, out var wanted, out var problem))
            throw new ContainerizeException(ImageCodes.InvalidBase.With(reference, problem));

        var origin = new BasePlace(wanted.Registry, wanted.Repository);
        var known = new KnownTags(store.Root);
        if (pool.Settings.Offline)
        {
            var digest = wanted.Digest ?? known.Find(wanted) ?? throw new ContainerizeException(ImageCodes.BaseNotCached.With(reference));
            return await ReadAsync(origin, wanted, digest, platform, cancellationToken).ConfigureAwait(false);
        }

        var resolved = await FromMirrorsAsync(wanted, platform, cancellationToken).ConfigureAwait(false)
            ?? await FromAsync(origin, wanted, platform, cancellationToken).ConfigureAwait(false);
        if (wanted.Digest is null && known.Find(wanted) is { } before && before != resolved.Digest)
            log.Report(CacheCodes.BaseMoved.With(reference, before.Abbreviated, resolved.Digest!.Value.Abbreviated));
        known.Remember(wanted, resolved.Digest!.Value);
        return resolved;
    }

    // In their order; one that does not have it, does not answer or answers nonsense is passed over with a line.
    private async Task<ResolvedBase?> FromMirrorsAsync(ImageReference wanted, Platform platform, CancellationToken cancellationToken)
    {
        foreach (var place in pool.Settings.MirrorsOf(wanted.Registry).Select(mirror => BasePlace.OnMirror(mirror, wanted.Repository)))
        {
            try
            {
                var resolved = await FromAsync(place, wanted, platform, cancellationToken).ConfigureAwait(false);
                log.Detail($"{wanted} comes from its mirror {place.Registry}/{place.Repository}");
                return resolved;
            }
            catch (RegistryException exception)
            {
                log.Detail($"Mirror {place.Registry} is passed over: {exception.Message}");
            }
        }

        return null;
    }

    private async Task<ResolvedBase> FromAsync(BasePlace place, ImageReference wanted, Platform platform, CancellationToken cancellationToken)
    {
        var digest = await DigestAtAsync(place, wanted, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(place, wanted, digest, platform, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Digest> DigestAtAsync(BasePlace place, ImageReference wanted, CancellationToken cancellationToken)
    {
        if (wanted.Digest is { } pinned)
            return pinned;

        var head = await Client(place).FindManifestAsync(wanted.TagOrDigest, cancellationToken).ConfigureAwait(false);
        if (head.Digest is { } named)
            return named;

        // HEAD tells nothing: the manifest itself, whose digest we compute, or the registry's own words of refusal, for which HEAD has no room.
        var content = await Client(place).GetManifestAsync(wanted.TagOrDigest, cancellationToken).ConfigureAwait(false);
        var computed = RegistryClient.DigestOf(content);
        _blobs.Keep(content, computed);
        return computed;
    }

    private async Task<ResolvedBase> ReadAsync(BasePlace place, ImageReference wanted, Digest digest, Platform platform, CancellationToken cancellationToken)
    {
        var reference = wanted.ToString();
        var top = await ManifestAsync(place, digest, reference, cancellationToken).ConfigureAwait(false);
        var isIndex = MediaTypes.IsIndex(top.MediaType);
        var manifest = isIndex ? await ManifestAsync(place, top.Choose(platform, reference), reference, cancellationToken).ConfigureAwait(false) : top;
        if (!MediaTypes.IsManifest(manifest.MediaType) || manifest.Config is null)
            throw new ContainerizeException(ImageCodes.InvalidBase.With(reference, $"it is {(manifest.MediaType.Length > 0 ? manifest.MediaType : "no image manifest")}"));

        var bytes = await ConfigAsync(place, manifest.Config, reference, cancellationToken).ConfigureAwait(false);
        var config = BaseConfig.Parse(bytes, reference);
        if (config.DiffIds.Count != manifest.Layers.Count)
            throw new ContainerizeException(ImageCodes.InvalidBase.With(reference, $"its manifest has {manifest.Layers.Count} layers and its config {config.DiffIds.Count}"));

        // What an index says of its images counts; an image without an index speaks for itself.
        if (!isIndex && config.Platform is { } only && PlatformFit.Rank(only, platform) == 0)
            throw new ContainerizeException(ImageCodes.NoMatchingPlatform.With(reference, platform, only));

        return new ResolvedBase
        {
            Reference = reference,
            Digest = digest,
            ManifestMediaType = manifest.MediaType,
            ConfigBytes = bytes,
            Layers = [.. manifest.Layers.Select((descriptor, index) => new Layer
            {
                Descriptor = descriptor,
                DiffId = config.DiffIds[index],
                Origin = place.Origin,
                OpenAsync = token => OpenLayerAsync(place, descriptor, reference, token),
            })],
        };
    }

    private async Task<BaseManifest> ManifestAsync(BasePlace place, Digest digest, string reference, CancellationToken cancellationToken)
    {
        if (_blobs.ReadStored(digest, LargestManifest) is { } stored)
            return BaseManifest.Parse(stored, place.Registry, reference);

        RequireOnline(reference);
        var content = await Client(place).GetManifestAsync(digest.Value, cancellationToken).ConfigureAwait(false);
        var manifest = BaseManifest.Parse(content, place.Registry, reference);
        _blobs.Keep(content, digest);
        return manifest;
    }

    private async Task<byte[]> ConfigAsync(BasePlace place, Descriptor descriptor, string reference, CancellationToken cancellationToken)
    {
        if (descriptor.Size > LargestConfig)
            throw new RegistryException(RegistryCodes.InvalidManifest.With(place.Registry, reference, $"its config has {descriptor.Size} bytes"), null);

        if (_blobs.ReadStored(descriptor.Digest, LargestConfig) is { } stored)
            return stored;

        RequireOnline(reference);
        await _blobs.EnsureAsync(descriptor, (path, token) => Client(place).DownloadBlobAsync(descriptor, path, token), cancellationToken).ConfigureAwait(false);
        var config = store.OpenRead(descriptor.Digest);
        await using (config.ConfigureAwait(false))
        {
            var bytes = new byte[descriptor.Size];
            await config.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
    }

    private async Task<Stream> OpenLayerAsync(BasePlace place, Descriptor descriptor, string reference, CancellationToken cancellationToken)
    {
        await _blobs.EnsureAsync(
            descriptor,
            (path, token) =>
            {
                RequireOnline(reference);
                return Client(place).DownloadBlobAsync(descriptor, path, token);
            },
            cancellationToken).ConfigureAwait(false);
        return store.OpenRead(descriptor.Digest);
    }

    private void RequireOnline(string reference)
    {
        if (pool.Settings.Offline)
            throw new ContainerizeException(ImageCodes.BaseNotCached.With(reference));
    }

    private RegistryClient Client(BasePlace place) => pool.Open(place.Registry, place.Repository, push: false);
}
