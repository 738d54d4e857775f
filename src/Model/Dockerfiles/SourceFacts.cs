using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>What a Dockerfile that builds from source needs to know. Paths are relative to the context and separated by <c>/</c>.</summary>
public sealed record SourceFacts
{
    /// <summary>The context as seen from where the build is started, for the header: <c>..</c>.</summary>
    public required string ContextName { get; init; }

    /// <summary>The Dockerfile, for the header.</summary>
    public required string DockerfilePath { get; init; }

    /// <summary>The project file.</summary>
    public required string ProjectPath { get; init; }

    /// <summary>Exactly the files that restore reads, ordered: projects, Directory.*.props and targets, nuget.config, global.json, lock files.</summary>
    public required IReadOnlyList<string> RestoreFiles { get; init; }

    /// <summary>Image with the SDK, <c>mcr.microsoft.com/dotnet/sdk:10.0</c>.</summary>
    public required string SdkImage { get; init; }

    /// <summary>
    /// Those of <see cref="RestoreFiles"/> that hold credentials, ordered: never copied, mounted as the secrets <c>nugetconfig</c>, <c>nugetconfig2</c> …
    /// </summary>
    public IReadOnlyList<string> SecretNuGetConfigs { get; init; } = [];

    /// <summary>Absolute path of the context, to find the sources of ContainerFile items in it; empty when nobody knows.</summary>
    public string ContextFolder { get; init; } = "";

    /// <summary>True when the app carries its runtime.</summary>
    public bool SelfContained { get; init; }

    /// <summary>True for native AOT, which needs a C toolchain in the build stage.</summary>
    public bool Aot { get; init; }

    /// <summary>True for musl.</summary>
    public bool Musl { get; init; }

    /// <summary>More properties that restore and publish get, in order; what the project file itself says need not be here.</summary>
    public IReadOnlyList<NamedValue> PublishProperties { get; init; } = [];

    /// <summary>Target framework, when the project has several; empty otherwise.</summary>
    public string TargetFramework { get; init; } = "";
}
