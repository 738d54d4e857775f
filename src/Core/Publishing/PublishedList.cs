using Containerize.Io;
using Containerize.Planning;

namespace Containerize.Publishing;

/// <summary>
/// <c>published.txt</c>: the files that the build listed at the last publish, one path a line. A file that was listed then, is not now and still lies in
/// the publish folder is left over from a package or asset that was removed; a fresh clone would not have it.
/// </summary>
public sealed class PublishedList(string path)
{
    /// <summary>The files without the stale ones; says which those are (CTZ0122) and remembers the new list.</summary>
    /// <param name="files">What is in the publish folder.</param>
    /// <param name="listed">What the build copies there; static web assets are added from their own manifest.</param>
    /// <param name="publishFolder">Absolute path of the publish folder.</param>
    /// <param name="log">Where the message goes.</param>
    public IReadOnlyList<PublishedFile> LeaveOutStale(IReadOnlyList<PublishedFile> files, IEnumerable<ListedFile> listed, string publishFolder, IBuildLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        string[] current = [.. listed.Select(file => file.RelativePath).Concat(StaticAssetsManifest.ListFiles(publishFolder)).Distinct().Order(StringComparer.Ordinal)];
        string[] previous = File.Exists(path) ? File.ReadAllLines(path) : [];
        var found = StaleFiles.Find(previous, current, [.. files.Select(file => file.RelativePath)]);
        var stale = found.ToHashSet(StringComparer.Ordinal);

        // Stale files stay on the list as long as they lie there: they are stale at the next publish, too.
        var remembered = string.Concat(current.Concat(stale).Order(StringComparer.Ordinal).Select(line => line + "\n"));
        AtomicFile.WriteTextIfDifferentAsync(path, remembered, CancellationToken.None).GetAwaiter().GetResult();
        if (StaleFiles.Describe(found) is not { } message)
            return files;

        log.Report(message);
        return [.. files.Where(file => !stale.Contains(file.RelativePath))];
    }
}
