namespace Containerize.Images;

/// <summary>A port that the image exposes.</summary>
/// <param name="Number">1 to 65535.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed record Port(int Number, string Protocol = "tcp")
{
    /// <summary><c>8080/tcp</c>, the key of ExposedPorts in an image config (image-spec config.md).</summary>
    public override string ToString() => $"{Number}/{Protocol}";
}
