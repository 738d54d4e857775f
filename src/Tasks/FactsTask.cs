using Containerize.Git;
using Containerize.Planning;
using Containerize.Publishing;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Makes the facts of a project out of what MSBuild hands in.</summary>
public abstract class FactsTask : PlanInputs
{
    /// <summary>Absolute path of the project's folder.</summary>
    protected string ProjectDirectory => Path.GetDirectoryName(ProjectPath)!;

    /// <summary>Absolute path of our folder below the project's obj.</summary>
    protected string WorkFolder => Path.GetDirectoryName(PlanFile)!;

    /// <summary>True after Publish, when the publish folder decides about files.</summary>
    protected bool IsPublished => IsTrue(FromPublishFolder);

    /// <summary>Absolute path of the publish folder.</summary>
    protected string PublishFolderPath => Path.GetFullPath(PublishDir, ProjectDirectory);

    private string IntermediateFolder => Path.GetFullPath("..", WorkFolder) + Path.DirectorySeparatorChar;

    /// <summary>The facts, with the health probe's files where the image gets them; what only a base image tells is not among them.</summary>
    protected async Task<ProjectFacts> ReadFactsAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var facts = ReadFacts(environment);
        if (!HealthProbe.IsNeeded(facts) || ContainerizeCustomDockerfile.Length > 0)
            return facts;

