using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Oci.Layouts;

namespace Containerize.Engines;

/// <summary>Loads an image into an engine and checks that every reference names it there. Nothing is sent when it is there already.</summary>
public sealed class EngineSink(IContainerEngine engine, IReadOnlyList<string> references) : IImageSink
{
    /// <inheritdoc />
    public string Description => "engine";

    /// <inheritdoc />
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var sent = 0L;
        var requests = references.Count;
        if (!await HasAllAsync(image, cancellationToken).ConfigureAwait(false))
        {
            await engine.LoadAsync((stream, token) => ImageArchive.WriteAsync(image, references, stream, token), references[0], cancellationToken).ConfigureAwait(false);
            sent = image.Layers.DistinctBy(layer => layer.Descriptor.Digest).Sum(layer => layer.Descriptor.Size) + image.Config.Size + image.Manifest.Size;
            requests += 1 + references.Count;
            if (!await HasAllAsync(image, cancellationToken).ConfigureAwait(false))
                throw new ContainerizeException(EngineCodes.EngineLoadFailed.With(engine.Endpoint.Address, references[0], "it says that it loaded it, but has another image of that name"));
        }

        return new SinkResult
        {
            Kind = "engine",
            Location = engine.Endpoint.Address,
            References = references,
            Transfer = new TransferCounts { BytesUploaded = sent, Requests = requests, BytesSkipped = sent > 0 ? 0 : image.Layers.Sum(layer => layer.Descriptor.Size) },
        };
    }

    // The id is the config's digest in the classic store and the manifest's in containerd's.
    private async Task<bool> HasAllAsync(Image image, CancellationToken cancellationToken)
    {
        foreach (var reference in references)
        {
            var id = (string?)(await engine.FindImageAsync(reference, cancellationToken).ConfigureAwait(false))?["Id"];
            if (id is null || (!id.EndsWith(image.Config.Digest.Hex, StringComparison.Ordinal) && !id.EndsWith(image.Manifest.Digest.Hex, StringComparison.Ordinal)))
                return false;
        }

        return true;
    }
}
