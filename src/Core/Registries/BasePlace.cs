using Containerize.Oci;

namespace Containerize.Registries;

/// <summary>A repository that a base may come from: a mirror's, or its own.</summary>
internal sealed record BasePlace(string Registry, string Repository)
{
    public BlobOrigin Origin => new(Registry, Repository);

    /// <param name="mirror">Host with an optional path, which goes before the repository.</param>
    /// <param name="repository">Repository at its origin.</param>
    public static BasePlace OnMirror(string mirror, string repository)
    {
        var slash = mirror.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new BasePlace(mirror, repository) : new BasePlace(mirror[..slash], $"{mirror[(slash + 1)..]}/{repository}");
    }
}
