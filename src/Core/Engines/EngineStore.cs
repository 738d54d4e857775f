namespace Containerize.Engines;

/// <summary>How an engine keeps images, which decides what an archive may leave out.</summary>
public enum EngineStore
{
    /// <summary>Docker's graph driver: a layer is kept for the layers below it.</summary>
    Classic,

    /// <summary>Docker with containerd's store: a layer is kept as the compressed blob that it came as.</summary>
    Containerd,

    /// <summary>Podman: a layer is found by the digest of the compressed blob that it came as.</summary>
    Podman,
}
