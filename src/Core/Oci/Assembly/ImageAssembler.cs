using System.Text.Json.Nodes;
using Containerize.Images;

namespace Containerize.Oci.Assembly;

/// <summary>Puts a base and layers together: config and manifest. Pure; opens no layer.</summary>
public static class ImageAssembler
{
    /// <summary>Makes the image of a plan.</summary>
    /// <param name="plan">What the config says.</param>
    /// <param name="baseImage">What is below.</param>
    /// <param name="layers">One for each layer of the plan, in its order.</param>
    /// <exception cref="ContainerizeException">CTZ0302: the base's config is broken, or for another platform.</exception>
    public static Image Assemble(ImagePlan plan, ResolvedBase baseImage, IReadOnlyList<Layer> layers)
    {
        var docker = plan.Format == ImageFormat.Docker
            || (plan.Format == ImageFormat.SameAsBase && baseImage.ManifestMediaType == MediaTypes.DockerManifest);
        var config = ImageConfig.Build(plan, baseImage, layers);
        var configBytes = JsonText.ToBytes(config);
        var configDescriptor = new Descriptor(
            docker ? MediaTypes.DockerConfig : MediaTypes.OciConfig, JsonText.DigestOf(configBytes), configBytes.Length);
        Layer[] all = [.. baseImage.Layers.Concat(layers).Select(layer => WithFormat(layer, docker))];

        var manifestType = docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest;
        var manifestBytes = JsonText.ToBytes(Manifest(plan, manifestType, configDescriptor, all));
        return new Image
        {
            Manifest = new Descriptor(manifestType, JsonText.DigestOf(manifestBytes), manifestBytes.Length),
            ManifestBytes = manifestBytes,
            Config = configDescriptor,
            ConfigBytes = configBytes,
            Layers = all,
        };
    }

    private static JsonObject Manifest(ImagePlan plan, string mediaType, Descriptor config, Layer[] layers)
    {
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = mediaType,
            ["config"] = JsonText.Of(config),
            ["layers"] = new JsonArray([.. layers.Select(layer => JsonText.Of(layer.Descriptor))]),
        };

        // Docker's manifest has no annotations.
        var annotations = new JsonObject();
        foreach (var annotation in plan.Annotations.Where(a => a.Scope == AnnotationScope.Manifest))
            annotations[annotation.Name] = annotation.Value;
        if (annotations.Count > 0 && mediaType == MediaTypes.OciManifest)
            manifest["annotations"] = annotations;
        return manifest;
    }

    private static Layer WithFormat(Layer layer, bool docker)
    {
        var type = LayerMediaType.For(layer.Descriptor.MediaType, docker);
        return type == layer.Descriptor.MediaType ? layer : layer with { Descriptor = layer.Descriptor with { MediaType = type } };
    }
}
