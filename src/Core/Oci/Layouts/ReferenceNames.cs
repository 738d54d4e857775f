namespace Containerize.Oci.Layouts;

/// <summary>How archives and layouts write down what an image is called.</summary>
internal static class ReferenceNames
{
    /// <summary>The tag, which <c>org.opencontainers.image.ref.name</c> holds as BuildKit and skopeo write it.</summary>
    public static string Tag(string reference)
    {
        var colon = reference.LastIndexOf(':');
        return colon > reference.LastIndexOf('/') ? reference[(colon + 1)..] : "latest";
    }

    /// <summary>The name with everything filled in, <c>docker.io/library/shop:1.0</c>, which containerd and Podman read.</summary>
    public static string Full(string reference)
    {
        var tagged = reference.LastIndexOf(':') > reference.LastIndexOf('/') ? reference : reference + ":latest";
        var slash = tagged.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return "docker.io/library/" + tagged;

        var first = tagged[..slash];
        return first == "localhost" || first.AsSpan().ContainsAny('.', ':') ? tagged : "docker.io/" + tagged;
    }
}
