namespace Containerize.Engines;

/// <summary>What a ping tells.</summary>
/// <param name="ApiVersion">Version that we speak with it, <c>1.41</c>.</param>
/// <param name="IsPodman">True for Podman's service.</param>
public sealed record EngineVersion(string ApiVersion, bool IsPodman);

/// <summary>What an engine says of itself.</summary>
/// <param name="ServerVersion"><c>20.10.24</c>.</param>
/// <param name="OperatingSystem"><c>linux</c> or <c>windows</c>: what its containers are.</param>
/// <param name="Architecture">As the engine writes it, <c>x86_64</c>.</param>
/// <param name="UsesContainerdStore">True when images live in containerd: their id is then the manifest's digest, not the config's.</param>
public sealed record EngineInfo(string ServerVersion, string OperatingSystem, string Architecture, bool UsesContainerdStore);
