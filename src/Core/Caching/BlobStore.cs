using System.Security.Cryptography;
using Containerize.References;

namespace Containerize.Caching;

/// <summary>
/// Blobs on disk by digest: <c>blobs/sha256/&lt;hex&gt;</c> below the root, as in an OCI layout. A blob appears whole or not at all; several processes
/// may use one store.
/// </summary>
/// <param name="root">Absolute path of the store's folder.</param>
/// <param name="openSpare">Gives another folder when this one takes nothing more; null when there is none.</param>
public sealed class BlobStore(string root, Func<Exception, BlobStore>? openSpare = null)
{
    private readonly Lock _gate = new();
    private BlobStore? _spare;

    /// <summary>Absolute path of the store's folder.</summary>
    public string Root { get; } = root;

    /// <summary>Path where the blob is, if it is there.</summary>
    public string PathOf(Digest digest) => Path.Combine(Root, "blobs", digest.Algorithm, digest.Hex);

    /// <summary>True when a file of this size is there, and no link.</summary>
    public bool Contains(Digest digest, long size)
    {
        var file = new FileInfo(PathOf(digest));
        return file.Exists && file.LinkTarget is null && file.Length == size;
    }

    /// <summary>True when anything is there under the blob's name, a blob or not.</summary>
    public bool Contains(Digest digest) => IsThere(PathOf(digest));

    /// <summary>Opens a blob that is there.</summary>
    public Stream OpenRead(Digest digest)
    {
        if (_spare is { } spare && !Contains(digest))
            return spare.OpenRead(digest);

        CachePrune.Touch(PathOf(digest), DateTime.UtcNow);
        return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
    }

    /// <summary>A new file in the store's own tree, to be filled and then given to <see cref="Commit"/> or deleted.</summary>
    public string CreateTemporary()
    {
        var folder = Path.Combine(Root, "tmp");
        CreatePrivate(Root);
        CreatePrivate(folder);
        return Path.Combine(folder, Path.GetRandomFileName());
    }

    /// <summary>Moves a file that was filled into its place, once it is on the disk. The caller has computed the digest while it wrote.</summary>
    public void Commit(string temporary, Digest digest)
    {
        var path = PathOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.OpenHandle(temporary, FileMode.Open, FileAccess.Write, FileShare.Read))
            RandomAccess.FlushToDisk(file);

        try
        {
            if (Directory.Exists(path))
                Remove(path);
            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException) when (OperatingSystem.IsWindows() && File.Exists(path) && new FileInfo(path).Length == new FileInfo(temporary).Length)
        {
            // Windows replaces no file that somebody reads; it holds the same content by its name.
            File.Delete(temporary);
        }
    }

    /// <summary>Fills a store: this one, or, when it cannot be written, for instance because its disk is full, the spare one.</summary>
    /// <param name="write">Fills a store with a blob. What it throws as <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> is the store's fault.</param>
    public async Task<T> FillAsync<T>(Func<BlobStore, Task<T>> write)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            return await write(this).ConfigureAwait(false);
        }
        catch (Exception exception) when (openSpare is not null && exception is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
                _spare ??= openSpare!(exception);
        }

        return await write(_spare).ConfigureAwait(false);
    }

    /// <summary>Stores small content that is in memory.</summary>
    public Digest Add(ReadOnlySpan<byte> content)
    {
        var digest = Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(content)));
        if (Contains(digest, content.Length))
            return digest;

        var temporary = CreateTemporary();
        File.WriteAllBytes(temporary, content);
        Commit(temporary, digest);
        return digest;
    }

    /// <summary>Removes what is damaged, whatever it is: a file, a link as a link, a folder with what is in it.</summary>
    /// <param name="path">A path below the root.</param>
    internal void Remove(string path)
    {
        if (!path.StartsWith(Root, StringComparison.Ordinal))
            throw new ArgumentException("Only what is in the store is removed.", nameof(path));

        if (new DirectoryInfo(path) is { Exists: true, LinkTarget: null } folder)
            folder.Delete(recursive: true);
        else
            File.Delete(path);
    }

    /// <summary>True for a file, a folder, and a link, also one that leads nowhere.</summary>
    internal static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>Makes a folder that only its owner enters.</summary>
    internal static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
