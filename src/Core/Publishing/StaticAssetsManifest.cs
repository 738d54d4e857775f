using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Planning;

namespace Containerize.Publishing;

/// <summary>
/// <c>&lt;app&gt;.staticwebassets.endpoints.json</c>, which the SDK publishes with web projects: it lists every file below wwwroot with the response
/// headers it is served with.
/// </summary>
public static class StaticAssetsManifest
{
    private const string Suffix = ".staticwebassets.endpoints.json";

    /// <summary>Paths of the listed files below the publish folder (<c>wwwroot/site.css.gz</c>); empty when the folder has no such manifest.</summary>
    public static IReadOnlyList<string> ListFiles(string publishFolder)
    {
        var path = Find(publishFolder);
        if (path is null)
            return [];

        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return !document.RootElement.TryGetProperty("Endpoints", out var endpoints) ? []
            : [.. endpoints.EnumerateArray().Select(endpoint => "wwwroot/" + endpoint.GetProperty("AssetFile").GetString()).Distinct()];
    }

    /// <summary>
    /// The manifest carries each file's modification time as <c>Last-Modified</c>, which differs with every checkout. In the image all files have
    /// one time, so the copy that goes there says that one. Other files are returned as they are.
    /// </summary>
    /// <param name="files">The published files.</param>
    /// <param name="created">Time of the files in the image, in seconds since the Unix epoch.</param>
    /// <param name="folder">Folder for the changed copy.</param>
    public static IReadOnlyList<PublishedFile> Normalise(IReadOnlyList<PublishedFile> files, long created, string folder) =>
        [.. files.Select(file => file.RelativePath.EndsWith(Suffix, StringComparison.Ordinal) && !file.RelativePath.Contains('/') ? Normalise(file, created, folder) : file)];

    private static PublishedFile Normalise(PublishedFile file, long created, string folder)
    {
        if (JsonNode.Parse(File.ReadAllBytes(file.Source)) is not JsonObject manifest || manifest["Endpoints"] is not JsonArray endpoints)
            return file;

        var time = DateTimeOffset.FromUnixTimeSeconds(created).ToString("R", CultureInfo.InvariantCulture);
        foreach (var header in endpoints.SelectMany(endpoint => endpoint?["ResponseHeaders"] as JsonArray ?? []))
        {
            if ((string?)header?["Name"] == "Last-Modified")
                header["Value"] = time;
        }

        var copy = Path.Combine(folder, file.RelativePath);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest);
        Directory.CreateDirectory(folder);
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
            File.WriteAllBytes(copy, bytes);

        return file with { Source = copy, Size = bytes.Length };
    }

    private static string? Find(string publishFolder) =>
        Directory.Exists(publishFolder) ? Directory.EnumerateFiles(publishFolder, "*" + Suffix).FirstOrDefault() : null;
}
