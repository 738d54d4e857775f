using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Io;
using Containerize.References;

namespace Containerize.Oci.Layouts;

/// <summary>
/// Writes an image into an OCI layout folder (image-spec image-layout.md). Blobs that are there stay; the index comes last and keeps entries of other
/// names.
/// </summary>
/// <param name="directory">Absolute path; made when missing.</param>
/// <param name="references">What the image is called; the tag becomes <c>org.opencontainers.image.ref.name</c>.</param>
public sealed class OciLayoutSink(string directory, IReadOnlyList<string> references) : IImageSink
{
    /// <inheritdoc />
    public string Description => Path.GetFileName(Path.TrimEndingDirectorySeparator(directory));

    /// <inheritdoc />
    /// <exception cref="ContainerizeException">CTZ0309, CTZ0406, or a code of the registry that a base layer comes from.</exception>
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var layer in image.Layers)
                await AddAsync(layer.Descriptor, (stream, token) => BlobCopy.CopyAsync(layer, stream, token), cancellationToken).ConfigureAwait(false);
            await AddAsync(image.Config, (stream, token) => stream.WriteAsync(image.ConfigBytes, token).AsTask(), cancellationToken).ConfigureAwait(false);
            await AddAsync(image.Manifest, (stream, token) => stream.WriteAsync(image.ManifestBytes, token).AsTask(), cancellationToken).ConfigureAwait(false);
            await WriteAsync("oci-layout", LayoutIndex.Marker, cancellationToken).ConfigureAwait(false);
            var previous = await PreviousAsync(cancellationToken).ConfigureAwait(false);
            await WriteAsync("index.json", LayoutIndex.ToBytes(image, references, previous), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ContainerizeException(ImageCodes.OutputNotWritable.With(directory, e.Message.TrimEnd('.')), e);
        }

        return new SinkResult { Kind = "oci", Location = directory, References = references };
    }

    private async Task AddAsync(Descriptor blob, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var path = PathOf(blob.Digest);
        if (new FileInfo(path) is not { Exists: true } file || file.Length != blob.Size)
            await AtomicFile.WriteAsync(path, write, cancellationToken).ConfigureAwait(false);
    }

    // Only when it differs: a folder that has the image already keeps its times.
    private async Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, name);
        if (!File.Exists(path) || !(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(content.Span))
            await AtomicFile.WriteAsync(path, (stream, token) => stream.WriteAsync(content, token).AsTask(), cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<JsonNode?>> PreviousAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, "index.json");
        if (!File.Exists(path))
            return [];

        try
        {
            var index = JsonNode.Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)) as JsonObject;
            return index?["manifests"] is JsonArray manifests ? [.. manifests] : [];
        }
        catch (JsonException e)
        {
            throw new ContainerizeException(ImageCodes.OutputNotWritable.With(directory, "its index.json is not valid JSON; delete the folder"), e);
        }
    }

    private string PathOf(Digest digest) => Path.Combine(directory, "blobs", digest.Algorithm, digest.Hex);
}
