using Containerize.Io;

namespace Containerize.Caching;

/// <summary>Size and SHA-256 (hexadecimal) of a file's content.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Hash">64 lower-case digits.</param>
internal sealed record FileContent(long Size, string Hash);

/// <summary>
/// Remembers what files held, so that a file that nobody touched is not read again: one line a file in a text file of the project's own. A record counts
/// only while the file's stamp is the same, and is made only of a file that had been left alone for two seconds when it was read: a change right after the
/// reading might not show in the stamp. Safe for several threads.
/// </summary>
public sealed class FileHashes
{
    private readonly string? _path;
    private readonly Dictionary<string, Entry> _known;
    private readonly Lock _gate = new();
    private bool _isChanged;

    private FileHashes(string? path, Dictionary<string, Entry> known) => (_path, _known) = (path, known);

    /// <summary>One that remembers nothing.</summary>
    public static FileHashes None => new(null, new Dictionary<string, Entry>(StringComparer.Ordinal));

    /// <summary>Reads the records. What is missing, damaged or cannot be read is not known.</summary>
    /// <param name="path">Absolute path of the file with the records.</param>
    public static FileHashes Load(string path)
    {
        var known = new Dictionary<string, Entry>(StringComparer.Ordinal);
        try
        {
            if (new FileInfo(path) is { Exists: true, LinkTarget: null })
            {
                foreach (var line in File.ReadAllLines(path))
                    Parse(line, known);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            known.Clear();
        }

        return new FileHashes(path, known);
    }

    /// <summary>What the file holds, if that is known without reading it.</summary>
    internal FileContent? Find(string file)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(file, out var entry) || FileStamp.Of(file) != entry.Stamp)
                return null;

            entry.IsUsed = true;
            return entry.Content;
        }
    }

    /// <summary>Remembers what a file held, if its stamp can be trusted.</summary>
    /// <param name="file">Absolute path.</param>
    /// <param name="content">What was read.</param>
    /// <param name="before">The file's stamp before it was opened.</param>
    /// <param name="moment">When that stamp was taken.</param>
    internal void Add(string file, FileContent content, FileStamp? before, long moment)
    {
        if (_path is null || before is not { } stamp || !stamp.IsSettledAt(moment) || file.AsSpan().IndexOfAny('\n', '\r') >= 0 || FileStamp.Of(file) != stamp)
            return;

        lock (_gate)
        {
            _known[file] = new Entry(stamp, content) { IsUsed = true };
            _isChanged = true;
        }
    }

    /// <summary>Writes the records of the files that were asked for. Never fails: without records, files are read again.</summary>
    public void Save()
    {
        lock (_gate)
        {
            if (_path is null || !_isChanged)
                return;

            try
            {
                AtomicFile.WriteText(_path, string.Concat(_known.Where(pair => pair.Value.IsUsed).Select(pair => $"{pair.Value.Content.Hash} {pair.Value.Content.Size} {pair.Value.Stamp}\t{pair.Key}\n")));
                _isChanged = false;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The folder is gone or read-only.
            }
        }
    }

    private static void Parse(string line, Dictionary<string, Entry> known)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        if (tab < 0 || line.Length < 66 || line[64] != ' ' || line.IndexOf(' ', 65) is not (> 0 and var end) || end > tab)
            return;

        if (long.TryParse(line.AsSpan(65, end - 65), System.Globalization.CultureInfo.InvariantCulture, out var size) && FileStamp.Parse(line[(end + 1)..tab]) is { } stamp)
            known[line[(tab + 1)..]] = new Entry(stamp, new FileContent(size, line[..64]));
    }

    private sealed class Entry(FileStamp stamp, FileContent content)
    {
        public FileStamp Stamp { get; } = stamp;

        public FileContent Content { get; } = content;

        public bool IsUsed { get; set; }
    }
}
