using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Oci.Layouts;
using Containerize.References;

namespace Containerize.Engines;

/// <summary>Writes an image as a tar that engines load.</summary>
public delegate Task WriteEngineArchive(ArchiveContents contents, Stream output, CancellationToken cancellationToken);

/// <summary>
/// Loads an image into an engine, unless the engine has it, and sees to it that every reference names it. Layers that the engine has are neither sent
/// nor, for a base's, downloaded: engines take an archive that names them without holding them. What an engine does not take in part is sent whole.
/// </summary>
/// <param name="engine">The engine; the sink does not dispose it.</param>
/// <param name="references">What the image is to be called; at least one.</param>
/// <param name="relatives">Where to look for layers that the engine has.</param>
/// <param name="writeArchive">Writes the archive.</param>
public sealed class EngineSink(IContainerEngine engine, IReadOnlyList<string> references, ImageRelatives relatives, WriteEngineArchive writeArchive) : IImageSink
{
    /// <inheritdoc />
    public string Description => engine.Address.ToString();

    /// <inheritdoc />
    /// <exception cref="ContainerizeException">CTZ0603 when the image is not there afterwards, CTZ0601, CTZ0602, CTZ0607, CTZ0609, or what writing the archive throws.</exception>
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var named = await FindNamedAsync(cancellationToken).ConfigureAwait(false);

        // An unchanged image answers to its names, and that is all that is asked.
        var id = named.Values.FirstOrDefault(found => IsSame(image, found))?.Id ?? await FindAsync(image, cancellationToken).ConfigureAwait(false);
        var transfer = new TransferCounts { BytesSkipped = image.Layers.Sum(layer => layer.Descriptor.Size) + image.Config.Size + image.Manifest.Size };
        if (id is null)
        {
            (id, transfer) = await LoadAsync(image, [.. named.Values.OfType<EngineImage>()], cancellationToken).ConfigureAwait(false);
            named = await FindNamedAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var reference in references.Where(reference => !IsSame(image, named[reference])))
            await engine.TagImageAsync(id, reference, cancellationToken).ConfigureAwait(false);

        return new SinkResult { Kind = "engine", Location = engine.Address.ToString(), References = references, Transfer = transfer };
    }

    private async Task<Dictionary<string, EngineImage?>> FindNamedAsync(CancellationToken cancellationToken)
    {
        var named = new Dictionary<string, EngineImage?>(StringComparer.Ordinal);
        foreach (var reference in references)
            named[reference] = await engine.FindImageAsync(reference, cancellationToken).ConfigureAwait(false);

        return named;
    }

    private async Task<(string Id, TransferCounts Transfer)> LoadAsync(Image image, IReadOnlyList<EngineImage> earlier, CancellationToken cancellationToken)
    {
        var (store, leftOut) = await FindKnownAsync(image, earlier, cancellationToken).ConfigureAwait(false);
        var whole = new ArchiveContents(image, references) { Unpacked = TakesPlainTars(store, engine.Address) };
        var part = leftOut.Count > 0 ? await TryPartAsync(whole, store, leftOut, cancellationToken).ConfigureAwait(false) : new(null, new());
        if (part.Id is not null)
            return (part.Id, part.Transfer);

        var loaded = await SendAsync(whole, cancellationToken).ConfigureAwait(false);
        var id = await FindAsync(image, cancellationToken).ConfigureAwait(false) ?? throw NotThere(loaded);
        return (id, part.Transfer.Add(new TransferCounts { BytesUploaded = loaded.BytesSent, Requests = 1 }));
    }

    // Id is null when the engine wants all of it: it has a layer in another compression, dropped one meanwhile, or does not do such things.
    private async Task<(string? Id, TransferCounts Transfer)> TryPartAsync(ArchiveContents whole, EngineStore store, IReadOnlySet<Digest> leftOut, CancellationToken cancellationToken)
    {
        try
        {
            // Podman reads a layout only when it holds one image under one name; the other names are given to it afterwards.
            IReadOnlyList<string> names = store == EngineStore.Podman ? [references[0]] : references;
            var loaded = await SendAsync(whole with { References = names, LeftOut = leftOut }, cancellationToken).ConfigureAwait(false);
            var id = await FindAsync(whole.Image, cancellationToken).ConfigureAwait(false);

            // containerd takes an image whose blobs are not all there, and fails when it is run.
            if (id is not null && store == EngineStore.Containerd && !await engine.HasWholeImageAsync(id, references[0], cancellationToken).ConfigureAwait(false))
                id = null;

            var skipped = id is null ? 0 : whole.Image.Layers.Where(layer => leftOut.Contains(layer.DiffId)).Sum(layer => layer.Descriptor.Size);
            return (id, new TransferCounts { BytesUploaded = loaded.BytesSent, BytesSkipped = skipped, Requests = 1 });
        }
        catch (ContainerizeException exception) when (exception.Diagnostic.Code == EngineCodes.EngineLoadFailed)
        {
            return (null, new TransferCounts { Requests = 1 });
        }
    }

    // The classic store keeps no compressed blobs: it inflates them, on one core, and takes plain tars in less time. Over a network fewer bytes count more;
    // the other stores know a layer by its compressed blob.
    internal static bool TakesPlainTars(EngineStore store, EngineAddress address) => store == EngineStore.Classic && address.IsLocal;

    private Task<LoadedImages> SendAsync(ArchiveContents contents, CancellationToken cancellationToken) =>
        engine.LoadImageAsync(references[0], (stream, token) => writeArchive(contents, stream, token), cancellationToken);

    private async Task<(EngineStore Store, IReadOnlySet<Digest> LeftOut)> FindKnownAsync(Image image, IReadOnlyList<EngineImage> earlier, CancellationToken cancellationToken)
    {
        var store = (await engine.PingAsync(cancellationToken).ConfigureAwait(false)).IsPodman ? EngineStore.Podman
            : (await engine.GetInfoAsync(cancellationToken).ConfigureAwait(false)).UsesContainerdStore ? EngineStore.Containerd
            : EngineStore.Classic;

        Digest[] layers = [.. image.Layers.Select(layer => layer.DiffId)];
        var there = earlier.ToList();
        var known = KnownLayers.Choose(store, layers, there);
        await foreach (var found in relatives.FindAsync(engine, references[0], hasEarlier: earlier.Count > 0, cancellationToken).ConfigureAwait(false))
        {
            there.Add(found);
            known = KnownLayers.Choose(store, layers, there);

            // A change leaves one layer to send; more questions would win nothing.
            if (known.Count >= layers.Length - 1)
                break;
        }

        return (store, known);
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

    // Engines with the classic store call an image by its config's digest, those with the containerd store by its manifest's. The latter tell no layers
    // of an image whose blobs are not all there.
    private static bool IsSame(Image image, EngineImage? found) =>
        found is not null && (found.Id == image.Config.Digest.Value || found.Id == image.Manifest.Digest.Value) && found.Layers.Count == image.Layers.Count;

    private ContainerizeException NotThere(LoadedImages loaded)
    {
        var said = loaded.References.Count == 0 ? "said nothing" : $"said that it loaded {string.Join(", ", loaded.References)}";
        return new(EngineCodes.EngineLoadFailed.With(engine.Address, references[0], $"it took the archive and {said}, but does not have the image"));
    }
}
