namespace Containerize.Oci.Layers;

/// <summary>What all layers of an image share.</summary>
/// <param name="Created">Time stamp of every entry, in seconds since the Unix epoch.</param>
/// <param name="CompressionLevel">0 (stored) to 9 (smallest).</param>
public sealed record LayerSettings(long Created, int CompressionLevel);
