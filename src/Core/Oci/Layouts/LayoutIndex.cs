using System.Text.Json.Nodes;
using Containerize.Oci.Assembly;

namespace Containerize.Oci.Layouts;

/// <summary><c>index.json</c> and <c>oci-layout</c> of an OCI layout (image-spec image-layout.md).</summary>
internal static class LayoutIndex
{
    private const string RefName = "org.opencontainers.image.ref.name";
    private const string ContainerdName = "io.containerd.image.name";

    /// <summary>Content of <c>oci-layout</c>.</summary>
    public static ReadOnlyMemory<byte> Marker { get; } = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();

    /// <summary>An index that names an image, on top of what an index named before.</summary>
    /// <param name="image">The image.</param>
    /// <param name="references">What it is called; without one it is an entry without a name.</param>
    /// <param name="previous">Entries that were there; those of the same name go.</param>
    public static byte[] ToBytes(Image image, IReadOnlyList<string> references, IEnumerable<JsonNode?> previous)
    {
        var entries = references.Count == 0 ? [JsonText.Of(image.Manifest)] : references.Select(r => Entry(image, r)).ToList();
        var replaced = references.Select(ReferenceNames.Full).ToHashSet(StringComparer.Ordinal);
        var tags = references.Select(ReferenceNames.Tag).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in previous)
        {
            var full = Annotation(entry, ContainerdName);
            var stays = full is not null ? !replaced.Contains(full)
                : Annotation(entry, RefName) is { } name ? !tags.Contains(name) && !replaced.Contains(name)
                : Text(entry?["digest"]) != image.Manifest.Digest.Value;
            if (stays && entry is JsonObject json)
                entries.Add((JsonObject)json.DeepClone());
        }

        return JsonText.ToBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciIndex,
            ["manifests"] = new JsonArray([.. entries]),
        });
    }

    private static JsonObject Entry(Image image, string reference)
    {
        var entry = JsonText.Of(image.Manifest);
        entry["annotations"] = new JsonObject { [ContainerdName] = ReferenceNames.Full(reference), [RefName] = ReferenceNames.Tag(reference) };
        return entry;
    }

    private static string? Annotation(JsonNode? entry, string name) => Text(((entry as JsonObject)?["annotations"] as JsonObject)?[name]);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
