namespace Containerize.Engines;

/// <summary>Limits of the talk with an engine, and what else it depends on.</summary>
public sealed record EngineClientOptions
{
    /// <summary>API version to use, <c>1.41</c> (<c>DOCKER_API_VERSION</c>); empty: the newest that both sides know.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>Environment of the ssh that is started for ssh addresses, and its PATH where ssh is looked for; null means this process's.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Time to connect in.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for a request that is answered in one piece.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time without a byte after which a load or build counts as stuck.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
