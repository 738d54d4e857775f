using Containerize.References;

namespace Containerize.Caching;

/// <summary>What is remembered between builds of layers.</summary>
/// <param name="Store">Blobs, and the records that find them.</param>
/// <param name="Hashes">What the project's files held.</param>
/// <param name="Built">Told the digest of each blob that is built, before anybody else can find it; null when nobody asks.</param>
public sealed record LayerCache(BlobStore Store, FileHashes Hashes, Action<Digest>? Built = null);
