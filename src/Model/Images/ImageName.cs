namespace Containerize.Images;

/// <summary>What an image is called.</summary>
public sealed record ImageName
{
    /// <summary>Repository without registry, <c>team/shop</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Tags, in the order they were given, none twice, at least one.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Registries to push to, <c>registry.example.com:5000</c>; a path behind the host is allowed. Empty when the image has no registry.</summary>
    public IReadOnlyList<string> Registries { get; init; } = [];

    /// <summary>
    /// Every full reference: each registry with each tag, or, without a registry, <c>repository:tag</c>. Registries first, then tags, in order.
    /// </summary>
    public IReadOnlyList<string> References =>
        Registries.Count == 0
            ? [.. Tags.Select(tag => $"{Repository}:{tag}")]
            : [.. Registries.SelectMany(registry => Tags.Select(tag => $"{registry}/{Repository}:{tag}"))];
}
