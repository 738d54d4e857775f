using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>The parts of a manifest or index that a base needs. Fields nobody here knows are passed over.</summary>
internal sealed record BaseManifest(string MediaType, Descriptor? Config, IReadOnlyList<Descriptor> Layers, IReadOnlyList<(Platform Platform, Digest Digest)> Manifests)
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 64 };

    public static BaseManifest Parse(byte[] content, string registry, string reference)
    {
        try
        {
            using var document = JsonDocument.Parse(content, Bounded);
            var root = document.RootElement;
            var hasLayers = root.TryGetProperty("layers", out var layers);
            var hasManifests = root.TryGetProperty("manifests", out var manifests);
            if (hasLayers && hasManifests)
                throw new FormatException("it is an image and an index at once"); // CVE-2021-41190

            if (root.TryGetProperty("schemaVersion", out var version) && version.GetInt32() == 1)
                throw new FormatException("it has the old format, schema 1");

            var mediaType = root.TryGetProperty("mediaType", out var type) ? type.GetString() ?? "" : hasManifests ? MediaTypes.OciIndex : MediaTypes.OciManifest;
            return new BaseManifest(
                mediaType,
                root.TryGetProperty("config", out var config) ? ReadDescriptor(config) : null,
                hasLayers ? [.. layers.EnumerateArray().Select(ReadDescriptor)] : [],
                hasManifests ? [.. manifests.EnumerateArray().Select(ReadPlatform)] : []);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RegistryException(RegistryCodes.InvalidManifest.With(registry, reference, exception is JsonException ? "it is no JSON" : exception.Message), null, exception);
        }
    }

    /// <summary>The image of an index for a platform; entries of attestations have the platform unknown/unknown.</summary>
    public Digest Choose(Platform platform, string reference)
    {
        var fitting = Manifests.Where(manifest => manifest.Platform.Os == platform.Os && manifest.Platform.Architecture == platform.Architecture).ToArray();
        foreach (var (_, digest) in fitting.OrderBy(manifest => manifest.Platform.Variant == platform.Variant ? 0 : 1))
            return digest;

        var available = string.Join(", ", Manifests.Where(manifest => manifest.Platform.Os != "unknown").Select(manifest => manifest.Platform.ToString()).Distinct());
        throw new ContainerizeException(ImageCodes.NoMatchingPlatform.With(reference, platform, available.Length > 0 ? available : "none"));
    }

    private static Descriptor ReadDescriptor(JsonElement element) => new(
        element.TryGetProperty("mediaType", out var type) ? type.GetString() ?? "" : "",
        Digest.Parse(element.GetProperty("digest").GetString() ?? ""),
        element.GetProperty("size").GetInt64() is var size and >= 0 ? size : throw new FormatException("a size in it is negative"));

    private static (Platform Platform, Digest Digest) ReadPlatform(JsonElement element)
    {
        var platform = element.TryGetProperty("platform", out var value) ? value : default;
        string? Text(string name) => platform.ValueKind == JsonValueKind.Object && platform.TryGetProperty(name, out var text) ? text.GetString() : null;
        return (new Platform(Text("os") ?? "unknown", Text("architecture") ?? "unknown", Text("variant")), Digest.Parse(element.GetProperty("digest").GetString() ?? ""));
    }
}
