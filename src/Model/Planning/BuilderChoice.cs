using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>Who makes the image.</summary>
public enum ImageBuilder
{
    /// <summary>This process.</summary>
    Direct,

    /// <summary>Docker or Podman, from a Dockerfile.</summary>
    Engine,

    /// <summary>A buildx builder, from a Dockerfile.</summary>
    Buildx,
}

/// <summary>What decides who makes the image; values as evaluated.</summary>
/// <param name="Builder">ContainerizeBuilder.</param>
/// <param name="CustomDockerfile">ContainerizeCustomDockerfile.</param>
/// <param name="BuildxBuilder">ContainerizeBuildxBuilder.</param>
/// <param name="HasRunCommands">True when the plan has commands to run.</param>
public sealed record BuilderFacts(string Builder, string CustomDockerfile, string BuildxBuilder, bool HasRunCommands);

/// <summary>
/// ContainerizeBuilder; <c>auto</c> is direct, also with commands to run (the base with their result is made once, then used in process), unless the
/// Dockerfile is the user's own or commands are to run on a buildx builder that is named.
/// </summary>
public static class BuilderChoice
{
    /// <summary>The builder.</summary>
    public static Result<object> Choose(BuilderFacts facts) => facts.Builder.ToLowerInvariant() switch
    {
        "engine" => new(ImageBuilder.Engine, []),
        "buildx" => new(ImageBuilder.Buildx, []),
        "" or "auto" when facts.BuildxBuilder.Length > 0 && (facts.CustomDockerfile.Length > 0 || facts.HasRunCommands) => new(ImageBuilder.Buildx, []),
        "" or "auto" => new(facts.CustomDockerfile.Length > 0 ? ImageBuilder.Engine : ImageBuilder.Direct, []),
        "direct" when facts.CustomDockerfile.Length == 0 => new(ImageBuilder.Direct, []),
        "direct" => new(null, [ProjectCodes.NotAvailable.With("ContainerizeBuilder=direct with ContainerizeCustomDockerfile", "only an engine or buildx builds a Dockerfile; set ContainerizeBuilder to auto, engine or buildx")]),
        _ => new(null, [ProjectCodes.InvalidChoice.With("ContainerizeBuilder", facts.Builder, "auto, direct, engine or buildx")]),
    };
}
