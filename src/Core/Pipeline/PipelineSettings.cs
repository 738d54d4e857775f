namespace Containerize.Pipeline;

/// <summary>How the build reaches the world, as properties and environment say.</summary>
public sealed record PipelineSettings
{
    /// <summary>Absolute path of the cache.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>True: no socket is opened.</summary>
    public bool Offline { get; init; }

    /// <summary>ContainerizeInsecureRegistries.</summary>
    public string InsecureRegistries { get; init; } = "";

    /// <summary>ContainerizeRegistryMirrors.</summary>
    public string RegistryMirrors { get; init; } = "";

    /// <summary>ContainerizeEngineHost.</summary>
    public string EngineHost { get; init; } = "";

    /// <summary>LocalRegistry, the SDK's word for the local engine: <c>Docker</c>, <c>Podman</c>, or empty for either.</summary>
    public string LocalRegistry { get; init; } = "";

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
}
