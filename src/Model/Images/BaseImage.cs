namespace Containerize.Images;

/// <summary>The image that ours is built on.</summary>
public sealed record BaseImage
{
    /// <summary>Full reference (<c>mcr.microsoft.com/dotnet/aspnet:10.0</c>), or <c>scratch</c> for an empty base.</summary>
    public required string Reference { get; init; }

    /// <summary>What is known about its config; null when nothing is, because it was not read.</summary>
    public BaseImageConfig? Config { get; init; }

    /// <summary>True when there is no base at all.</summary>
    public bool IsScratch => Reference == Scratch;

    /// <summary>The name that stands for an empty base, as in a Dockerfile.</summary>
    public const string Scratch = "scratch";
}

/// <summary>The part of a base's config that planning needs.</summary>
public sealed record BaseImageConfig
{
    /// <summary>USER of the base; empty when it declares none.</summary>
    public string User { get; init; } = "";

    /// <summary>Environment in order.</summary>
    public IReadOnlyList<NamedValue> Environment { get; init; } = [];

    /// <summary>Exposed ports as written, <c>8080/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>ENTRYPOINT; empty when there is none.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>CMD; empty when there is none.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Working directory; empty when there is none.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>True when the base declares a health check.</summary>
    public bool HasHealthCheck { get; init; }

    /// <summary>Where this knowledge comes from: <c>table</c> for Microsoft's inferred bases, else the digest of the config that was read.</summary>
    public string Source { get; init; } = "table";
}
