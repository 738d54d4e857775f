using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>
/// The parts of a manifest or index that a base needs (image-spec manifest.md and image-index.md; distribution's manifest v2 schema 2). Fields nobody
/// here knows are passed over.
/// </summary>
internal sealed record BaseManifest(string MediaType, Descriptor? Config, IReadOnlyList<Descriptor> Layers, IReadOnlyList<(Platform Platform, Digest Digest)> Manifests)
{
    private const int MostEntries = 256; // of an index; real ones have a dozen
    private const int MostLayers = 1024;

    // A name that is there twice is read differently by different readers.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <exception cref="RegistryException">CTZ0407.</exception>
    public static BaseManifest Parse(byte[] content, string registry, string reference)
    {
        try
        {
            using var document = ParseJson(content);
            return Read(document.RootElement);
        }
        catch (FormatException exception)
        {
            throw new RegistryException(RegistryCodes.InvalidManifest.With(registry, reference, exception.Message), null, exception);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            throw new RegistryException(RegistryCodes.InvalidManifest.With(registry, reference, "a field in it is missing or of another type"), null, exception);
        }
    }

    /// <summary>Compares the type that an answer says with the one that the body says; either may be silent (image-spec, mediaType).</summary>
    /// <exception cref="FormatException">They differ, or the body is no manifest.</exception>
    public static void CheckType(byte[] content, string? answered)
    {
        using var document = ParseJson(content);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is no JSON object");

        var said = root.TryGetProperty("mediaType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "";
        if (answered is not null && said.Length > 0 && said != answered && (IsKnown(answered) || IsKnown(said)) && answered is not ("application/json" or "application/octet-stream" or "text/plain"))
            throw new FormatException($"the answer is {answered} and its content says {said}");
    }

    /// <summary>
    /// The image of an index for a platform; of several, the one whose variant comes nearest without asking for more. Entries of attestations have the
    /// platform unknown/unknown and fit nothing.
    /// </summary>
    /// <exception cref="ContainerizeException">CTZ0301.</exception>
    public Digest Choose(Platform platform, string reference)
    {
        var fitting = Manifests
            .Select(manifest => (manifest.Digest, Rank: PlatformFit.Rank(manifest.Platform, platform)))
            .Where(manifest => manifest.Rank > 0)
            .OrderByDescending(manifest => manifest.Rank)
            .ToArray();
        if (fitting.Length > 0)
            return fitting[0].Digest;

        var available = string.Join(", ", Manifests.Where(manifest => manifest.Platform.Os != "unknown").Select(manifest => manifest.Platform.ToString()).Distinct());
        throw new ContainerizeException(ImageCodes.NoMatchingPlatform.With(reference, platform, available.Length > 0 ? available : "none"));
    }

    private static BaseManifest Read(JsonElement root)
    {
        var layers = ArrayOf(root, "layers");
        var manifests = ArrayOf(root, "manifests");
        if (layers is not null && manifests is not null)
            throw new FormatException("it is an image and an index at once"); // CVE-2021-41190

        if ((root.TryGetProperty("schemaVersion", out var version) && version.GetInt32() == 1) || root.TryGetProperty("fsLayers", out _))
            throw new FormatException("it has the old format, schema 1");

        if (manifests?.Count > MostEntries || layers?.Count > MostLayers)
            throw new FormatException("it has too many entries");

        var mediaType = root.TryGetProperty("mediaType", out var type) ? type.GetString() ?? "" : manifests is null ? MediaTypes.OciManifest : MediaTypes.OciIndex;
        if (MediaTypes.IsIndex(mediaType) ? manifests is null : MediaTypes.IsManifest(mediaType) && layers is null)
            throw new FormatException($"it says that it is {mediaType} and has another content");

        return new BaseManifest(
            mediaType,
            root.TryGetProperty("config", out var config) ? ReadDescriptor(config) : null,
            [.. (layers ?? []).Select(ReadDescriptor)],
            [.. (manifests ?? []).Select(ReadPlatform)]);
    }

    private static JsonDocument ParseJson(byte[] content)
    {
        try
        {
            return JsonDocument.Parse(content, Strict);
        }
        catch (JsonException exception)
        {
            throw new FormatException("it is no JSON", exception);
        }
    }

    private static List<JsonElement>? ArrayOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? [.. value.EnumerateArray()] : null;

    private static bool IsKnown(string mediaType) => MediaTypes.IsIndex(mediaType) || MediaTypes.IsManifest(mediaType);

    private static Descriptor ReadDescriptor(JsonElement element) => new(
        element.TryGetProperty("mediaType", out var type) ? type.GetString() ?? "" : "",
        Digest.Parse(element.GetProperty("digest").GetString() ?? ""),
        element.GetProperty("size").GetInt64() is var size and >= 0 ? size : throw new FormatException("a size in it is negative"));

    private static (Platform Platform, Digest Digest) ReadPlatform(JsonElement element)
    {
        var platform = element.TryGetProperty("platform", out var value) ? value : default;
        string? Text(string name) => platform.ValueKind == JsonValueKind.Object && platform.TryGetProperty(name, out var text) && text.GetString() is { Length: > 0 } said ? said : null;
        return (new Platform(Text("os") ?? "unknown", Text("architecture") ?? "unknown", Text("variant")), Digest.Parse(element.GetProperty("digest").GetString() ?? ""));
    }
}
