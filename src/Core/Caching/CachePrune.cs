using Containerize.References;

namespace Containerize.Caching;

/// <summary>What pruning did. Sizes in bytes.</summary>
/// <param name="Before">Size of the cache before.</param>
/// <param name="After">Size of the cache afterwards.</param>
/// <param name="Removed">Number of blobs that were removed.</param>
public sealed record PruneResult(long Before, long After, int Removed);

/// <summary>
/// Keeps a cache below a size: what was used longest ago goes first. What was used, written or locked within the last hour stays whatever the size is, so
/// that no build loses what it works with; so do the blobs of this build. Parts that a build that was killed left behind go after a day.
/// </summary>
public sealed class CachePrune(BlobStore store)
{
    private static readonly TimeSpan InUse = TimeSpan.FromHours(1);
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>Removes blobs until the cache is no larger than the limit. Never fails: what cannot be removed stays.</summary>
    /// <param name="limit">Size in bytes.</param>
    /// <param name="keep">Blobs that stay.</param>
    /// <param name="now">This moment.</param>
    public PruneResult Run(long limit, IReadOnlyCollection<Digest> keep, DateTime now)
    {
        RemoveOlder("tmp", now - Abandoned);
        RemoveOlder("locks", now - Abandoned);
        var blobs = Files("blobs", SearchOption.AllDirectories).OrderBy(LastUse).ThenBy(file => file.Name, StringComparer.Ordinal).ToList();
        var before = blobs.Sum(file => file.Length);
        var kept = keep.Select(digest => digest.Hex).ToHashSet(StringComparer.Ordinal);
        var (size, removed) = (before, 0);
        foreach (var blob in blobs.Where(blob => !kept.Contains(blob.Name) && now - LastUse(blob) > InUse))
        {
            if (size <= limit)
                break;
            var length = blob.Length;
            if (!TryDelete(blob))
                continue;

            size -= length;
            removed++;
        }

        if (removed > 0)
            RemoveOrphans(now);

        return new PruneResult(before, size, removed);
    }

    /// <summary>Says that a blob is used now. Never fails.</summary>
    public static void Touch(string path, DateTime now)
    {
        try
        {
            // The time of access, which file systems keep as lazily as they like, is set by hand; the time of modification stays.
            File.SetLastAccessTimeUtc(path, now);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written is not pruned either.
        }
    }

    private static DateTime LastUse(FileInfo file) => file.LastAccessTimeUtc > file.LastWriteTimeUtc ? file.LastAccessTimeUtc : file.LastWriteTimeUtc;

    // Records of layers whose blob is gone, and of archives: small, but they never end otherwise.
    private void RemoveOrphans(DateTime now)
    {
        foreach (var record in Files("layers", SearchOption.TopDirectoryOnly).Where(record => now - record.LastWriteTimeUtc > InUse))
        {
            if (record.Length > 1024 || !Digest.TryParse(ReadFirstWord(record), out var digest) || !store.Contains(digest))
                TryDelete(record);
        }
    }

    private static string ReadFirstWord(FileInfo file)
    {
        try
        {
            return File.ReadAllText(file.FullName).Split(' ')[0];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void RemoveOlder(string folder, DateTime moment)
    {
        foreach (var file in Files(folder, SearchOption.TopDirectoryOnly).Where(file => file.LastWriteTimeUtc < moment))
            TryDelete(file);
    }

    private IEnumerable<FileInfo> Files(string folder, SearchOption depth)
    {
        try
        {
            var root = new DirectoryInfo(Path.Combine(store.Root, folder));
            return root.Exists && root.LinkTarget is null ? [.. root.EnumerateFiles("*", depth).Where(file => file.LinkTarget is null)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool TryDelete(FileInfo file)
    {
        try
        {
            file.Delete();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
