namespace Containerize.Planning;

/// <summary>
/// What the build knows about a project, as MSBuild evaluated it, before anything is decided. Text is empty when a property is not set; true and
/// false were compared without regard to case. Nothing in here is parsed yet: that is the planner's part.
/// </summary>
public sealed record ProjectFacts
{
    /// <summary>File name of the project without its extension, for messages.</summary>
    public required string ProjectName { get; init; }

    /// <summary>Absolute path of the project file.</summary>
    public string ProjectPath { get; init; } = "";

    /// <summary><c>Release</c>.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>The app itself.</summary>
    public AppFacts App { get; init; } = new();

    /// <summary>Properties that describe the image.</summary>
    public ImageFacts Image { get; init; } = new();

    /// <summary>Values that labels are made of.</summary>
    public LabelFacts Labels { get; init; } = new();

    /// <summary>@(ContainerPort); metadata Type, HostPort, HostIp.</summary>
    public IReadOnlyList<ItemFact> Ports { get; init; } = [];

    /// <summary>@(ContainerEnvironmentVariable); metadata Value.</summary>
    public IReadOnlyList<ItemFact> EnvironmentVariables { get; init; } = [];

    /// <summary>@(ContainerLabel); metadata Value.</summary>
    public IReadOnlyList<ItemFact> ContainerLabels { get; init; } = [];

    /// <summary>@(ContainerAnnotation); metadata Value, Scope.</summary>
    public IReadOnlyList<ItemFact> Annotations { get; init; } = [];

    /// <summary>@(ContainerVolume); metadata Source, ReadOnly.</summary>
    public IReadOnlyList<ItemFact> Volumes { get; init; } = [];

    /// <summary>@(ContainerNetwork).</summary>
    public IReadOnlyList<ItemFact> Networks { get; init; } = [];

    /// <summary>@(ContainerDirectory); metadata Mode, Owner.</summary>
    public IReadOnlyList<ItemFact> Directories { get; init; } = [];

    /// <summary>@(ContainerFile) with absolute source; metadata TargetPath, Mode, Owner.</summary>
    public IReadOnlyList<ExtraFileFact> Files { get; init; } = [];

    /// <summary>@(ContainerLayer); metadata Files (globs relative to the publish folder, separated by ';'), Order.</summary>
    public IReadOnlyList<ItemFact> Layers { get; init; } = [];

    /// <summary>@(ContainerPackage); metadata Version.</summary>
    public IReadOnlyList<ItemFact> Packages { get; init; } = [];

    /// <summary>Text of the base's os-release; null when it was not read or is not there.</summary>
    public string? BaseOsRelease { get; init; }

    /// <summary>@(ContainerRunCommand).</summary>
    public IReadOnlyList<ItemFact> RunCommands { get; init; } = [];

    /// <summary>@(ContainerizeRunEnvironment); metadata Value.</summary>
    public IReadOnlyList<ItemFact> RunEnvironment { get; init; } = [];

    /// <summary>@(ContainerizeEnvFile) as absolute paths.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>Published files, in any order; stale ones are already taken out.</summary>
    public IReadOnlyList<PublishedFile> Published { get; init; } = [];

    /// <summary>Base image table entry or config that was read; null when the base is not known.</summary>
    public Images.BaseImageConfig? BaseConfig { get; init; }

    /// <summary>Entries of the <c>native</c> layer with what to record about them; null unless the base is scratch.</summary>
    public NativeFacts? Native { get; init; }
}

/// <summary>An MSBuild item with its metadata.</summary>
/// <param name="Include">Evaluated Include, unescaped.</param>
/// <param name="Metadata">Custom metadata by name, names without regard to case; metadata that is empty is absent.</param>
public sealed record ItemFact(string Include, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Value of a metadatum, empty when it is absent.</summary>
    public string this[string name] => Metadata.TryGetValue(name, out var value) ? value : "";

    /// <summary>Metadata <c>Value</c> when it is present, else the Include: how argument items are written.</summary>
    public string ValueOrInclude => Metadata.TryGetValue("Value", out var value) ? value : Include;
}

