using Containerize.References;

namespace Containerize.Oci;

/// <summary>A compressed layer of an image. Opening it may download it; its digest and size are known before.</summary>
public sealed record Layer
{
    /// <summary>The compressed blob.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>Digest of the uncompressed tar (<c>rootfs.diff_ids</c>).</summary>
    public required Digest DiffId { get; init; }

    /// <summary>Opens the compressed bytes from their start; the caller disposes the stream.</summary>
    public required Func<CancellationToken, Task<Stream>> OpenAsync { get; init; }

    /// <summary>
    /// Writes the uncompressed tar again, <see cref="UncompressedSize"/> bytes, from the files that it was made of; null where only the compressed bytes
    /// are at hand. CTZ0307 or CTZ0310 when a file is no longer what it was.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? WriteTarAsync { get; init; }

    /// <summary>Name of the plan's layer; null for a layer of the base.</summary>
    public string? Name { get; init; }

    /// <summary>Size of the uncompressed tar in bytes; null when unknown, as it is for a base's layers.</summary>
    public long? UncompressedSize { get; init; }

    /// <summary>Number of regular files and links; null when unknown.</summary>
    public int? Files { get; init; }

    /// <summary>True when the blob was in the cache and was not built again.</summary>
    public bool Cached { get; init; }

    /// <summary>Where a registry may mount it from; null for a layer that was built here.</summary>
    public BlobOrigin? Origin { get; init; }

    /// <summary>True for a layer of the base image.</summary>
    public bool IsBase => Name is null;
}

/// <summary>A repository that holds a blob.</summary>
/// <param name="Registry">Host and port.</param>
/// <param name="Repository">Repository on it.</param>
public sealed record BlobOrigin(string Registry, string Repository);
