using System.Text;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Oci.Layers;

/// <summary>Writes layers of a plan into a blob store, streaming: tar, hash, gzip, hash, file. Memory does not grow with the content.</summary>
public sealed class LayerBuilder(BlobStore store, int level)
{
    /// <summary>Builds one layer.</summary>
    /// <param name="plan">What it holds.</param>
    /// <param name="created">Time of every entry in seconds since the Unix epoch.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="ContainerizeException">CTZ0307: a file changed while it was read. CTZ0310: a file cannot be read.</exception>
    public async Task<Layer> BuildAsync(LayerPlan plan, long created, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var temporary = store.CreateTemporary();
        try
        {
            using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
            using var compressed = new HashingStream(file);
            using var gzip = new DeterministicGzip(compressed, level, Environment.ProcessorCount);
            using var plain = new HashingStream(gzip);
            await WriteEntriesAsync(new TarWriter(plain, created), plan.Entries, cancellationToken).ConfigureAwait(false);
            await gzip.FinishAsync(cancellationToken).ConfigureAwait(false);
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            file.Close();

            var digest = compressed.FinishDigest();
            store.Commit(temporary, digest);
            return new Layer
            {
                Name = plan.Name,
                Descriptor = new Descriptor(MediaTypes.OciLayerGzip, digest, compressed.BytesWritten),
                DiffId = plain.FinishDigest(),
                UncompressedSize = plain.BytesWritten,
                Files = plan.Entries.Count(entry => entry.Kind != FileEntryKind.Directory),
                OpenAsync = _ => Task.FromResult(store.OpenRead(digest)),
            };
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static async Task WriteEntriesAsync(TarWriter tar, IReadOnlyList<FileEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            var name = entry.Path.Value[1..];
            await (entry switch
            {
                { Kind: FileEntryKind.Directory } => tar.WriteDirectoryAsync(name, entry.Mode, entry.Owner, cancellationToken),
                { Kind: FileEntryKind.SymbolicLink } => tar.WriteLinkAsync(name, entry.LinkTarget!, entry.Owner, cancellationToken),
                { Content: { } content } => WriteTextAsync(tar, name, entry, content, cancellationToken),
                _ => WriteFileAsync(tar, name, entry, cancellationToken),
            }).ConfigureAwait(false);
        }

        await tar.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteTextAsync(TarWriter tar, string name, FileEntry entry, string content, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
        await tar.WriteFileAsync(name, entry.Mode, entry.Owner, bytes.Length, bytes, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteFileAsync(TarWriter tar, string name, FileEntry entry, CancellationToken cancellationToken)
    {
        using var source = Open(entry.Source!);
        var size = source.Length;
        var modified = File.GetLastWriteTimeUtc(entry.Source!);
        var copied = await tar.WriteFileAsync(name, entry.Mode, entry.Owner, size, source, cancellationToken).ConfigureAwait(false);

        // A layer holds a file as it was at one moment, or nothing.
        if (copied != size || source.Length != size)
            throw new ContainerizeException(ImageCodes.FileChanged.With(entry.Source!, $"it had {size} bytes and has {source.Length}"));

        if (File.GetLastWriteTimeUtc(entry.Source!) != modified)
            throw new ContainerizeException(ImageCodes.FileChanged.With(entry.Source!, "its time stamp changed"));
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(ImageCodes.LayerUnreadable.With(path, exception.Message), exception);
        }
    }
}