/// <summary>What was published, and for what.</summary>
public sealed record AppFacts
{
    /// <summary><c>AssemblyName</c>.</summary>
    public string AssemblyName { get; init; } = "";

    /// <summary><c>TargetFileName</c>, the managed assembly: <c>Web.dll</c>.</summary>
    public string TargetFileName { get; init; } = "";

    /// <summary><c>TargetFrameworkIdentifier</c> is .NETCoreApp; this is its version, <c>10.0</c>.</summary>
    public string FrameworkVersion { get; init; } = "";

    /// <summary><c>NETCoreSdkVersion</c>, <c>10.0.401</c>.</summary>
    public string SdkVersion { get; init; } = "";

    /// <summary><c>BundledNETCoreAppPackageVersion</c>.</summary>
    public string BundledRuntimeVersion { get; init; } = "";

    /// <summary><c>RuntimeIdentifier</c>; empty for a portable publish.</summary>
    public string RuntimeIdentifier { get; init; } = "";

    /// <summary><c>NETCoreSdkPortableRuntimeIdentifier</c>: the machine that builds.</summary>
    public string SdkRuntimeIdentifier { get; init; } = "";

    /// <summary>True when the runtime is published with the app.</summary>
    public bool SelfContained { get; init; }

    /// <summary><c>PublishSingleFile</c>.</summary>
    public bool SingleFile { get; init; }

    /// <summary><c>PublishAot</c>.</summary>
    public bool Aot { get; init; }

    /// <summary><c>PublishTrimmed</c>.</summary>
    public bool Trimmed { get; init; }

    /// <summary><c>InvariantGlobalization</c>.</summary>
    public bool InvariantGlobalization { get; init; }

    /// <summary>True when Microsoft.AspNetCore.App is among the framework references.</summary>
    public bool UsesAspNetCore { get; init; }

    /// <summary>True for a project of the Web SDK (<c>UsingMicrosoftNETSdkWeb</c>), which is one that listens.</summary>
    public bool IsWebProject { get; init; }

    /// <summary>Text of the published appsettings.json; null when there is none.</summary>
    public string? AppSettings { get; init; }

    /// <summary>Text of the published appsettings.Production.json; null when there is none.</summary>
    public string? ProductionAppSettings { get; init; }
}

/// <summary>Properties of the same names, as evaluated; empty when not set. For booleans empty means the documented default.</summary>
public sealed record ImageFacts
{
#pragma warning disable CS1591 // the name is the property's; docs/reference/properties.md says what each means
    public string ContainerBaseImage { get; init; } = "";
    public string ContainerFamily { get; init; } = "";
    public string ContainerRuntimeIdentifier { get; init; } = "";
    public string ContainerRegistry { get; init; } = "";
    public IReadOnlyList<string> ContainerizeRegistries { get; init; } = [];
    public string ContainerRepository { get; init; } = "";
    public string ContainerImageTag { get; init; } = "";
    public string ContainerImageTags { get; init; } = "";
    public string ContainerImageFormat { get; init; } = "";
    public string ContainerWorkingDirectory { get; init; } = "";
    public string ContainerUser { get; init; } = "";
    public string ContainerAppCommandInstruction { get; init; } = "";
    public IReadOnlyList<ItemFact> ContainerAppCommand { get; init; } = [];
    public IReadOnlyList<ItemFact> ContainerAppCommandArgs { get; init; } = [];
    public IReadOnlyList<ItemFact> ContainerDefaultArgs { get; init; } = [];
    public IReadOnlyList<ItemFact> ContainerEntrypoint { get; init; } = [];
    public IReadOnlyList<ItemFact> ContainerEntrypointArgs { get; init; } = [];
    public string ContainerHealthCheck { get; init; } = "";
    public IReadOnlyList<ItemFact> ContainerHealthCheckArgs { get; init; } = [];
    public string ContainerHealthCheckInterval { get; init; } = "";
    public string ContainerHealthCheckTimeout { get; init; } = "";
    public string ContainerHealthCheckStartPeriod { get; init; } = "";
    public string ContainerHealthCheckRetries { get; init; } = "";
    public string ContainerStopSignal { get; init; } = "";
    public string ContainerizeTrimRuntimes { get; init; } = "";
    public string ContainerizeRunDetach { get; init; } = "";
    public string ContainerizeRunArguments { get; init; } = "";
    public string SourceDateEpoch { get; init; } = "";
    public string ContainerizeCreated { get; init; } = "";
    public string ContainerizeCompressionLevel { get; init; } = "";

