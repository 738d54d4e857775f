namespace Containerize.Images;

/// <summary>A layer to be written above the base.</summary>
public sealed record LayerPlan
{
    /// <summary><c>runtime</c>, <c>packages</c>, <c>app</c> … or the name of the user's own layer. Unique within a plan.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds, in the order in which it is written: by the UTF-8 bytes of the path, a folder before what is in it. No path twice. Never empty.</summary>
    public required IReadOnlyList<FileEntry> Entries { get; init; }
}

/// <summary>Names of the layers that planning makes, bottom to top (DESIGN: layers).</summary>
public static class LayerNames
{
    /// <summary>System libraries taken from the build machine, for images from scratch.</summary>
    public const string Native = "native";

    /// <summary>Runtime pack of a self-contained app.</summary>
    public const string Runtime = "runtime";

    /// <summary>NuGet packages in release versions, and assemblies referenced by path.</summary>
    public const string Packages = "packages";

    /// <summary>NuGet packages in prerelease versions.</summary>
    public const string PackagesPreview = "packages-preview";

    /// <summary>Output of referenced projects.</summary>
    public const string Projects = "projects";

    /// <summary>Static web assets and other content.</summary>
    public const string Assets = "assets";

    /// <summary>The app's own assembly and configuration, and everything that no other layer claims.</summary>
    public const string App = "app";

    /// <summary>Files and folders declared by ContainerFile and ContainerDirectory.</summary>
    public const string Files = "files";
}
