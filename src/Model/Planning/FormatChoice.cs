using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Media types of manifest and config: ContainerImageFormat, else those of the base.</summary>
internal static class FormatChoice
{
    public static Choice<ImageFormat> Choose(ProjectFacts facts) => facts.Image.ContainerImageFormat.ToLowerInvariant() switch
    {
        "" => new(ImageFormat.SameAsBase, []),
        "docker" => new(ImageFormat.Docker, []),
        "oci" => new(ImageFormat.Oci, []),
        _ => new(ImageFormat.SameAsBase, [ProjectCodes.InvalidChoice.With("ContainerImageFormat", facts.Image.ContainerImageFormat, "Docker or OCI")]),
    };
}
