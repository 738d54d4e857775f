using Containerize.Diagnostics;

namespace Containerize.Caching;

/// <summary>The cache of a build: the folder that was asked for, or, when that cannot be written, one of this build's own that is deleted at the end.</summary>
public sealed class CacheFolder : IDisposable
{
    private readonly string _root;
    private readonly IBuildLog _log;
    private string? _temporary;

    private CacheFolder(string root, IBuildLog log)
    {
        (_root, _log) = (root, log);
        Store = new BlobStore(root, OpenSpare);
    }

    /// <summary>The blobs.</summary>
    public BlobStore Store { get; private set; }

    /// <summary>Opens a cache. Never fails for a cache that cannot be used: that is warned of (CTZ0701).</summary>
    /// <param name="root">Absolute path; made when missing.</param>
    /// <param name="log">Gets the warning.</param>
    public static CacheFolder Open(string root, IBuildLog log)
    {
        var cache = new CacheFolder(root, log);
        try
        {
            // A record that somebody else wrote could name any layer.
            if (!OperatingSystem.IsWindows() && Directory.Exists(root) && File.GetUnixFileMode(root).HasFlag(UnixFileMode.OtherWrite))
                throw new UnauthorizedAccessException("everybody may write it");

            var probe = cache.Store.CreateTemporary();
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            Directory.CreateDirectory(Path.Combine(root, "blobs", "sha256"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            cache.Store = cache.OpenSpare(e);
        }

        return cache;
    }

    private BlobStore OpenSpare(Exception reason)
    {
        _log.Report(CacheCodes.CacheUnusable.With(_root, reason.Message.TrimEnd('.')));
        return new BlobStore(_temporary = Directory.CreateTempSubdirectory("containerize-").FullName);
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
