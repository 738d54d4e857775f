namespace Containerize.References;

/// <summary>
/// A full image reference: <c>[registry/]repository[:tag][@digest]</c> by the grammar of distribution/reference. A missing registry is Docker Hub
/// (<c>docker.io</c>, with <c>library/</c> before a name without a slash); without tag and digest the tag is <c>latest</c>.
/// </summary>
public sealed record ImageReference
{
    /// <summary>Host and port, <c>docker.io</c>, <c>localhost:5000</c>, <c>[::1]:5000</c>.</summary>
    public required string Registry { get; init; }

    /// <summary>Path below the registry, lower case.</summary>
    public required string Repository { get; init; }

    /// <summary>Tag; null when only a digest is given.</summary>
    public string? Tag { get; init; }

    /// <summary>Digest; null when only a tag is given. When both are there, the digest decides.</summary>
    public Digest? Digest { get; init; }

    /// <summary>What a request asks for: the digest when there is one, else the tag.</summary>
    public string TagOrDigest => Digest?.Value ?? Tag ?? "latest";

    /// <summary>The whole reference with everything that was left out filled in.</summary>
    public override string ToString() =>
        $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
}