    /// <summary>Committer time of HEAD in seconds since the Unix epoch; null when it was not asked for or there is no repository.</summary>
    public long? CommitTime { get; init; }
#pragma warning restore CS1591
}

/// <summary>What the SDK makes labels of, by the SDK's own property names.</summary>
public sealed record LabelFacts
{
    /// <summary>
    /// Evaluated properties by name: <c>ContainerDescription</c>, <c>ContainerAuthors</c>, <c>ContainerGenerateLabels</c>, … and those they fall back to.
    /// Names without regard to case; a property that is empty is absent.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Value of a property, empty when it is absent.</summary>
    public string this[string name] => Properties.TryGetValue(name, out var value) ? value : "";
}

/// <summary>An extra file of a ContainerFile item.</summary>
/// <param name="Include">As written, for messages.</param>
/// <param name="Source">Absolute path.</param>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Executable">Whether its owner may execute it on the build machine (false on Windows).</param>
/// <param name="Item">Metadata TargetPath, Mode, Owner.</param>
public sealed record ExtraFileFact(string Include, string Source, bool Exists, bool Executable, ItemFact Item);

/// <summary>Where a published file comes from.</summary>
public enum PublishedFileOrigin
{
    /// <summary>In neither list of the build: made after publish, or the app's own.</summary>
    Unknown,

    /// <summary>The app's own output: its assembly, symbols, deps.json, runtimeconfig.json, app host.</summary>
    App,

    /// <summary>A file of a NuGet package.</summary>
    Package,

    /// <summary>A file of the runtime pack or the host pack.</summary>
    RuntimePack,

    /// <summary>The output of a referenced project.</summary>
    Project,

    /// <summary>An assembly that is referenced by its path.</summary>
    Assembly,

    /// <summary>A static web asset or other content.</summary>
    Content,
}

/// <summary>A file in the publish folder.</summary>
public sealed record PublishedFile
{
    /// <summary>Absolute path on the build machine.</summary>
    public required string Source { get; init; }

    /// <summary>Path below the publish folder, separated by <c>/</c>.</summary>
    public required string RelativePath { get; init; }

    /// <summary>Where it comes from.</summary>
    public PublishedFileOrigin Origin { get; init; }

    /// <summary>Package id; empty unless it comes from a package.</summary>
    public string PackageId { get; init; } = "";

    /// <summary>Package version; empty unless it comes from a package.</summary>
    public string PackageVersion { get; init; } = "";

    /// <summary>Size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Whether its owner may execute it on the build machine. False on Windows, where nobody knows.</summary>
    public bool Executable { get; init; }

    /// <summary>Runtime identifier when it is an asset of one (<c>runtimes/RID/native/…</c>); empty otherwise.</summary>
    public string RuntimeIdentifier { get; init; } = "";
}

/// <summary>The native closure of an app that goes on scratch.</summary>
public sealed record NativeFacts
{
    /// <summary>Libraries, certificates, time zones, licences and links, absolute in the image, in any order.</summary>
    public required IReadOnlyList<Images.FileEntry> Entries { get; init; }

    /// <summary>What was taken from this machine, ordered by path.</summary>
    public required IReadOnlyList<NativeFile> Taken { get; init; }
}

/// <summary>A file of the build machine that the image carries.</summary>
/// <param name="Path">Path in the image.</param>
/// <param name="Package">Package that owns it; empty when unknown.</param>
/// <param name="Version">Version of the package; empty when unknown.</param>
/// <param name="Digest">sha256 digest of the content.</param>
public sealed record NativeFile(string Path, string Package, string Version, string Digest);
