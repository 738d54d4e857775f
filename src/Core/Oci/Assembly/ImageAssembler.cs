using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.References;

namespace Containerize.Oci.Assembly;

/// <summary>Puts an image together: the base's config with the plan's changes, and a manifest over all layers (image-spec config.md, manifest.md).</summary>
public static class ImageAssembler
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The image of a plan.</summary>
    /// <param name="plan">What was decided.</param>
    /// <param name="found">The base as it was found.</param>
    /// <param name="layers">The plan's layers, in its order.</param>
    /// <exception cref="ContainerizeException">CTZ0302: the base's config does not fit its manifest, or is for another platform.</exception>
    public static Image Assemble(ImagePlan plan, ResolvedBase found, IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(found);
        var docker = plan.Format switch
        {
            ImageFormat.Docker => true,
            ImageFormat.Oci => false,
            _ => found.ManifestMediaType == MediaTypes.DockerManifest,
        };
        Layer[] all = [.. found.Layers.Concat(layers).Select(layer => WithMediaType(layer, docker))];
        var config = JsonSerializer.SerializeToUtf8Bytes(ConfigWriter.Write(plan, found, layers), Json);
        var configDescriptor = Describe(docker ? MediaTypes.DockerConfig : MediaTypes.OciConfig, config);
        var manifest = JsonSerializer.SerializeToUtf8Bytes(Manifest(plan, docker, configDescriptor, all), Json);
        return new Image
        {
            Manifest = Describe(docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest, manifest),
            ManifestBytes = manifest,
            Config = configDescriptor,
            ConfigBytes = config,
            Layers = all,
        };
    }

    private static JsonObject Manifest(ImagePlan plan, bool docker, Descriptor config, IEnumerable<Layer> layers)
    {
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest,
            ["config"] = ToJson(config),
            ["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)ToJson(layer.Descriptor))]),
        };
        var annotations = plan.Annotations.Where(annotation => annotation.Scope == AnnotationScope.Manifest).ToArray();
        if (annotations.Length > 0)
            manifest["annotations"] = new JsonObject([.. annotations.Select(annotation => KeyValuePair.Create(annotation.Name, (JsonNode?)annotation.Value))]);

        return manifest;
    }

    private static JsonObject ToJson(Descriptor descriptor) => new()
    {
        ["mediaType"] = descriptor.MediaType,
        ["size"] = descriptor.Size,
        ["digest"] = descriptor.Digest.Value,
    };

    private static Descriptor Describe(string mediaType, byte[] content) =>
        new(mediaType, Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(content))), content.Length);

    // Some registries refuse a manifest that mixes the two vocabularies. Types that have no twin are left as they are.
    private static Layer WithMediaType(Layer layer, bool docker)
    {
        var type = (docker, layer.Descriptor.MediaType) switch
        {
            (true, MediaTypes.OciLayerGzip) => MediaTypes.DockerLayerGzip,
            (false, MediaTypes.DockerLayerGzip) => MediaTypes.OciLayerGzip,
            var (_, same) => same,
        };
        return layer with { Descriptor = layer.Descriptor with { MediaType = type } };
    }
}
