using Containerize.Diagnostics;
using Containerize.Io;
using Containerize.Oci.Layers;

namespace Containerize.Oci.Layouts;

/// <summary>Writes an image as a tar file. A path that ends in <c>.tar.gz</c> or <c>.tgz</c> is compressed.</summary>
public sealed class ArchiveSink(string path, IReadOnlyList<string> references) : IImageSink
{
    /// <inheritdoc />
    public string Description => path;

    /// <summary>The file that a user's path means: in a folder (one that exists, or a path with a slash at its end) the image's name with <c>.tar</c>.</summary>
    /// <param name="path">Absolute path, or a folder.</param>
    /// <param name="reference">The first reference of the image.</param>
    public static string Resolve(string path, string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!Path.EndsInDirectorySeparator(path) && !Directory.Exists(path))
            return path;

        var name = reference[(reference.LastIndexOf('/') + 1)..].Replace(':', '-');
        return Path.Combine(path, name + ".tar");
    }

    /// <inheritdoc />
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        try
        {
            await AtomicFile.WriteAsync(path, (stream, token) => WriteAsync(image, stream, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException and not EndOfStreamException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(ImageCodes.OutputNotWritable.With(path, exception.Message), exception);
        }

        return new SinkResult { Kind = "archive", Location = path, References = references };
    }

    private async Task WriteAsync(Image image, Stream stream, CancellationToken cancellationToken)
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
        {
            await ImageArchive.WriteAsync(image, references, stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The layers in it are compressed already: the fastest level finds what little is left.
        using var gzip = new DeterministicGzip(stream, level: 1, Environment.ProcessorCount);
        await ImageArchive.WriteAsync(image, references, gzip, cancellationToken).ConfigureAwait(false);
        await gzip.FinishAsync(cancellationToken).ConfigureAwait(false);
    }
}
