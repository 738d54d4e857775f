using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.Oci.Assembly;
using Containerize.Oci.Layers;
using Containerize.References;

namespace Containerize.Oci.Layouts;

/// <summary>
/// One tar that is a docker-archive (<c>manifest.json</c>) and an OCI layout (<c>index.json</c>) at once, as newer <c>docker save</c> writes it. Layers
/// stay compressed, unless the contents say otherwise: every reader of docker-archives takes gzip as well.
/// </summary>
public static class ImageArchive
{
    /// <summary>Writes the tar. Blobs stream through; each is checked on the way. The output stays open.</summary>
    /// <param name="contents">What goes into it.</param>
    /// <param name="output">Is written to in order, never sought.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ContainerizeException">
    /// CTZ0406, or a code of the registry that a base layer comes from; CTZ0307 or CTZ0310 when a file of an unpacked layer is no longer what it was.
    /// </exception>
    public static async Task WriteAsync(ArchiveContents contents, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var image = contents.Image;
        var tar = new TarWriter(output);
        await WriteAsync(tar, PathOf(image.Config.Digest), image.ConfigBytes, cancellationToken).ConfigureAwait(false);
        foreach (var layer in image.Layers.Where(layer => !contents.LeftOut.Contains(layer.DiffId)).DistinctBy(layer => layer.Descriptor.Digest))
        {
            // The tar writer pulls, the check pushes: the header goes first, then the checked copy, then the padding.
            var (digest, size, write) = BlobOf(contents, layer);
            await tar.WriteAsync(FileHeader(PathOf(digest), size), destination => write(destination, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        if (!contents.Unpacked)
        {
            await WriteAsync(tar, PathOf(image.Manifest.Digest), image.ManifestBytes, cancellationToken).ConfigureAwait(false);
            await WriteAsync(tar, "index.json", LayoutIndex.ToBytes(image, contents.References, []), cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync(tar, "manifest.json", DockerManifest(contents), cancellationToken).ConfigureAwait(false);
        if (!contents.Unpacked)
            await WriteAsync(tar, "oci-layout", LayoutIndex.Marker, cancellationToken).ConfigureAwait(false);

        await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static (Digest Digest, long Size, Func<Stream, CancellationToken, Task> Write) BlobOf(ArchiveContents contents, Layer layer) =>
        contents.Unpacked && layer is { WriteTarAsync: { } write, UncompressedSize: { } size }
            ? (layer.DiffId, size, write)
            : (layer.Descriptor.Digest, layer.Descriptor.Size, (destination, token) => BlobCopy.CopyAsync(layer, destination, token));

    private static async Task WriteAsync(TarWriter tar, string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await tar.WriteAsync(FileHeader(name, content.Length), destination => destination.WriteAsync(content, cancellationToken).AsTask(), cancellationToken)
            .ConfigureAwait(false);

    private static byte[] DockerManifest(ArchiveContents contents) => JsonText.ToBytes(new JsonArray(new JsonObject
    {
        ["Config"] = PathOf(contents.Image.Config.Digest),
        ["RepoTags"] = new JsonArray([.. contents.References.Select(reference => (JsonNode)reference)]),
        ["Layers"] = new JsonArray([.. contents.Image.Layers.Select(layer => (JsonNode)PathOf(BlobOf(contents, layer).Digest))]),
    }));

    private static TarHeader FileHeader(string name, long size) => new(name, FileEntryKind.File, Modes.File, Ownership.Root, size, 1);

    private static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
