using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>What must be known of a base's config (image-spec config.md) before its layers can be used.</summary>
internal sealed record BaseConfig(Platform? Platform, IReadOnlyList<Digest> DiffIds)
{
    /// <exception cref="ContainerizeException">CTZ0302.</exception>
    public static BaseConfig Parse(byte[] content, string reference)
    {
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 64 });
            var root = document.RootElement;
            string? Text(string name) => root.TryGetProperty(name, out var text) && text.GetString() is { Length: > 0 } said ? said : null;
            var platform = Text("os") is { } os && Text("architecture") is { } architecture ? new Platform(os, architecture, Text("variant")) : null;
            return new BaseConfig(platform, [.. root.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(item => Digest.Parse(item.GetString() ?? ""))]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ContainerizeException(ImageCodes.InvalidBase.With(reference, "its config cannot be read, or names no layers"), exception);
        }
    }
}
