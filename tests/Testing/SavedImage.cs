using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containerize.Testing;

/// <summary>
/// An image as <c>docker save</c> or our archive holds it, read without any of our own code: the config, and the file system that its layers add up to.
/// </summary>
public sealed class SavedImage
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    private SavedImage(JsonObject config) => Config = config;

    /// <summary>The image config as it was saved.</summary>
    public JsonObject Config { get; }

    /// <summary>Path to a line that says kind, mode, owner and content (or link target). Times are left out.</summary>
    public IReadOnlyDictionary<string, string> Files => _files;

    /// <summary>Path to content of the regular files that are small enough to be worth a look.</summary>
    public Dictionary<string, byte[]> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the first image of an archive.</summary>
    public static SavedImage Read(string archive)
    {
        var blobs = ReadEntries(archive);
        var manifest = JsonNode.Parse(blobs["manifest.json"])!.AsArray()[0]!;
        var image = new SavedImage(JsonNode.Parse(blobs[(string)manifest["Config"]!])!.AsObject());
        foreach (var layer in manifest["Layers"]!.AsArray())
            image.Apply(blobs[(string)layer!]);

        return image;
    }

    /// <summary>The parts of the config that a container sees, in one form: env in order, maps by key.</summary>
    public string Settings()
    {
        var config = Config["config"]!.AsObject();
        var settings = new JsonObject();
        foreach (var name in new[] { "User", "Env", "WorkingDir", "Entrypoint", "Cmd", "StopSignal", "Healthcheck" })
            settings[name] = config[name] is JsonArray { Count: 0 } ? null : config[name]?.DeepClone();

        foreach (var name in new[] { "Labels", "ExposedPorts", "Volumes" })
            settings[name] = Sorted(config[name] as JsonObject);

        settings["architecture"] = Config["architecture"]?.DeepClone();
        settings["os"] = Config["os"]?.DeepClone();
        return settings.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static JsonObject? Sorted(JsonObject? map) =>
        map is null or { Count: 0 } ? null : new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));

    private static Dictionary<string, byte[]> ReadEntries(string archive)
    {
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new TarReader(Unzip(File.ReadAllBytes(archive)));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                links[entry.Name] = entry.EntryType == TarEntryType.HardLink ? entry.LinkName : Path.GetFullPath("/" + Path.GetDirectoryName(entry.Name) + "/" + entry.LinkName)[1..];
            else if (entry.DataStream is { } data)
                entries[entry.Name] = ReadAll(data);
        }

        foreach (var (name, target) in links)
            entries[name] = entries[target];

        return entries;
    }

    private void Apply(byte[] layer)
    {
        using var reader = new TarReader(Unzip(layer));
        while (reader.GetNextEntry() is { } entry)
        {
            var path = "/" + entry.Name.TrimStart('.', '/').TrimEnd('/');
            if (path == "/")
                continue;

            var name = Path.GetFileName(path);
            if (name.StartsWith(".wh.", StringComparison.Ordinal))
            {
                Remove(Path.GetDirectoryName(path) + "/" + name[4..]);
                continue;
            }

            if (entry.EntryType != TarEntryType.Directory)
                Remove(path);

            AddParents(path);
            _files[path] = Describe(entry, path);
        }
    }

    // Engines make missing parents as root 0755; so does this reader, or two equal images would differ in what they leave out.
    private void AddParents(string path)
    {
        for (var parent = Path.GetDirectoryName(path)!; parent.Length > 1; parent = Path.GetDirectoryName(parent)!)
            _files.TryAdd(parent, "Directory 0755 0:0");
    }

    private void Remove(string path)
    {
        foreach (var gone in _files.Keys.Where(key => key == path || key.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
            _files.Remove(gone);
    }

    private string Describe(TarEntry entry, string path)
    {
        var head = $"{Kind(entry.EntryType)} {Convert.ToString((int)entry.Mode, 8).PadLeft(4, '0')} {entry.Uid}:{entry.Gid}";
        if (entry.EntryType is TarEntryType.SymbolicLink)
            return $"SymbolicLink {entry.Uid}:{entry.Gid} -> {entry.LinkName}"; // the mode of a link means nothing

        if (entry.EntryType is TarEntryType.HardLink)
            return $"{_files["/" + entry.LinkName.TrimStart('.', '/')]}";

        if (entry.EntryType is TarEntryType.Directory)
            return head;

        var content = entry.DataStream is null ? [] : ReadAll(entry.DataStream);
        if (content.Length < 1 << 20)
            Contents[path] = content;

        return $"{head} {content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))}";
    }

    private static string Kind(TarEntryType type) => type is TarEntryType.V7RegularFile or TarEntryType.RegularFile ? "File" : type.ToString();

    private static byte[] ReadAll(Stream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static MemoryStream Unzip(byte[] data)
    {
        if (data is not [0x1F, 0x8B, ..])
            return new MemoryStream(data);

        var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(data), CompressionMode.Decompress))
            gzip.CopyTo(plain);

        plain.Position = 0;
        return plain;
    }
}
