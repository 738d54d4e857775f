using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.Oci.Assembly;
using Containerize.Oci.Layers;
using Containerize.References;

namespace Containerize.Oci.Layouts;

/// <summary>
/// One tar that is a docker-archive (<c>manifest.json</c>) and an OCI layout (<c>index.json</c>) at once, as newer <c>docker save</c> writes it. Layers
/// stay compressed: every reader of docker-archives takes gzip as well.
/// </summary>
public static class ImageArchive
{
    /// <summary>Writes the whole tar.</summary>
    public static Task WriteAsync(Image image, IReadOnlyList<string> references, Stream output, CancellationToken cancellationToken) =>
        WriteAsync(image, references, new HashSet<Digest>(), output, cancellationToken);

    /// <summary>Writes the tar. Blobs stream through; each is checked on the way. The output stays open.</summary>
    /// <param name="image">The image.</param>
    /// <param name="references">What it is called when loaded, <c>shop:1.0</c>; may be empty.</param>
    /// <param name="leftOut">Uncompressed digests of layers that are named but not in the tar, for a reader that has them.</param>
    /// <param name="output">Is written to in order, never sought.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ContainerizeException">CTZ0406, or a code of the registry that a base layer comes from.</exception>
    public static async Task WriteAsync(Image image, IReadOnlyList<string> references, IReadOnlySet<Digest> leftOut, Stream output, CancellationToken cancellationToken)
    {
        var tar = new TarWriter(output);
        await WriteAsync(tar, PathOf(image.Config.Digest), image.ConfigBytes, cancellationToken).ConfigureAwait(false);
        foreach (var layer in image.Layers.Where(layer => !leftOut.Contains(layer.DiffId)).DistinctBy(layer => layer.Descriptor.Digest))
        {
            // The tar writer pulls, the check pushes: the header goes first, then the checked copy, then the padding.
            await tar.WriteAsync(
                FileHeader(PathOf(layer.Descriptor.Digest), layer.Descriptor.Size),
                destination => BlobCopy.CopyAsync(layer, destination, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync(tar, PathOf(image.Manifest.Digest), image.ManifestBytes, cancellationToken).ConfigureAwait(false);
        await WriteAsync(tar, "index.json", LayoutIndex.ToBytes(image, references, []), cancellationToken).ConfigureAwait(false);
        await WriteAsync(tar, "manifest.json", DockerManifest(image, references), cancellationToken).ConfigureAwait(false);
        await WriteAsync(tar, "oci-layout", LayoutIndex.Marker, cancellationToken).ConfigureAwait(false);
        await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(TarWriter tar, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await tar.WriteAsync(FileHeader(name, content.Length), destination => destination.WriteAsync(content, cancellationToken).AsTask(), cancellationToken)
            .ConfigureAwait(false);

    private static byte[] DockerManifest(Image image, IReadOnlyList<string> references) => JsonText.ToBytes(new JsonArray(new JsonObject
    {
        ["Config"] = PathOf(image.Config.Digest),
        ["RepoTags"] = new JsonArray([.. references.Select(reference => (JsonNode)reference)]),
        ["Layers"] = new JsonArray([.. image.Layers.Select(layer => (JsonNode)PathOf(layer.Descriptor.Digest))]),
    }));

    private static TarHeader FileHeader(string name, long size) => new(name, FileEntryKind.File, Modes.File, Ownership.Root, size, 1);

    private static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
