using Containerize.Images;

namespace Containerize.Buildx;

/// <summary>A project as one of several that a builder builds side by side. Paths are as the bake file is to write them, separated by <c>/</c>.</summary>
public sealed record BakeTarget
{
    /// <summary>Name of the project, <c>Shop.Front</c>.</summary>
    public required string Project { get; init; }

    /// <summary>The folder that COPY copies from, seen from where the bake file is.</summary>
    public required string Context { get; init; }

    /// <summary>The Dockerfile, seen from the context.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>Stage; empty means the last.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Build arguments.</summary>
    public IReadOnlyList<NamedValue> Arguments { get; init; } = [];

    /// <summary>Full references that the image gets.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary><c>linux/amd64</c>; empty means the builder's own.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Secrets as <c>--secret</c> takes them: names and paths, no values.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Caches to read, as <c>--cache-from</c> takes them.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Caches to write, as <c>--cache-to</c> takes them.</summary>
    public IReadOnlyList<string> CacheTo { get; init; } = [];

    /// <summary>True: the builder pushes it; false: it comes back to the engine of whoever bakes.</summary>
    public bool Push { get; init; }

    /// <summary>False for Docker's media types.</summary>
    public bool Oci { get; init; } = true;
}
