using System.Text.Json.Nodes;
using Containerize.Oci;
using Containerize.Oci.Assembly;

namespace Containerize.Building;

/// <summary>Makes images of a config and layers that exist already, with a manifest of our own.</summary>
internal static class ImageOf
{
    /// <summary>An image with Docker's or OCI's media types.</summary>
    public static Image Parts(ReadOnlyMemory<byte> config, IReadOnlyList<Layer> layers, bool docker)
    {
        var configDescriptor = new Descriptor(docker ? MediaTypes.DockerConfig : MediaTypes.OciConfig, JsonText.DigestOf(config.Span), config.Length);
        Layer[] all = [.. layers.Select(layer => layer with { Descriptor = layer.Descriptor with { MediaType = LayerMediaType.For(layer.Descriptor.MediaType, docker) } })];
        var type = docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest;
        var manifest = JsonText.ToBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = type,
            ["config"] = JsonText.Of(configDescriptor),
            ["layers"] = new JsonArray([.. all.Select(layer => JsonText.Of(layer.Descriptor))]),
        });
        return new Image
        {
            Manifest = new Descriptor(type, JsonText.DigestOf(manifest), manifest.Length),
            ManifestBytes = manifest,
            Config = configDescriptor,
            ConfigBytes = config,
            Layers = all,
        };
    }

    /// <summary>A base as an image, to be loaded into an engine.</summary>
    public static Image Base(ResolvedBase found) => Parts(found.ConfigBytes, found.Layers, found.ManifestMediaType == MediaTypes.DockerManifest);
}
