using System.Text;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>A base image with one empty layer on a fake registry, <c>base:1</c>.</summary>
internal static class FakeBase
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <param name="registry">Gets the image.</param>
    /// <param name="text">Makes the image another one.</param>
    public static void Add(FakeRegistry registry, string text)
    {
        var layer = Convert.FromBase64String("H4sIAAAAAAAAA2NgGAWjYBSMglEwUgEA4qiNogAIAAA="); // an empty tar does
        var layerDigest = registry.AddBlob("base", layer);
        var config = Encoding.UTF8.GetBytes($$$"""{"os":"linux","architecture":"amd64","config":{"Labels":{"text":"{{{text}}}"}},"rootfs":{"type":"layers","diff_ids":["sha256:{{{new string('a', 64)}}}"]}}""");
        var configDigest = registry.AddBlob("base", config);
        registry.AddManifest("base", "1", Manifest, $$$"""{"schemaVersion":2,"mediaType":"{{{Manifest}}}","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{{configDigest}}}","size":{{{config.Length}}}},"layers":[{"mediaType":"{{{Layer}}}","digest":"{{{layerDigest}}}","size":{{{layer.Length}}}}]}""");
    }
}
