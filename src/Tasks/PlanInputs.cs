using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// The inputs of <see cref="PlanImage"/>: evaluated properties and items, each under its own name. They are task parameters one by one because that is
/// the only road on which MSBuild changes nothing of a value.
/// </summary>
public abstract class PlanInputs : ConnectedTask
{
#pragma warning disable CS1591, CA1819 // named after the MSBuild properties and items; MSBuild hands in arrays
    [Required] public string PlanFile { get; set; } = "";

    // The app, as the SDK evaluates it.
    public string PublishDir { get; set; } = "";
    public string FromPublishFolder { get; set; } = "";
    public string AssemblyName { get; set; } = "";
    public string TargetFileName { get; set; } = "";
    public string TargetFrameworkVersion { get; set; } = "";
    public string SdkVersion { get; set; } = "";
    public string BundledRuntimeVersion { get; set; } = "";
    public string RuntimeIdentifier { get; set; } = "";
    public string SdkRuntimeIdentifier { get; set; } = "";
    public string SelfContained { get; set; } = "";
    public string PublishSelfContained { get; set; } = "";
    public string PublishSingleFile { get; set; } = "";
    public string PublishAot { get; set; } = "";
    public string PublishTrimmed { get; set; } = "";
    public string InvariantGlobalization { get; set; } = "";
    public string UsingWebSdk { get; set; } = "";
    public string Configuration { get; set; } = "";

    // Properties that describe the image.
    public string ContainerBaseImage { get; set; } = "";
    public string ContainerFamily { get; set; } = "";
    public string ContainerRuntimeIdentifier { get; set; } = "";
    public string ContainerRegistry { get; set; } = "";
    public string ContainerRepository { get; set; } = "";
    public string ContainerImageName { get; set; } = "";
    public string ContainerImageTag { get; set; } = "";
    public string ContainerImageTags { get; set; } = "";
    public string AutoGenerateImageTag { get; set; } = "";
    public string ContainerImageFormat { get; set; } = "";
    public string ContainerWorkingDirectory { get; set; } = "";
    public string ContainerUser { get; set; } = "";
    public string ContainerAppCommandInstruction { get; set; } = "";
    public string ContainerHealthCheck { get; set; } = "";
    public string ContainerHealthCheckInterval { get; set; } = "";
    public string ContainerHealthCheckTimeout { get; set; } = "";
    public string ContainerHealthCheckStartPeriod { get; set; } = "";
    public string ContainerHealthCheckRetries { get; set; } = "";
    public string ContainerStopSignal { get; set; } = "";
    public string ContainerizeTrimRuntimes { get; set; } = "";
    public string ContainerizeRunDetach { get; set; } = "";
    public string ContainerizeRunArguments { get; set; } = "";
    public string ContainerizeCreated { get; set; } = "";
    public string ContainerizeCompressionLevel { get; set; } = "";
    public string ContainerizeBuilder { get; set; } = "";
    public string ContainerizeCustomDockerfile { get; set; } = "";
    public string BuildTarget { get; set; } = "";
    public string DockerfileTag { get; set; } = "";

    // Whether the base is to be read.
    public string ReadBase { get; set; } = "";

    // What labels are made of.
    public string ContainerDescription { get; set; } = "";
    public string Description { get; set; } = "";
    public string ContainerAuthors { get; set; } = "";
    public string Authors { get; set; } = "";
    public string ContainerInformationUrl { get; set; } = "";
    public string ContainerDocumentationUrl { get; set; } = "";
    public string PackageProjectUrl { get; set; } = "";
    public string ContainerVersion { get; set; } = "";
    public string PackageVersion { get; set; } = "";
    public string ContainerLicenseExpression { get; set; } = "";
    public string PackageLicenseExpression { get; set; } = "";
    public string ContainerTitle { get; set; } = "";
    public string ImageTitle { get; set; } = "";
    public string ContainerVendor { get; set; } = "";
    public string PublishRepositoryUrl { get; set; } = "";
    public string RepositoryType { get; set; } = "";
    public string PrivateRepositoryUrl { get; set; } = "";
    public string SourceRevisionId { get; set; } = "";
    public string ContainerGenerateLabels { get; set; } = "";
    public string ContainerGenerateLabelsImageCreated { get; set; } = "";
    public string ContainerGenerateLabelsImageDescription { get; set; } = "";
    public string ContainerGenerateLabelsImageAuthors { get; set; } = "";
    public string ContainerGenerateLabelsImageUrl { get; set; } = "";
    public string ContainerGenerateLabelsImageDocumentation { get; set; } = "";
    public string ContainerGenerateLabelsImageSource { get; set; } = "";
    public string ContainerGenerateLabelsImageVersion { get; set; } = "";
    public string ContainerGenerateLabelsImageRevision { get; set; } = "";
    public string ContainerGenerateLabelsImageVendor { get; set; } = "";
    public string ContainerGenerateLabelsImageLicenses { get; set; } = "";
    public string ContainerGenerateLabelsImageTitle { get; set; } = "";
    public string ContainerGenerateLabelsImageBaseDigest { get; set; } = "";
    public string ContainerGenerateLabelsImageBaseName { get; set; } = "";
    public string ContainerGenerateLabelsDotnetToolset { get; set; } = "";

