namespace Containerize.Dockerfiles;

/// <summary>Remembers of which files the copies in a staged context were made, so that only what changed is copied again.</summary>
internal sealed class StagingRecord
{
    private readonly Dictionary<string, string[]> _before;
    private readonly Dictionary<string, string[]> _now = new(StringComparer.Ordinal);
    private readonly string _path;

    private StagingRecord(string path, Dictionary<string, string[]> before) => (_path, _before) = (path, before);

    /// <summary>Reads the record; one that is missing or damaged knows nothing.</summary>
    public static StagingRecord Read(string path)
    {
        var before = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            if (line.Split('\t') is [var copy, .. { Length: 3 } known])
                before[copy] = known;
        }

        return new(path, before);
    }

    /// <summary>True when the copy was made of this very file, and neither changed since.</summary>
    public bool IsCurrent(string copy, string source)
    {
        if (!_before.TryGetValue(copy, out var known) || known is not [{ } from, { } sourceStamp, { } copyStamp] || from != source)
            return false;
        if (Stamp(source) != sourceStamp || Stamp(copy) != copyStamp)
            return false;

        _now[copy] = known;
        return true;
    }

    /// <summary>What the source is before it is read; given to <see cref="Add"/> afterwards.</summary>
    public static string? Stamp(string source) => Io.FileStamp.Of(source)?.ToString();

    /// <summary>Remembers a copy that was made.</summary>
    public void Add(string copy, string source, string? sourceStamp)
    {
        if (sourceStamp is not null && Stamp(copy) is { } copyStamp)
            _now[copy] = [source, sourceStamp, copyStamp];
    }

    /// <summary>Forgets what there was and writes what there is, a line a copy. A path that would break a line is not remembered.</summary>
    public void Write()
    {
        var text = string.Concat(_now.Where(pair => (pair.Key + pair.Value[0]).IndexOfAny(['\n', '\r', '\t']) < 0).Select(pair => $"{pair.Key}\t{string.Join('\t', pair.Value)}\n"));
        if (!File.Exists(_path) || File.ReadAllText(_path) != text)
            File.WriteAllText(_path, text);
    }
}
