using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Containerize.Diagnostics;
using Containerize.References;

namespace Containerize.Caching;

/// <summary>What is known of a layer that was built before.</summary>
/// <param name="Digest">Digest of the compressed blob.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="DiffId">Digest of the tar.</param>
/// <param name="UncompressedSize">Size of the tar in bytes.</param>
internal sealed record LayerRecord(Digest Digest, long Size, Digest DiffId, long UncompressedSize);

/// <summary>
/// Remembers in <c>layers/</c> of the store which blob a layer became: <c>digest size diffId uncompressedSize</c> and a check sum in a file named by the
/// layer's key. A
/// record is used only when a blob of that size is there.
/// </summary>
internal sealed class LayerRecords(BlobStore store, IBuildLog log)
{
    private const int LongestRecord = 1024;

    /// <summary>The record of a layer; null when there is none, or no such blob. Damage is reported (CTZ0702) and removed.</summary>
    public LayerRecord? Find(string key)
    {
        var path = PathOf(key);
        try
        {
            if (!BlobStore.IsThere(path))
                return null;
            if (new FileInfo(path) is not { Exists: true, LinkTarget: null, Length: < LongestRecord } || Parse(key, File.ReadAllText(path)) is not { } record)
                return Damaged(path);

            var blob = store.PathOf(record.Digest);
            if (!BlobStore.IsThere(blob))
                return null;
            if (!store.Contains(record.Digest, record.Size))
                return Damaged(blob);

            CachePrune.Touch(blob, DateTime.UtcNow);
            return record;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Detail($"The layer cache cannot be read: {e.Message}");
            return null;
        }
    }

    /// <summary>Remembers a layer. Never fails: without a record the layer is built again.</summary>
    public void Add(string key, LayerRecord record)
    {
        try
        {
            var fields = string.Create(CultureInfo.InvariantCulture, $"{record.Digest} {record.Size} {record.DiffId} {record.UncompressedSize}");
            Io.AtomicFile.WriteText(PathOf(key), $"{fields} {Check(key, fields)}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Detail($"The layer cache cannot be written: {e.Message}");
        }
    }

    /// <summary>True when the blob is what the record says, by its digest. Damage is reported (CTZ0702) and removed.</summary>
    public async Task<bool> IsWholeAsync(LayerRecord record, CancellationToken cancellationToken)
    {
        try
        {
            if (store.Contains(record.Digest, record.Size))
            {
                var stream = store.OpenRead(record.Digest);
                await using (stream.ConfigureAwait(false))
                {
                    if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)) == record.Digest.Hex)
                        return true;
                }
            }

            Damaged(store.PathOf(record.Digest));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Detail($"The layer cache cannot be read: {e.Message}");
        }

        return false;
    }

    /// <summary>Opens the blob of a record.</summary>
    public Stream Open(LayerRecord record) => store.OpenRead(record.Digest);

    private string PathOf(string key) => Path.Combine(store.Root, "layers", key);

    private LayerRecord? Damaged(string path)
    {
        log.Report(CacheCodes.CacheEntryDamaged.With(path));
        store.Remove(path);
        return null;
    }

    private static LayerRecord? Parse(string key, string text)
    {
        var end = text.LastIndexOf(' ');
        if (end < 0 || text[(end + 1)..] != Check(key, text[..end]) + "\n")
            return null;

        var parts = text[..end].Split(' ');
        return parts.Length == 4 && Digest.TryParse(parts[0], out var digest) && Digest.TryParse(parts[2], out var diffId)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var uncompressed)
            ? new LayerRecord(digest, size, diffId, uncompressed)
            : null;
    }

    // A digit that changed on the disk would give another image: the blob is checked by its name, the record by this.
    private static string Check(string key, string fields) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key} {fields}")));
}
