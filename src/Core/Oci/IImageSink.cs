namespace Containerize.Oci;

/// <summary>A place that an image is written to: a registry, an archive, a layout folder, an engine.</summary>
public interface IImageSink
{
    /// <summary>For people: <c>registry.example.com</c>, a file name.</summary>
    string Description { get; }

    /// <summary>
    /// Tells of a layer that was just built, while others are still being built: a place that is far away begins to take it. Nothing is thrown here; a
    /// failure comes with <see cref="WriteAsync"/>.
    /// </summary>
    /// <param name="layer">A layer of the image that will be written.</param>
    /// <param name="cancellationToken">Cancelled when the image will not be written.</param>
    void Offer(Layer layer, CancellationToken cancellationToken)
    {
        // Most places take the image as a whole.
    }

    /// <summary>
    /// Writes the image under all its references; the references come last, so that a failure leaves what they named before.
    /// </summary>
    /// <exception cref="ContainerizeException">The place cannot be reached or refuses the image.</exception>
    Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken);
}

/// <summary>What came of writing an image to a sink.</summary>
public sealed record SinkResult
{
    /// <summary><c>registry</c>, <c>archive</c>, <c>oci</c> or <c>engine</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Host of the registry or engine, or absolute path.</summary>
    public required string Location { get; init; }

    /// <summary>Full references that now name the image there.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>What was moved.</summary>
    public TransferCounts Transfer { get; init; } = new();
}

/// <summary>What a transfer moved. Sizes in bytes.</summary>
public sealed record TransferCounts
{
    /// <summary>Bytes of blobs and manifests that were sent.</summary>
    public long BytesUploaded { get; init; }

    /// <summary>Bytes of blobs that the registry mounted from another repository.</summary>
    public long BytesMounted { get; init; }

    /// <summary>Bytes of blobs that were there already.</summary>
    public long BytesSkipped { get; init; }

    /// <summary>Requests sent, those for tokens included.</summary>
    public int Requests { get; init; }

    /// <summary>Both together.</summary>
    public TransferCounts Add(TransferCounts other) => new()
    {
        BytesUploaded = BytesUploaded + other.BytesUploaded,
        BytesMounted = BytesMounted + other.BytesMounted,
        BytesSkipped = BytesSkipped + other.BytesSkipped,
        Requests = Requests + other.Requests,
    };
}
