using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.Oci.Layers;

namespace Containerize.Oci.Layouts;

/// <summary>
/// An image as one tar stream that is at once a docker archive (<c>manifest.json</c>, which every Docker and Podman loads) and an OCI layout
/// (<c>index.json</c>, image-spec image-layout.md), as newer Docker's own save writes it. Blobs are shared by both.
/// </summary>
public static class ImageArchive
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the archive; the same image and references give the same bytes.</summary>
    /// <param name="image">The image; layers of the base are opened, and so perhaps downloaded.</param>
    /// <param name="references">What the image is called when it is loaded.</param>
    /// <param name="output">Stays open.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Bytes of blobs that were written.</returns>
    public static async Task<long> WriteAsync(Image image, IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var tar = new TarWriter(output, modified: 1);
        var written = 0L;
        foreach (var folder in (string[])["blobs", "blobs/sha256"])
            await tar.WriteDirectoryAsync(folder, Modes.Directory, Ownership.Root, cancellationToken).ConfigureAwait(false);

        foreach (var layer in image.Layers.DistinctBy(layer => layer.Descriptor.Digest).OrderBy(layer => layer.Descriptor.Digest.Hex, StringComparer.Ordinal))
        {
            await WriteLayerAsync(tar, layer, cancellationToken).ConfigureAwait(false);
            written += layer.Descriptor.Size;
        }

        await WriteBytesAsync(tar, BlobName(image.Config), image.ConfigBytes, cancellationToken).ConfigureAwait(false);
        await WriteBytesAsync(tar, BlobName(image.Manifest), image.ManifestBytes, cancellationToken).ConfigureAwait(false);
        await WriteBytesAsync(tar, "index.json", Serialize(Index(image, references)), cancellationToken).ConfigureAwait(false);
        await WriteBytesAsync(tar, "manifest.json", Serialize(DockerManifest(image, references)), cancellationToken).ConfigureAwait(false);
        await WriteBytesAsync(tar, "oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray(), cancellationToken).ConfigureAwait(false);
        await tar.FinishAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>The descriptors of an image in an index.json: one for each reference, with its name for OCI tools and for containerd.</summary>
    internal static JsonArray Descriptors(Image image, IEnumerable<string> references) => new([.. references.Select(reference => (JsonNode)new JsonObject
    {
        ["mediaType"] = image.Manifest.MediaType,
        ["digest"] = image.Manifest.Digest.Value,
        ["size"] = image.Manifest.Size,
        ["annotations"] = new JsonObject
        {
            ["io.containerd.image.name"] = FullName(reference),
            ["org.opencontainers.image.ref.name"] = reference[(reference.LastIndexOf(':') + 1)..],
        },
    })]);

    internal static JsonObject Index(JsonArray descriptors) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.OciIndex,
        ["manifests"] = descriptors,
    };

    internal static byte[] Serialize(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Json);

    private static JsonObject Index(Image image, IReadOnlyList<string> references) => Index(Descriptors(image, references));

    private static JsonArray DockerManifest(Image image, IReadOnlyList<string> references) => new(new JsonObject
    {
        ["Config"] = BlobName(image.Config),
        ["RepoTags"] = new JsonArray([.. references.Select(reference => (JsonNode)reference)]),
        ["Layers"] = new JsonArray([.. image.Layers.Select(layer => (JsonNode)BlobName(layer.Descriptor))]),
    });

    // containerd knows images by their full name, where Docker fills in what is missing.
    private static string FullName(string reference) => References.ReferenceParser.Parse(reference).ToString();

    private static string BlobName(Descriptor descriptor) => "blobs/sha256/" + descriptor.Digest.Hex;

    private static async Task WriteLayerAsync(TarWriter tar, Layer layer, CancellationToken cancellationToken)
    {
        var stream = await layer.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var copied = await tar.WriteFileAsync(BlobName(layer.Descriptor), Modes.File, Ownership.Root, layer.Descriptor.Size, stream, cancellationToken).ConfigureAwait(false);
            if (copied != layer.Descriptor.Size)
                throw new EndOfStreamException($"Layer {layer.Descriptor.Digest} has {copied} bytes instead of {layer.Descriptor.Size}.");
        }
    }

    private static async Task WriteBytesAsync(TarWriter tar, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        await tar.WriteFileAsync(name, Modes.File, Ownership.Root, content.Length, stream, cancellationToken).ConfigureAwait(false);
    }
}
