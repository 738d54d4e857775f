using Containerize.References;

namespace Containerize.Oci.Layouts;

/// <summary>What <see cref="ImageArchive"/> writes.</summary>
/// <param name="Image">The image.</param>
/// <param name="References">What it is called when loaded, <c>shop:1.0</c>; may be empty.</param>
public sealed record ArchiveContents(Image Image, IReadOnlyList<string> References)
{
    /// <summary>Uncompressed digests of layers that are named but not in the tar, for a reader that has them.</summary>
    public IReadOnlySet<Digest> LeftOut { get; init; } = new HashSet<Digest>();

    /// <summary>
    /// True: layers that were built here go as plain tars, which a reader that unpacks them takes sooner than it inflates them. The archive is a
    /// docker-archive only then: the manifest of an OCI layout names compressed blobs.
    /// </summary>
    public bool Unpacked { get; init; }
}
