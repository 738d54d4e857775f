namespace Containerize.Caching;

/// <summary>What is remembered between builds of layers.</summary>
/// <param name="Store">Blobs, and the records that find them.</param>
/// <param name="Hashes">What the project's files held.</param>
public sealed record LayerCache(BlobStore Store, FileHashes Hashes);
