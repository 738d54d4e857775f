using System.Security.Cryptography;
using System.Text;
using Containerize.Io;
using Containerize.References;

namespace Containerize.Caching;

/// <summary>
/// Remembers which archive holds which image, in <c>outputs/</c> of the cache: what the file is to hold, the digest of its bytes, and, once it was left
/// alone for two seconds, its stamp. A file with that stamp need not be read; any other is compared by its digest.
/// </summary>
public sealed class WrittenFiles(string root)
{
    /// <summary>True when the file is the one that was written for this content. Never fails: in doubt it is written again.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="content">Names what is to be in it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<bool> IsCurrentAsync(string path, string content, CancellationToken cancellationToken)
    {
        try
        {
            if (Read(path) is not [var known, var hash, var remembered] || known != Name(content) || new FileInfo(path) is not { Exists: true, LinkTarget: null })
                return false;

            var moment = FileStamp.Now;
            var stamp = FileStamp.Of(path);
            if (stamp is not null && remembered == stamp.ToString())
                return true;
            if (await HashAsync(path, cancellationToken).ConfigureAwait(false) != hash)
                return false;

            Write(path, content, hash, moment, stamp);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Remembers a file that was just written.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="content">Names what is in it.</param>
    /// <param name="digest">Of the file's bytes.</param>
    public void Add(string path, string content, Digest digest)
    {
        try
        {
            Write(path, content, digest.Hex, FileStamp.Now, FileStamp.Of(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then it is written again the next time.
        }
    }

    private void Write(string path, string content, string hash, long moment, FileStamp? stamp)
    {
        var settled = stamp is { } found && found.IsSettledAt(moment) ? found.ToString() : "";
        AtomicFile.WriteText(RecordOf(path), $"{Name(content)}\n{hash}\n{settled}");
    }

    private string[] Read(string path)
    {
        var record = new FileInfo(RecordOf(path));
        return record is { Exists: true, LinkTarget: null, Length: < 1024 } ? File.ReadAllText(record.FullName).Split('\n') : [];
    }

    private string RecordOf(string path) => Path.Combine(root, "outputs", Name(path));

    private static string Name(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }
}
