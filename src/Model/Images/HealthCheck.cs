namespace Containerize.Images;

/// <summary>How an engine finds out whether a container is healthy. Not part of the OCI config; Docker and Podman read it from the image config all the same.</summary>
public sealed record HealthCheck
{
    /// <summary>
    /// As in the image config: <c>CMD</c> and the arguments, <c>CMD-SHELL</c> and one shell line, or <c>NONE</c> to switch off the base's check.
    /// </summary>
    public required IReadOnlyList<string> Test { get; init; }

    /// <summary>Time between two checks; null means the engine's default.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Time after which a check counts as failed; null means the engine's default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Time in which failures do not count; null means the engine's default.</summary>
    public TimeSpan? StartPeriod { get; init; }

    /// <summary>Failures in a row that make a container unhealthy; null means the engine's default.</summary>
    public int? Retries { get; init; }
}
