using System.Text;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Oci.Layers;

/// <summary>Writes the layers of a plan as gzip tars into a blob store. A layer whose entries were seen before is not written again.</summary>
public static class LayerBuilder
{
    /// <summary>Builds a layer, or finds the one that was built from the same entries.</summary>
    /// <param name="plan">What the layer holds, in order.</param>
    /// <param name="settings">What all layers of an image share.</param>
    /// <param name="cache">Gets the blob, and the record that finds it again.</param>
    /// <param name="log">Hears of damaged cache entries (CTZ0702).</param>
    /// <param name="cancellationToken">Cancels; nothing is left in the store.</param>
    /// <returns>
    /// The layer with the OCI media type; assembling the image changes it where the format asks for it. One that was found is not read before it is
    /// opened; if it turns out to be damaged then, it is built again.
    /// </returns>
    /// <exception cref="ContainerizeException">CTZ0307, CTZ0309 or CTZ0310.</exception>
    public static async Task<Layer> BuildAsync(LayerPlan plan, LayerSettings settings, LayerCache cache, IBuildLog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(cache);
        var contents = await LayerContent.ReadAsync(plan, cache.Hashes, cancellationToken).ConfigureAwait(false);
        var records = new LayerRecords(cache.Store, log);
        var key = LayerContent.Key(plan, contents, settings);
        var source = new LayerSource(records, cache, log, token => WriteAsync(plan, contents, settings, cache.Store, token));
        var (record, cached) = await source.FindOrBuildAsync(key, cancellationToken).ConfigureAwait(false);
        return new Layer
        {
            Descriptor = new Descriptor(MediaTypes.OciLayerGzip, record.Digest, record.Size),
            DiffId = record.DiffId,
            OpenAsync = source.OpenAsync,
            WriteTarAsync = (output, token) => WriteTarAsync(plan, contents, settings, output, token),
            Name = plan.Name,
            UncompressedSize = record.UncompressedSize,
            Files = CountFiles(plan),
            Cached = cached,
        };
    }

    private static int CountFiles(LayerPlan plan)
    {
        var files = 0;
        foreach (var entry in plan.Entries)
            files += entry.Kind != FileEntryKind.Directory ? 1 : 0;

        return files;
    }

    private static async Task<LayerRecord> WriteAsync(
        LayerPlan plan, EntryContent[] contents, LayerSettings settings, BlobStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FillAsync(target => WriteToAsync(plan, contents, settings, target, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(ImageCodes.OutputNotWritable.With(store.Root, e.Message.TrimEnd('.')), e);
        }
    }

    private static async Task<LayerRecord> WriteToAsync(
        LayerPlan plan, EntryContent[] contents, LayerSettings settings, BlobStore store, CancellationToken cancellationToken)
    {
        var temporary = store.CreateTemporary();
        try
        {
            LayerRecord record;
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
                record = await WriteAsync(plan, contents, settings, file, Environment.ProcessorCount, cancellationToken).ConfigureAwait(false);

            store.Commit(temporary, record.Digest);
            return record;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes the compressed tar of a layer and says what it became.</summary>
    internal static async Task<LayerRecord> WriteAsync(
        LayerPlan plan, EntryContent[] contents, LayerSettings settings, Stream output, int workers, CancellationToken cancellationToken)
    {
        using var blob = new HashingStream(output);
        using var gzip = new DeterministicGzip(blob, settings.CompressionLevel, workers);
        using var tar = new HashingStream(gzip);
        await WriteTarAsync(plan, contents, settings, tar, cancellationToken).ConfigureAwait(false);
        await gzip.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return new LayerRecord(blob.GetDigest(), blob.Count, tar.GetDigest(), tar.Count);
    }

    private static async Task WriteTarAsync(LayerPlan plan, EntryContent[] contents, LayerSettings settings, Stream output, CancellationToken cancellationToken)
    {
        var writer = new TarWriter(output);
        for (var i = 0; i < contents.Length; i++)
            await WriteEntryAsync(writer, plan.Entries[i], contents[i], settings.Created, cancellationToken).ConfigureAwait(false);

        await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteEntryAsync(
        TarWriter writer, FileEntry entry, EntryContent content, long created, CancellationToken cancellationToken)
    {
        try
        {
            var header = TarHeader.Of(entry, content.Size, created);
            if (entry.Kind != FileEntryKind.File)
            {
                await writer.WriteAsync(header, _ => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
                return;
            }

            var source = new SourceStream(entry, LayerContent.Open(entry));
            await using (source.ConfigureAwait(false))
            {
                await writer.WriteAsync(header, source, cancellationToken).ConfigureAwait(false);
                if (source.GetHash() != content.Hash)
                    throw new TarContentException("its content changed");
            }
        }
        catch (TarContentException e)
        {
            throw new ContainerizeException(ImageCodes.FileChanged.With(entry.Source ?? entry.Path.Value, e.Message), e);
        }
        catch (EncoderFallbackException e)
        {
            throw new ContainerizeException(ImageCodes.LayerUnreadable.With(entry.Source ?? entry.Path.Value, "its name is not valid Unicode"), e);
        }
    }
}