    // Items.
    public ITaskItem[] ResolvedFiles { get; set; } = [];
    public ITaskItem[] ContainerPackages { get; set; } = [];
    public ITaskItem[] BuildArguments { get; set; } = [];
    public ITaskItem[] FrameworkReferences { get; set; } = [];
    public ITaskItem[] ContainerizeRegistries { get; set; } = [];
    public ITaskItem[] ContainerAppCommand { get; set; } = [];
    public ITaskItem[] ContainerAppCommandArgs { get; set; } = [];
    public ITaskItem[] ContainerDefaultArgs { get; set; } = [];
    public ITaskItem[] ContainerEntrypoint { get; set; } = [];
    public ITaskItem[] ContainerEntrypointArgs { get; set; } = [];
    public ITaskItem[] ContainerHealthCheckArgs { get; set; } = [];
    public ITaskItem[] ContainerPorts { get; set; } = [];
    public ITaskItem[] ContainerEnvironmentVariables { get; set; } = [];
    public ITaskItem[] ContainerLabels { get; set; } = [];
    public ITaskItem[] ContainerAnnotations { get; set; } = [];
    public ITaskItem[] ContainerVolumes { get; set; } = [];
    public ITaskItem[] ContainerNetworks { get; set; } = [];
    public ITaskItem[] ContainerDirectories { get; set; } = [];
    public ITaskItem[] ContainerFiles { get; set; } = [];
    public ITaskItem[] ContainerLayers { get; set; } = [];
    public ITaskItem[] ContainerRunCommands { get; set; } = [];
    public ITaskItem[] RunEnvironment { get; set; } = [];
    public ITaskItem[] EnvironmentFiles { get; set; } = [];
#pragma warning restore CS1591, CA1819

    /// <summary>The label properties that are set, by the name that the SDK gives them.</summary>
    protected Dictionary<string, string> ReadLabelProperties()
    {
        var properties = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["ContainerDescription"] = ContainerDescription,
            ["Description"] = Description,
            ["ContainerAuthors"] = ContainerAuthors,
            ["Authors"] = Authors,
            ["ContainerInformationUrl"] = ContainerInformationUrl,
            ["ContainerDocumentationUrl"] = ContainerDocumentationUrl,
            ["PackageProjectUrl"] = PackageProjectUrl,
            ["ContainerVersion"] = ContainerVersion,
            ["PackageVersion"] = PackageVersion,
            ["ContainerLicenseExpression"] = ContainerLicenseExpression,
            ["PackageLicenseExpression"] = PackageLicenseExpression,
            ["ContainerTitle"] = ContainerTitle,
            ["Title"] = ImageTitle,
            ["ContainerVendor"] = ContainerVendor,
            ["PublishRepositoryUrl"] = PublishRepositoryUrl,
            ["RepositoryType"] = RepositoryType,
            ["PrivateRepositoryUrl"] = PrivateRepositoryUrl,
            ["SourceRevisionId"] = SourceRevisionId,
            ["ContainerGenerateLabels"] = ContainerGenerateLabels,
            ["ContainerGenerateLabelsImageCreated"] = ContainerGenerateLabelsImageCreated,
            ["ContainerGenerateLabelsImageDescription"] = ContainerGenerateLabelsImageDescription,
            ["ContainerGenerateLabelsImageAuthors"] = ContainerGenerateLabelsImageAuthors,
            ["ContainerGenerateLabelsImageUrl"] = ContainerGenerateLabelsImageUrl,
            ["ContainerGenerateLabelsImageDocumentation"] = ContainerGenerateLabelsImageDocumentation,
            ["ContainerGenerateLabelsImageSource"] = ContainerGenerateLabelsImageSource,
            ["ContainerGenerateLabelsImageVersion"] = ContainerGenerateLabelsImageVersion,
            ["ContainerGenerateLabelsImageRevision"] = ContainerGenerateLabelsImageRevision,
            ["ContainerGenerateLabelsImageVendor"] = ContainerGenerateLabelsImageVendor,
            ["ContainerGenerateLabelsImageLicenses"] = ContainerGenerateLabelsImageLicenses,
            ["ContainerGenerateLabelsImageTitle"] = ContainerGenerateLabelsImageTitle,
            ["ContainerGenerateLabelsImageBaseDigest"] = ContainerGenerateLabelsImageBaseDigest,
            ["ContainerGenerateLabelsImageBaseName"] = ContainerGenerateLabelsImageBaseName,
            ["ContainerGenerateLabelsDotnetToolset"] = ContainerGenerateLabelsDotnetToolset,
        };
        foreach (var name in properties.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key).ToArray())
            properties.Remove(name);

        return properties;
    }
}
