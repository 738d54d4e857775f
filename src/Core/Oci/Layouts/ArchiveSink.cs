using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Io;
using Containerize.Oci.Layers;
using Containerize.References;

namespace Containerize.Oci.Layouts;

/// <summary>
/// Writes an image to a tar that Docker, Podman and skopeo load (<see cref="ImageArchive"/>). A path that ends in <c>.tar.gz</c> or <c>.tgz</c> is
/// gzipped; one that is a folder, or ends with a separator, gets <c>&lt;repository&gt;-&lt;tag&gt;.tar</c> inside.
/// </summary>
/// <param name="path">Absolute path of the file or folder.</param>
/// <param name="references">What the image is called when loaded.</param>
/// <param name="written">Knows whether the archive is there already; null writes it always.</param>
public sealed class ArchiveSink(string path, IReadOnlyList<string> references, WrittenFiles? written = null) : IImageSink
{
    private readonly string _file = FileOf(path, references);

    /// <summary>Absolute path of the file that is written.</summary>
    public string FilePath => _file;

    /// <inheritdoc />
    public string Description => Path.GetFileName(_file);

    /// <inheritdoc />
    /// <exception cref="ContainerizeException">CTZ0309, CTZ0406, or a code of the registry that a base layer comes from. An older archive stays.</exception>
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new SinkResult { Kind = "archive", Location = _file, References = references };
        var content = $"archive 1\n{image.Manifest.Digest}\n{string.Join('\n', references)}";
        if (written is not null && await written.IsCurrentAsync(_file, content, cancellationToken).ConfigureAwait(false))
            return result;

        var digest = default(Digest);
        try
        {
            await AtomicFile.WriteAsync(_file, async (stream, token) => digest = await WriteAsync(image, stream, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ContainerizeException(ImageCodes.OutputNotWritable.With(_file, e.Message.TrimEnd('.')), e);
        }

        written?.Add(_file, content, digest);
        return result;
    }

    private async Task<Digest> WriteAsync(Image image, Stream output, CancellationToken cancellationToken)
    {
        using var hashing = new HashingStream(output);
        if (!_file.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) && !_file.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
        {
            await ImageArchive.WriteAsync(new(image, references), hashing, cancellationToken).ConfigureAwait(false);
            return hashing.GetDigest();
        }

        // The layers in it are compressed already: more effort would find nothing.
        using var gzip = new DeterministicGzip(hashing, level: 1, Environment.ProcessorCount);
        await ImageArchive.WriteAsync(new(image, references), gzip, cancellationToken).ConfigureAwait(false);
        await gzip.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return hashing.GetDigest();
    }

    private static string FileOf(string path, IReadOnlyList<string> references)
    {
        if (!Path.EndsInDirectorySeparator(path) && !Directory.Exists(path))
            return path;

        var reference = references.Count > 0 ? references[0] : "image:latest";
        var name = reference[(reference.LastIndexOf('/') + 1)..].Split(':')[0];
        return Path.Combine(path, $"{name}-{ReferenceNames.Tag(reference)}.tar");
    }
}
