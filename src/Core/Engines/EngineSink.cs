using Containerize.Diagnostics;
using Containerize.References;
using Containerize.Oci;

namespace Containerize.Engines;

/// <summary>Writes an image as a tar that is a docker-archive and an OCI layout at once, without the layers whose uncompressed digests are given.</summary>
public delegate Task WriteEngineArchive(Image image, IReadOnlyList<string> references, IReadOnlySet<Digest> leftOut, Stream output, CancellationToken cancellationToken);

/// <summary>
/// Loads an image into an engine, unless the engine has it, and sees to it that every reference names it. Layers that the engine has are not sent:
/// Docker takes an archive that names them without holding them, with its classic store and with containerd's.
/// </summary>
/// <param name="engine">The engine; the sink does not dispose it.</param>
/// <param name="references">What the image is to be called; at least one.</param>
/// <param name="baseReference">Name of the base, whose layers the engine may have; empty from scratch.</param>
/// <param name="writeArchive">Writes the archive.</param>
public sealed class EngineSink(IContainerEngine engine, IReadOnlyList<string> references, string baseReference, WriteEngineArchive writeArchive) : IImageSink
{
    // Images with other tags of the same repository are looked at, each with one question; this many are enough to find one that is close.
    private const int MostSiblings = 20;

    private static readonly HashSet<Digest> Nothing = [];

    /// <inheritdoc />
    public string Description => engine.Address.ToString();

    /// <inheritdoc />
    /// <exception cref="ContainerizeException">CTZ0603 when the image is not there afterwards, CTZ0601, CTZ0602, CTZ0607, CTZ0609, or what writing the archive throws.</exception>
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var size = image.Layers.Sum(layer => layer.Descriptor.Size) + image.Config.Size + image.Manifest.Size;
        var named = new Dictionary<string, EngineImage?>();
        foreach (var reference in references)
            named[reference] = await engine.FindImageAsync(reference, cancellationToken).ConfigureAwait(false);

        // An unchanged image answers to its names, and that is all that is asked.
        var id = named.Values.FirstOrDefault(found => IsSame(image, found))?.Id ?? await FindAsync(image, cancellationToken).ConfigureAwait(false);
        var (sent, skipped) = (0L, size);
        if (id is null)
        {
            (id, sent, skipped) = await LoadAsync(image, [.. named.Values.OfType<EngineImage>()], cancellationToken).ConfigureAwait(false);
            foreach (var reference in references)
                named[reference] = await engine.FindImageAsync(reference, cancellationToken).ConfigureAwait(false);
        }

        foreach (var reference in references.Where(reference => !IsSame(image, named[reference])))
            await engine.TagImageAsync(id, reference, cancellationToken).ConfigureAwait(false);

        return new SinkResult
        {
            Kind = "engine",
            Location = engine.Address.ToString(),
            References = references,
            Transfer = new TransferCounts { BytesUploaded = sent, BytesSkipped = skipped, Requests = sent == 0 ? 0 : 1 },
        };
    }

    private async Task<(string Id, long Sent, long Skipped)> LoadAsync(Image image, IReadOnlyList<EngineImage> earlier, CancellationToken cancellationToken)
    {
        var leftOut = await FindKnownLayersAsync(image, earlier, cancellationToken).ConfigureAwait(false);
        var sent = 0L;
        if (leftOut.Count > 0)
        {
            try
            {
                var part = await SendAsync(image, leftOut, cancellationToken).ConfigureAwait(false);
                sent = part.BytesSent;
                if (await FindAsync(image, cancellationToken).ConfigureAwait(false) is { } id)
                    return (id, sent, image.Layers.Where(layer => leftOut.Contains(layer.DiffId)).Sum(layer => layer.Descriptor.Size));
            }
            catch (ContainerizeException exception) when (exception.Diagnostic.Code == EngineCodes.EngineLoadFailed)
            {
                // It wants all of it: an engine of a kind that we do not know, or one that dropped a layer meanwhile.
            }
        }

        var loaded = await SendAsync(image, Nothing, cancellationToken).ConfigureAwait(false);
        return (await FindAsync(image, cancellationToken).ConfigureAwait(false) ?? throw NotThere(loaded), sent + loaded.BytesSent, 0);
    }

    private Task<LoadedImages> SendAsync(Image image, IReadOnlySet<Digest> leftOut, CancellationToken cancellationToken) =>
        engine.LoadImageAsync(references[0], (stream, token) => writeArchive(image, references, leftOut, stream, token), cancellationToken);

    /// <summary>
    /// Layers from the bottom up that some image of the engine begins with: it stores a layer for the layers below it. The last one is always sent, so
    /// that the archive holds something. Podman wants every layer.
    /// </summary>
    private async Task<IReadOnlySet<Digest>> FindKnownLayersAsync(Image image, IReadOnlyList<EngineImage> earlier, CancellationToken cancellationToken)
    {
        if ((await engine.PingAsync(cancellationToken).ConfigureAwait(false)).IsPodman)
            return Nothing;

        var candidates = earlier.ToList();
        var siblings = candidates.Count > 0 ? [] : await engine.ListImagesAsync(RepositoryOf(references[0]), cancellationToken).ConfigureAwait(false);
        foreach (var name in siblings.Take(MostSiblings).Append(baseReference).Where(name => name.Length > 0))
        {
            if (await engine.FindImageAsync(name, cancellationToken).ConfigureAwait(false) is { } found)
                candidates.Add(found);
        }

        var ours = image.Layers.Select(layer => layer.DiffId.Value).ToArray();
        var common = candidates.Select(candidate => candidate.Layers.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count()).Append(0).Max();
        return image.Layers.Take(Math.Min(common, ours.Length - 1)).Select(layer => layer.DiffId).ToHashSet();
    }

    /// <summary>Id of the image in the engine, under whatever name; null when it is not there.</summary>
    private async Task<string?> FindAsync(Image image, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])[image.Config.Digest.Value, image.Manifest.Digest.Value])
        {
            var found = await engine.FindImageAsync(name, cancellationToken).ConfigureAwait(false);
            if (IsSame(image, found))
                return found!.Id;
        }

        return null;
    }

    // Engines with the classic store call an image by its config's digest, those with the containerd store by its manifest's.
    private static bool IsSame(Image image, EngineImage? found) =>
        found is not null && (found.Id == image.Config.Digest.Value || found.Id == image.Manifest.Digest.Value);

    private static string RepositoryOf(string reference) => reference.LastIndexOf(':') is var colon && colon > reference.LastIndexOf('/') ? reference[..colon] : reference;

    private ContainerizeException NotThere(LoadedImages loaded)
    {
        var said = loaded.References.Count == 0 ? "said nothing" : $"said that it loaded {string.Join(", ", loaded.References)}";
        return new(EngineCodes.EngineLoadFailed.With(engine.Address, references[0], $"it took the archive and {said}, but does not have the image"));
    }
}
