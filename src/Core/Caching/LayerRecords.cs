using System.Security.Cryptography;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.References;

namespace Containerize.Caching;

/// <summary>What is known of a layer that was built before.</summary>
/// <param name="Digest">Digest of the compressed blob.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="DiffId">Digest of the tar.</param>
/// <param name="UncompressedSize">Size of the tar in bytes.</param>
internal sealed record LayerRecord(Digest Digest, long Size, Digest DiffId, long UncompressedSize);

/// <summary>Remembers in <c>layers/</c> of the store which blob a layer became. A record is used only when its blob is there and whole.</summary>
internal sealed class LayerRecords(BlobStore store, IBuildLog log)
{
    /// <summary>The record of a layer; null when there is none that can be trusted. Damage is reported (CTZ0702) and removed.</summary>
    public async Task<LayerRecord?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        try
        {
            if (!File.Exists(path))
                return null;
            if (Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)) is not { } record)
                return Damaged(path);

            var blob = store.PathOf(record.Digest);
            if (!File.Exists(blob))
                return null;

            return await IsWholeAsync(record, cancellationToken).ConfigureAwait(false) ? record : Damaged(blob);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Detail($"The layer cache cannot be read: {e.Message}");
            return null;
        }
    }

    /// <summary>Remembers a layer. Never fails: without a record the layer is built again.</summary>
    public async Task AddAsync(string key, LayerRecord record, CancellationToken cancellationToken)
    {
        var json = $$"""{"digest":"{{record.Digest}}","size":{{record.Size}},"diffId":"{{record.DiffId}}","uncompressedSize":{{record.UncompressedSize}}}""";
        try
        {
            await Io.AtomicFile.WriteTextIfDifferentAsync(PathOf(key), json, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Detail($"The layer cache cannot be written: {e.Message}");
        }
    }

    private string PathOf(string key) => Path.Combine(store.Root, "layers", key + ".json");

    private async Task<bool> IsWholeAsync(LayerRecord record, CancellationToken cancellationToken)
    {
        if (!store.Contains(record.Digest, record.Size))
            return false;

        var stream = store.OpenRead(record.Digest);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)) == record.Digest.Hex;
    }

    private LayerRecord? Damaged(string path)
    {
        log.Report(CacheCodes.CacheEntryDamaged.With(path));
        File.Delete(path);
        return null;
    }

    private static LayerRecord? Parse(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new LayerRecord(
                Digest.Parse(root.GetProperty("digest").GetString()!),
                root.GetProperty("size").GetInt64(),
                Digest.Parse(root.GetProperty("diffId").GetString()!),
                root.GetProperty("uncompressedSize").GetInt64());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
