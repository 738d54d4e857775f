using System.Text.Json;

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
        try
        {
            return new(path, File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllBytes(path)) ?? [] : []);
        }
        catch (JsonException)
        {
            return new(path, []);
        }
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

    /// <summary>Forgets what there was and writes what there is.</summary>
    public void Write() => File.WriteAllBytes(_path, JsonSerializer.SerializeToUtf8Bytes(_now));
}
