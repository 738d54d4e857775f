namespace Containerize.Pipeline;

/// <summary>How the build reaches the world, as properties and environment say.</summary>
public sealed record PipelineSettings
{
    /// <summary>Absolute path of the cache; null when there is none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Where blobs go when the cache cannot be used; below the project's obj.</summary>
    public required string FallbackCacheFolder { get; init; }

    /// <summary>True: no socket is opened.</summary>
    public bool Offline { get; init; }

    /// <summary>ContainerizeInsecureRegistries.</summary>
    public string InsecureRegistries { get; init; } = "";

    /// <summary>ContainerizeRegistryMirrors.</summary>
    public string RegistryMirrors { get; init; } = "";

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
}
