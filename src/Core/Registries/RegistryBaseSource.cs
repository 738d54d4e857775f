using System.Security.Cryptography;
using System.Text.Json;
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
    private const int LargestConfig = 4 << 20;

    /// <inheritdoc />
    public async Task<ResolvedBase> ResolveAsync(string reference, Platform platform, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        if (reference == BaseImage.Scratch)
            return ResolvedBase.Scratch;

        var wanted = ReferenceParser.Parse(reference);
        var known = new KnownTags(store.Root);
        if (pool.Settings.Offline)
        {
            var digest = wanted.Digest ?? known.Find(wanted) ?? throw new ContainerizeException(ImageCodes.BaseNotCached.With(reference));
            return await ReadAsync(new Place(wanted.Registry, wanted.Repository), wanted, digest, platform, cancellationToken).ConfigureAwait(false);
        }

        var (place, found) = await FindAsync(wanted, cancellationToken).ConfigureAwait(false);
        var resolved = await ReadAsync(place, wanted, found, platform, cancellationToken).ConfigureAwait(false);
        known.Remember(wanted, found);
        return resolved;
    }

    // Mirrors first, in their order; one that does not have it or does not answer is passed over with a line.
    private async Task<(Place Place, Digest Digest)> FindAsync(ImageReference wanted, CancellationToken cancellationToken)
    {
        foreach (var place in Mirrors(wanted))
        {
            try
            {
                if (await DigestAtAsync(place, wanted, cancellationToken).ConfigureAwait(false) is { } digest)
                    return (place, digest);

                log.Detail($"Mirror {place.Registry} has no {wanted.Repository}:{wanted.TagOrDigest}");
            }
            catch (RegistryException exception)
            {
                log.Detail($"Mirror {place.Registry} is passed over: {exception.Message}");
            }
        }

        var origin = new Place(wanted.Registry, wanted.Repository);
        if (await DigestAtAsync(origin, wanted, cancellationToken).ConfigureAwait(false) is { } named)
            return (origin, named);

        // Told nothing by HEAD: the manifest itself, whose digest we compute, or the registry's own refusal.
        var (_, content) = await Client(origin).GetManifestAsync(wanted.TagOrDigest, cancellationToken).ConfigureAwait(false);
        return (origin, store.Add(content));
    }

    private IEnumerable<Place> Mirrors(ImageReference wanted)
    {
        foreach (var mirror in pool.Settings.Mirrors.Where(mirror => mirror.Key == wanted.Registry).Select(mirror => mirror.Value))
        {
            var slash = mirror.IndexOf('/', StringComparison.Ordinal);
            yield return slash < 0 ? new Place(mirror, wanted.Repository) : new Place(mirror[..slash], mirror[(slash + 1)..] + "/" + wanted.Repository);
        }
    }

    private async Task<Digest?> DigestAtAsync(Place place, ImageReference wanted, CancellationToken cancellationToken)
    {
        if (wanted.Digest is { } pinned && store.Contains(pinned))
            return pinned;

        return await Client(place).FindManifestAsync(wanted.TagOrDigest, push: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ResolvedBase> ReadAsync(Place place, ImageReference wanted, Digest digest, Platform platform, CancellationToken cancellationToken)
    {
        var content = await ManifestAsync(place, digest, cancellationToken).ConfigureAwait(false);
        var top = BaseManifest.Parse(content, place.Registry, wanted.ToString());
        if (MediaTypes.IsIndex(top.MediaType))
        {
            content = await ManifestAsync(place, top.Choose(platform, wanted.ToString()), cancellationToken).ConfigureAwait(false);
            top = BaseManifest.Parse(content, place.Registry, wanted.ToString());
        }

        if (!MediaTypes.IsManifest(top.MediaType) || top.Config is null)
            throw new ContainerizeException(ImageCodes.InvalidBase.With(wanted, $"it is {(top.MediaType.Length > 0 ? top.MediaType : "no image manifest")}"));

        var config = await ConfigAsync(place, top.Config, cancellationToken).ConfigureAwait(false);
        var diffIds = DiffIds(config, wanted);
        if (diffIds.Count != top.Layers.Count)
            throw new ContainerizeException(ImageCodes.InvalidBase.With(wanted, $"its manifest has {top.Layers.Count} layers and its config {diffIds.Count}"));

        return new ResolvedBase
        {
            Reference = wanted.ToString(),
            Digest = digest,
            ManifestMediaType = top.MediaType,
            ConfigBytes = config,
            Layers = [.. top.Layers.Select((descriptor, index) => new Layer
            {
                Descriptor = descriptor,
                DiffId = diffIds[index],
                Origin = new BlobOrigin(place.Registry, place.Repository),
                OpenAsync = token => OpenLayerAsync(place, descriptor, token),
            })],
        };
    }

    private async Task<byte[]> ManifestAsync(Place place, Digest digest, CancellationToken cancellationToken)
    {
        if (ReadStored(digest) is { } stored)
            return stored;

        if (pool.Settings.Offline)
            throw new ContainerizeException(ImageCodes.BaseNotCached.With($"{place.Registry}/{place.Repository}@{digest}"));

        var (_, content) = await Client(place).GetManifestAsync(digest.Value, cancellationToken).ConfigureAwait(false);
        store.Add(content);
        return content;
    }

    private async Task<byte[]> ConfigAsync(Place place, Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (descriptor.Size > LargestConfig)
            throw new RegistryException(RegistryCodes.InvalidManifest.With(place.Registry, place.Repository, $"its config has {descriptor.Size} bytes"), null);

        if (ReadStored(descriptor.Digest) is not { } stored)
        {
            await DownloadAsync(place, descriptor, cancellationToken).ConfigureAwait(false);
            stored = ReadStored(descriptor.Digest)!;
        }

        return stored;
    }

    // Small content is checked whenever it is read: a damaged cache is made again, never believed.
    private byte[]? ReadStored(Digest digest)
    {
        if (!store.Contains(digest))
            return null;

        var content = File.ReadAllBytes(store.PathOf(digest));
        if (RegistryClient.DigestOf(content) == digest)
            return content;

        log.Report(CacheCodes.CacheEntryDamaged.With(digest.Abbreviated));
        File.Delete(store.PathOf(digest));
        return null;
    }

    private async Task<Stream> OpenLayerAsync(Place place, Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (!store.Contains(descriptor.Digest, descriptor.Size))
        {
            if (pool.Settings.Offline)
                throw new ContainerizeException(ImageCodes.BaseNotCached.With($"{place.Registry}/{place.Repository}, layer {descriptor.Digest.Abbreviated}"));

            await DownloadAsync(place, descriptor, cancellationToken).ConfigureAwait(false);
        }

        return store.OpenRead(descriptor.Digest);
    }

    private async Task DownloadAsync(Place place, Descriptor descriptor, CancellationToken cancellationToken)
    {
        using var response = await Client(place).OpenBlobAsync(descriptor.Digest, cancellationToken).ConfigureAwait(false);
        var temporary = store.CreateTemporary();
        try
        {
            var (size, digest) = await CopyAsync(response, temporary, descriptor.Size, cancellationToken).ConfigureAwait(false);
            if (size != descriptor.Size || digest != descriptor.Digest)
                throw new RegistryException(RegistryCodes.DigestMismatch.With(place.Registry, "a blob", $"{size} bytes, {digest.Abbreviated}", $"{descriptor.Size} bytes, {descriptor.Digest.Abbreviated} were promised"), null);

            store.Commit(temporary, descriptor.Digest);
        }
        catch (HttpRequestException exception)
        {
            throw new RegistryException(RegistryCodes.RegistryUnreachable.With(place.Registry, exception.Message), null, exception);
        }
        catch (IOException exception) when (exception is HttpIOException)
        {
            throw new RegistryException(RegistryCodes.RegistryUnreachable.With(place.Registry, "the connection broke in the middle of a blob"), null, exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task<(long Size, Digest Digest)> CopyAsync(HttpResponseMessage response, string path, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var size = 0L;
        await using (source.ConfigureAwait(false))
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true);
            var buffer = new byte[1 << 17];
            int read;
            while (size <= limit && (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                size += read;
            }
        }

        return (size, Digest.Parse("sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    private static List<Digest> DiffIds(byte[] config, ImageReference wanted)
    {
        try
        {
            using var document = JsonDocument.Parse(config);
            return [.. document.RootElement.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(item => Digest.Parse(item.GetString() ?? ""))];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ContainerizeException(ImageCodes.InvalidBase.With(wanted, "its config names no layers"), exception);
        }
    }

    private RegistryClient Client(Place place) => pool.Open(place.Registry, place.Repository, push: false);

    private sealed record Place(string Registry, string Repository);
}