        var probe = new ProbeFiles(Path.Combine(WorkFolder, "probe"), Path.Combine(Path.GetDirectoryName(typeof(FactsTask).Assembly.Location)!, HealthProbe.Name + ".dll"));
        return facts with { Published = [.. facts.Published, .. await probe.WriteAsync(facts.App, IsPublished ? PublishFolderPath : null, cancellationToken).ConfigureAwait(false)] };
    }

    private ProjectFacts ReadFacts(IReadOnlyDictionary<string, string> environment) => new()
    {
        ProjectName = Path.GetFileNameWithoutExtension(ProjectPath),
        ProjectPath = ProjectPath,
        Configuration = Configuration,
        App = ReadApp(),
        Image = ReadImage(environment),
        Labels = new LabelFacts { Properties = ReadLabelProperties() },
        Ports = TaskItems.Facts(ContainerPorts),
        EnvironmentVariables = TaskItems.Facts(ContainerEnvironmentVariables),
        ContainerLabels = TaskItems.Facts(ContainerLabels),
        Annotations = TaskItems.Facts(ContainerAnnotations),
        Volumes = TaskItems.Facts(ContainerVolumes),
        Networks = TaskItems.Facts(ContainerNetworks),
        Directories = TaskItems.Facts(ContainerDirectories),
        Files = [.. ContainerFiles.Select(ReadExtraFile)],
        Layers = TaskItems.Facts(ContainerLayers),
        Packages = TaskItems.Facts(ContainerPackages),
        RunCommands = TaskItems.Facts(ContainerRunCommands),
        RunEnvironment = TaskItems.Facts(RunEnvironment),
        EnvironmentFiles = TaskItems.FullPaths(EnvironmentFiles),
        Published = ReadPublished(),
    };

    private AppFacts ReadApp()
    {
        var settingsFolder = IsPublished ? PublishFolderPath : ProjectDirectory;
        return new AppFacts
        {
            AssemblyName = AssemblyName,
            TargetFileName = TargetFileName,
            FrameworkVersion = TargetFrameworkVersion.TrimStart('v'),
            SdkVersion = SdkVersion,
            BundledRuntimeVersion = BundledRuntimeVersion,
            RuntimeIdentifier = RuntimeIdentifier,
            SdkRuntimeIdentifier = SdkRuntimeIdentifier,
            SelfContained = IsTrue(SelfContained) || IsTrue(PublishSelfContained),
            SingleFile = IsTrue(PublishSingleFile),
            Aot = IsTrue(PublishAot),
            Trimmed = IsTrue(PublishTrimmed),
            InvariantGlobalization = IsTrue(InvariantGlobalization),
            UsesAspNetCore = FrameworkReferences.Any(item => item.ItemSpec.Equals("Microsoft.AspNetCore.App", StringComparison.OrdinalIgnoreCase)),
            IsWebProject = IsTrue(UsingWebSdk),
            AppSettings = ReadTextIfThere(Path.Combine(settingsFolder, "appsettings.json")),
            ProductionAppSettings = ReadTextIfThere(Path.Combine(settingsFolder, "appsettings.Production.json")),
        };
    }

    private ImageFacts ReadImage(IReadOnlyDictionary<string, string> environment) => new()
    {
        ContainerBaseImage = ContainerBaseImage,
        ContainerFamily = ContainerFamily,
        ContainerRuntimeIdentifier = ContainerRuntimeIdentifier,
        ContainerRegistry = ContainerRegistry,
        ContainerizeRegistries = [.. ContainerizeRegistries.Select(item => item.ItemSpec)],
        ContainerRepository = ContainerRepository.Length > 0 ? ContainerRepository : ContainerImageName.Length > 0 ? ContainerImageName : ContainerizeCustomDockerfile.Length > 0 ? DockerfileTag : "",
        ContainerImageTag = IsTrue(AutoGenerateImageTag) && ContainerImageTags.Length == 0
            ? DateTime.UtcNow.ToString("yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture)
            : ContainerImageTag,
        ContainerImageTags = ContainerImageTags,
        ContainerImageFormat = ContainerImageFormat,
        ContainerWorkingDirectory = ContainerWorkingDirectory,
        ContainerUser = ContainerUser,
        ContainerAppCommandInstruction = ContainerAppCommandInstruction,
        ContainerAppCommand = TaskItems.Facts(ContainerAppCommand),
        ContainerAppCommandArgs = TaskItems.Facts(ContainerAppCommandArgs),
        ContainerDefaultArgs = TaskItems.Facts(ContainerDefaultArgs),
        ContainerEntrypoint = TaskItems.Facts(ContainerEntrypoint),
        ContainerEntrypointArgs = TaskItems.Facts(ContainerEntrypointArgs),
        ContainerHealthCheck = ContainerHealthCheck,
        ContainerHealthCheckArgs = TaskItems.Facts(ContainerHealthCheckArgs),
        ContainerHealthCheckInterval = ContainerHealthCheckInterval,
        ContainerHealthCheckTimeout = ContainerHealthCheckTimeout,
        ContainerHealthCheckStartPeriod = ContainerHealthCheckStartPeriod,
        ContainerHealthCheckRetries = ContainerHealthCheckRetries,
        ContainerStopSignal = ContainerStopSignal,
        ContainerizeTrimRuntimes = ContainerizeTrimRuntimes,
        ContainerizeRunDetach = ContainerizeRunDetach,
        ContainerizeRunArguments = ContainerizeRunArguments,
        SourceDateEpoch = environment.GetValueOrDefault("SOURCE_DATE_EPOCH", ""),
        ContainerizeCreated = ContainerizeCreated,
        ContainerizeCompressionLevel = ContainerizeCompressionLevel,
        CommitTime = ContainerizeCreated == "commit" ? GitHead.CommitTime(ProjectDirectory) : null,
    };

    private IReadOnlyList<PublishedFile> ReadPublished()
    {
        var listed = ListedFiles.Read(ResolvedFiles, IntermediateFolder, AssemblyName);
        if (!IsPublished)
            return PublishFolder.Foresee(listed);

        var files = PublishFolder.Read(PublishFolderPath, listed);
        return new PublishedList(Path.Combine(WorkFolder, "published.txt")).LeaveOutStale(files, listed, PublishFolderPath, this);
    }

    private static ExtraFileFact ReadExtraFile(ITaskItem item)
    {
        var source = item.GetMetadata("FullPath");
        var executable = File.Exists(source) && !OperatingSystem.IsWindows() && File.GetUnixFileMode(source).HasFlag(UnixFileMode.UserExecute);
        return new ExtraFileFact(item.ItemSpec, source, File.Exists(source), executable, TaskItems.Fact(item));
    }

    private static string? ReadTextIfThere(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
