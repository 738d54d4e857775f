using Containerize.Caching;
using Containerize.Oci.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.References;

namespace Containerize.Building;

/// <summary>Puts layers of an archive into the store, compressed as our own are; one that was stored before is not compressed again.</summary>
internal sealed class LayerStoring(BlobStore store, IBuildLog log)
{
    private readonly LayerRecords _records = new(store, log);

    /// <summary>The layer as it is in the store now.</summary>
    /// <param name="file">Its tar, or a tar that is compressed already.</param>
    /// <param name="diffId">Digest of the tar.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">The tar has another digest.</exception>
    public async Task<Layer> StoreAsync(ArchiveFile file, Digest diffId, CancellationToken cancellationToken)
    {
        var key = "tar-" + diffId.Hex;
        if (_records.Find(key) is { } record)
            return Of(record, cached: true);

        var temporary = store.CreateTemporary();
        try
        {
            record = await WriteAsync(file, diffId, temporary, cancellationToken).ConfigureAwait(false);
            store.Commit(temporary, record.Digest);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        _records.Add(key, record);
        return Of(record, cached: false);
    }

    /// <summary>A layer that is in the store.</summary>
    public Layer Of(Descriptor descriptor, Digest diffId) => new()
    {
        Descriptor = descriptor,
        DiffId = diffId,
        Cached = true,
        OpenAsync = _ => Task.FromResult(store.OpenRead(descriptor.Digest)),
    };

    private Layer Of(LayerRecord record, bool cached) =>
        Of(new Descriptor(MediaTypes.DockerLayerGzip, record.Digest, record.Size), record.DiffId) with { Cached = cached, UncompressedSize = record.UncompressedSize };

    private static async Task<LayerRecord> WriteAsync(ArchiveFile file, Digest diffId, string path, CancellationToken cancellationToken)
    {
        var (input, output) = (file.Open(), new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous));
        await using (input.ConfigureAwait(false))
        await using (output.ConfigureAwait(false))
        {
            using var blob = new HashingStream(output);
            using var gzip = new DeterministicGzip(blob, CompressionChoice.DefaultLevel, Environment.ProcessorCount);
            using var tar = new HashingStream(gzip);
            var unpacked = file.Digest == diffId ? input : new System.IO.Compression.GZipStream(input, System.IO.Compression.CompressionMode.Decompress);
            await unpacked.CopyToAsync(tar, cancellationToken).ConfigureAwait(false);
            await gzip.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return tar.GetDigest() == diffId
                ? new LayerRecord(blob.GetDigest(), blob.Count, diffId, tar.Count)
                : throw new InvalidDataException($"a layer is not what its config says ({diffId})");
        }
    }
}
