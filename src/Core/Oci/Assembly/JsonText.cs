using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.References;

namespace Containerize.Oci.Assembly;

/// <summary>How our JSON is written: compact, keys in the order they were added, only what must be escaped is.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of a document.</summary>
    public static byte[] ToBytes(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString(Options));

    /// <summary>A descriptor as manifests and indexes hold it.</summary>
    public static JsonObject Of(Descriptor descriptor) => new()
    {
        ["mediaType"] = descriptor.MediaType,
        ["digest"] = descriptor.Digest.Value,
        ["size"] = descriptor.Size,
    };

    /// <summary>Digest of some bytes.</summary>
    public static Digest DigestOf(ReadOnlySpan<byte> bytes) =>
        Digest.Parse("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
}
