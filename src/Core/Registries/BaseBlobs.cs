using System.Collections.Concurrent;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>
/// Blobs and manifests of bases, kept by digest. What is in the cache is checked before it is used; what is damaged there is fetched again. Several who
/// want the same blob at once download it once.
/// </summary>
internal sealed class BaseBlobs(BlobStore store, IBuildLog log)
{
    private readonly ConcurrentDictionary<Digest, Lazy<Task>> _layers = new();

    /// <summary>Small content; null when it is not there.</summary>
    public byte[]? ReadStored(Digest digest, int limit)
    {
        if (!store.Contains(digest))
            return null;

        var file = new FileInfo(store.PathOf(digest));
        if (store.Contains(digest, file.Exists ? file.Length : -1) && file.Length <= limit && File.ReadAllBytes(file.FullName) is var content && RegistryClient.DigestOf(content, digest.Algorithm) == digest)
        {
            CachePrune.Touch(file.FullName, DateTime.UtcNow);
            return content;
        }

        Discard(digest);
        return null;
    }

    /// <summary>Keeps small content whose digest was checked.</summary>
    public void Keep(byte[] content, Digest digest)
    {
        var temporary = "";
        try
        {
            temporary = store.CreateTemporary();
            File.WriteAllBytes(temporary, content);
            store.Commit(temporary, digest);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Small enough to be asked for again.
            log.Detail($"{digest.Abbreviated} is not kept: {exception.Message}");
            if (temporary.Length > 0)
                File.Delete(temporary);
        }
    }

    /// <summary>Sees to it that a blob is in the cache.</summary>
    /// <param name="blob">What it is.</param>
    /// <param name="download">Fills a file with it, and checks it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task EnsureAsync(Descriptor blob, Func<string, CancellationToken, Task> download, CancellationToken cancellationToken)
    {
        var shared = _layers.GetOrAdd(blob.Digest, _ => new Lazy<Task>(() => FetchAsync(blob, download, cancellationToken)));
        try
        {
            await shared.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _layers.TryRemove(KeyValuePair.Create(blob.Digest, shared));
            throw;
        }
    }

    private async Task FetchAsync(Descriptor blob, Func<string, CancellationToken, Task> download, CancellationToken cancellationToken)
    {
        if (await IsStoredAsync(blob, cancellationToken).ConfigureAwait(false))
            return;

        using var held = await BlobLock.TakeAsync(store, blob.Digest.Hex, log, cancellationToken).ConfigureAwait(false);
        if (store.Contains(blob.Digest, blob.Size))
            return; // somebody else has fetched and checked it meanwhile

        await store.FillAsync(target => DownloadAsync(target, blob, download, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<string> DownloadAsync(BlobStore target, Descriptor blob, Func<string, CancellationToken, Task> download, CancellationToken cancellationToken)
    {
        var temporary = target.CreateTemporary();
        try
        {
            await download(temporary, cancellationToken).ConfigureAwait(false);
            target.Commit(temporary, blob.Digest);
            return temporary;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<bool> IsStoredAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        if (!store.Contains(blob.Digest))
            return false;

        if (store.Contains(blob.Digest, blob.Size))
        {
            var content = store.OpenRead(blob.Digest);
            await using (content.ConfigureAwait(false))
            {
                var found = blob.Digest.Algorithm == "sha512"
                    ? await System.Security.Cryptography.SHA512.HashDataAsync(content, cancellationToken).ConfigureAwait(false)
                    : await System.Security.Cryptography.SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false);
                if (Convert.ToHexStringLower(found) == blob.Digest.Hex)
                    return true;
            }
        }

        Discard(blob.Digest);
        return false;
    }

    private void Discard(Digest digest)
    {
        log.Report(CacheCodes.CacheEntryDamaged.With(digest.Abbreviated));
        store.Remove(store.PathOf(digest));
    }
}
