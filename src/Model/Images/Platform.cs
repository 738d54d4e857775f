namespace Containerize.Images;

/// <summary>The platform of an image, in the words of the OCI image index (image-spec image-index.md: Go's GOOS, GOARCH and variant).</summary>
/// <param name="Os">Operating system, <c>linux</c>.</param>
/// <param name="Architecture">Architecture, <c>amd64</c>, <c>arm64</c>, <c>arm</c> …</param>
/// <param name="Variant">Variant such as <c>v7</c> for 32-bit ARM; null when the architecture has none.</param>
public sealed record Platform(string Os, string Architecture, string? Variant = null)
{
    /// <summary>The platform a .NET runtime identifier runs on, or null when it is not one of Linux, or of an architecture that .NET does not know.</summary>
    /// <param name="runtimeIdentifier"><c>linux-x64</c>, <c>linux-musl-arm64</c> …</param>
    public static Platform? FromRuntimeIdentifier(string runtimeIdentifier)
    {
        if (!runtimeIdentifier.StartsWith("linux-", StringComparison.Ordinal))
            return null;

        return runtimeIdentifier.Substring(runtimeIdentifier.LastIndexOf('-') + 1) switch
        {
            "x64" => new("linux", "amd64"),
            "x86" => new("linux", "386"),
            "arm64" => new("linux", "arm64"),
            "arm" => new("linux", "arm", "v7"),
            "s390x" => new("linux", "s390x"),
            "ppc64le" => new("linux", "ppc64le"),
            "riscv64" => new("linux", "riscv64"),
            "loongarch64" => new("linux", "loong64"),
            _ => null,
        };
    }

    /// <summary><c>linux/amd64</c> or <c>linux/arm/v7</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
