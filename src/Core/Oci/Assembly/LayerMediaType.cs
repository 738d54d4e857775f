namespace Containerize.Oci.Assembly;

/// <summary>The same layer in OCI's words and in Docker's (image-spec media-types.md, "Compatibility Matrix").</summary>
internal static class LayerMediaType
{
    private static readonly (string Oci, string Docker)[] Pairs =
    [
        (MediaTypes.OciLayerGzip, MediaTypes.DockerLayerGzip),
        ("application/vnd.oci.image.layer.v1.tar", "application/vnd.docker.image.rootfs.diff.tar"),
        ("application/vnd.oci.image.layer.v1.tar+zstd", "application/vnd.docker.image.rootfs.diff.tar.zstd"),
        ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"),
    ];

    /// <summary>The media type in a manifest of this format; one that is not known stays.</summary>
    public static string For(string mediaType, bool docker)
    {
        foreach (var pair in Pairs)
        {
            if (mediaType == pair.Oci || mediaType == pair.Docker)
                return docker ? pair.Docker : pair.Oci;
        }

        return mediaType;
    }
}
