using Containerize.References;

namespace Containerize.Registries;

/// <summary>What a registry says of a tag or digest without sending it.</summary>
/// <param name="Exists">False when it says that there is nothing.</param>
/// <param name="Digest">Null when it does not tell.</param>
public readonly record struct ManifestHead(bool Exists, Digest? Digest);
