using Containerize.Diagnostics;

namespace Containerize.Caching;

/// <summary>The cache of a build: the folder that was asked for, or, when that cannot be written, one of this build's own that is deleted at the end.</summary>
public sealed class CacheFolder : IDisposable
{
    private readonly string? _temporary;

    private CacheFolder(BlobStore store, string? temporary) => (Store, _temporary) = (store, temporary);

    /// <summary>The blobs.</summary>
    public BlobStore Store { get; }

    /// <summary>Opens a cache. Never fails for a cache that cannot be used: that is warned of (CTZ0701).</summary>
    /// <param name="root">Absolute path; made when missing.</param>
    /// <param name="log">Gets the warning.</param>
    public static CacheFolder Open(string root, IBuildLog log)
    {
        var store = new BlobStore(root);
        try
        {
            var probe = store.CreateTemporary();
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            Directory.CreateDirectory(Path.Combine(root, "blobs", "sha256"));
            return new CacheFolder(store, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            log.Report(CacheCodes.CacheUnusable.With(root, e.Message.TrimEnd('.')));
            var temporary = Directory.CreateTempSubdirectory("containerize-").FullName;
            return new CacheFolder(new BlobStore(temporary), temporary);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_temporary is null)
            return;
        try
        {
            Directory.Delete(_temporary, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It lies in the system's temporary folder, which is emptied by others.
        }
    }
}
