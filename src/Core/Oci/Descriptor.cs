using Containerize.References;

namespace Containerize.Oci;

/// <summary>Names a blob: type, digest and size (image-spec descriptor.md).</summary>
/// <param name="MediaType">What it is.</param>
/// <param name="Digest">Digest of its bytes.</param>
/// <param name="Size">Size in bytes.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size);
