using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Engines;

/// <summary>Loads an image into an engine, unless the engine has it, and sees to it that every reference names it.</summary>
/// <param name="engine">The engine; the sink does not dispose it.</param>
/// <param name="references">What the image is to be called; at least one.</param>
/// <param name="writeArchive">Writes the image as a tar that is a docker-archive and an OCI layout at once.</param>
public sealed class EngineSink(
    IContainerEngine engine, IReadOnlyList<string> references, Func<Image, IReadOnlyList<string>, Stream, CancellationToken, Task> writeArchive) : IImageSink
{
    /// <inheritdoc />
    public string Description => engine.Address.ToString();

    /// <inheritdoc />
    /// <exception cref="ContainerizeException">CTZ0603 when the image is not there afterwards, CTZ0601, CTZ0602, CTZ0607, CTZ0609, or what writing the archive throws.</exception>
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var size = image.Layers.Sum(layer => layer.Descriptor.Size) + image.Config.Size + image.Manifest.Size;
        var id = await FindAsync(image, cancellationToken).ConfigureAwait(false);
        var sent = 0L;
        if (id is null)
        {
            var loaded = await engine.LoadImageAsync(
                references[0], (stream, token) => writeArchive(image, references, stream, token), cancellationToken).ConfigureAwait(false);
            sent = loaded.BytesSent;
            id = await FindAsync(image, cancellationToken).ConfigureAwait(false) ?? throw NotThere(loaded);
        }

        foreach (var reference in references)
        {
            if (!IsSame(image, await engine.FindImageAsync(reference, cancellationToken).ConfigureAwait(false)))
                await engine.TagImageAsync(id, reference, cancellationToken).ConfigureAwait(false);
        }

        return new SinkResult
        {
            Kind = "engine",
            Location = engine.Address.ToString(),
            References = references,
            Transfer = new TransferCounts { BytesUploaded = sent, BytesSkipped = sent == 0 ? size : 0, Requests = sent == 0 ? 0 : 1 },
        };
    }

    /// <summary>Id of the image in the engine; null when it is not there.</summary>
    private async Task<string?> FindAsync(Image image, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])[image.Config.Digest.Value, image.Manifest.Digest.Value, .. references])
        {
            var found = await engine.FindImageAsync(name, cancellationToken).ConfigureAwait(false);
            if (found is not null && IsSame(image, found))
                return found.Id;
        }

        return null;
    }

    // Engines with the classic store call an image by its config's digest, those with the containerd store by its manifest's.
    private static bool IsSame(Image image, EngineImage? found) =>
        found is not null && (found.Id == image.Config.Digest.Value || found.Id == image.Manifest.Digest.Value);

    private ContainerizeException NotThere(LoadedImages loaded)
    {
        var said = loaded.References.Count == 0 ? "said nothing" : $"said that it loaded {string.Join(", ", loaded.References)}";
        return new(EngineCodes.EngineLoadFailed.With(engine.Address, references[0], $"it took the archive and {said}, but does not have the image"));
    }
}
