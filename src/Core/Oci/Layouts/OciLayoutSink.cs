using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Io;

namespace Containerize.Oci.Layouts;

/// <summary>Writes an image into an OCI layout folder (image-spec image-layout.md). What the folder holds under other names stays.</summary>
public sealed class OciLayoutSink(string folder, IReadOnlyList<string> references) : IImageSink
{
    /// <inheritdoc />
    public string Description => folder;

    /// <inheritdoc />
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        try
        {
            foreach (var layer in image.Layers)
                await WriteBlobAsync(layer.Descriptor, layer.OpenAsync, cancellationToken).ConfigureAwait(false);

            await WriteBlobAsync(image.Config, _ => Task.FromResult(InMemory(image.ConfigBytes)), cancellationToken).ConfigureAwait(false);
            await WriteBlobAsync(image.Manifest, _ => Task.FromResult(InMemory(image.ManifestBytes)), cancellationToken).ConfigureAwait(false);
            await AtomicFile.WriteTextIfDifferentAsync(Path.Combine(folder, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""", cancellationToken).ConfigureAwait(false);
            await WriteIndexAsync(image, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(ImageCodes.OutputNotWritable.With(folder, exception.Message), exception);
        }

        return new SinkResult { Kind = "oci", Location = folder, References = references };
    }

    private async Task WriteBlobAsync(Descriptor descriptor, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "blobs", descriptor.Digest.Algorithm, descriptor.Digest.Hex);
        if (File.Exists(path) && new FileInfo(path).Length == descriptor.Size)
            return;

        var source = await open(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
            await AtomicFile.WriteAsync(path, (stream, token) => source.CopyToAsync(stream, token), cancellationToken).ConfigureAwait(false);
    }

    // The index comes last and whole: it is what names things.
    private async Task WriteIndexAsync(Image image, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "index.json");
        var added = ImageArchive.Descriptors(image, references);
        var names = added.Select(Name).ToHashSet(StringComparer.Ordinal);
        var kept = Existing(path).Where(descriptor => !names.Contains(Name(descriptor)));
        var index = ImageArchive.Index(new JsonArray([.. kept.Select(descriptor => descriptor!.DeepClone()), .. added.Select(descriptor => descriptor!.DeepClone())]));
        await AtomicFile.WriteAsync(path, (stream, token) => stream.WriteAsync(ImageArchive.Serialize(index), token).AsTask(), cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<JsonNode?> Existing(string path) =>
        File.Exists(path) && JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject index && index["manifests"] is JsonArray manifests ? manifests : [];

    private static string Name(JsonNode? descriptor) => (string?)descriptor?["annotations"]?["io.containerd.image.name"] ?? "";

    private static Stream InMemory(ReadOnlyMemory<byte> bytes) => new MemoryStream(bytes.ToArray(), writable: false);
}
