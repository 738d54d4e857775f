using Containerize.Images;

namespace Containerize.Oci;

/// <summary>Where base images come from: a registry, or nothing at all for <c>scratch</c>.</summary>
public interface IBaseSource
{
    /// <summary>Manifest and config of the base for one platform. Layers are not downloaded: each opens itself when somebody needs its bytes.</summary>
    /// <exception cref="ContainerizeException">CTZ0301, CTZ0302 or a code of the registry.</exception>
    Task<ResolvedBase> ResolveAsync(string reference, Platform platform, CancellationToken cancellationToken);
}

/// <summary>A base image as it was found.</summary>
public sealed record ResolvedBase
{
    /// <summary>The reference that was resolved, or <c>scratch</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>Digest of what the reference names (index or manifest); null for scratch.</summary>
    public References.Digest? Digest { get; init; }

    /// <summary>Media type of the image manifest, which decides the media types of ours.</summary>
    public required string ManifestMediaType { get; init; }

    /// <summary>Bytes of the config; <c>{}</c> for scratch.</summary>
    public required ReadOnlyMemory<byte> ConfigBytes { get; init; }

    /// <summary>Layers, lowest first.</summary>
    public required IReadOnlyList<Layer> Layers { get; init; }

    /// <summary>An empty base.</summary>
    public static ResolvedBase Scratch { get; } = new()
    {
        Reference = BaseImage.Scratch,
        ManifestMediaType = MediaTypes.OciManifest,
        ConfigBytes = "{}"u8.ToArray(),
        Layers = [],
    };
}
