namespace Containerize.Oci;

/// <summary>
/// An assembled image: the exact bytes of manifest and config, and its layers, base layer first. Immutable. The bytes are what is sent: they are never
/// made again from a typed view, so that nothing a base carries is lost.
/// </summary>
public sealed record Image
{
    /// <summary>The manifest's descriptor; its digest is the image's.</summary>
    public required Descriptor Manifest { get; init; }

    /// <summary>The manifest's bytes.</summary>
    public required ReadOnlyMemory<byte> ManifestBytes { get; init; }

    /// <summary>The config's descriptor; its digest is what engines with the classic store call the image's id.</summary>
    public required Descriptor Config { get; init; }

    /// <summary>The config's bytes.</summary>
    public required ReadOnlyMemory<byte> ConfigBytes { get; init; }

    /// <summary>Layers, base layer first.</summary>
    public required IReadOnlyList<Layer> Layers { get; init; }
}
