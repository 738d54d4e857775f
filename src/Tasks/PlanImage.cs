using Containerize.Building;
using Containerize.Caching;
using Containerize.Dockerfiles;
using Containerize.Git;
using Containerize.Images;
using Containerize.Io;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Publishing;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Reads the facts of a project, plans its image and writes <c>plan.json</c>.</summary>
public sealed class PlanImage : PlanInputs
{
    private string ProjectDirectory => Path.GetDirectoryName(ProjectPath)!;

    private string WorkFolder => Path.GetDirectoryName(PlanFile)!;

    private string IntermediateFolder => Path.GetFullPath("..", WorkFolder) + Path.DirectorySeparatorChar;

    private bool IsPublished => IsTrue(FromPublishFolder);

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var environment = ReadEnvironment();
        var facts = ReadFacts(environment);
        if (HealthProbe.IsNeeded(facts) && ContainerizeCustomDockerfile.Length == 0)
        {
            var probe = new ProbeFiles(Path.Combine(WorkFolder, "probe"), Path.Combine(Path.GetDirectoryName(typeof(PlanImage).Assembly.Location)!, HealthProbe.Name + ".dll"));
            facts = facts with { Published = [.. facts.Published, .. await probe.WriteAsync(facts.App, IsPublished ? PublishFolderPath : null, cancellationToken).ConfigureAwait(false)] };
        }

        var settings = new PipelineSettings
        {
            CacheFolder = CacheLocation.Resolve(CacheDirectory, ProjectDirectory, environment) ?? Path.Combine(WorkFolder, "cache"),
            Offline = IsTrue(Offline),
            InsecureRegistries = InsecureRegistries,
            RegistryMirrors = RegistryMirrors,
            EngineHost = EngineHost,
            LocalRegistry = LocalRegistry,
            Environment = environment,
        };
        using var connections = new Connections(settings, ShareConnections(settings), this);
        var completion = new FactsCompletion(connections.Bases, IsTrue(Offline), WorkFolder, this) { ReadOsRelease = new OsReleaseReader(connections.Store, this).ReadAsync };
        facts = await completion.CompleteAsync(facts, IsTrue(ReadBase) && ContainerizeCustomDockerfile.Length == 0, cancellationToken).ConfigureAwait(false);

        var planned = ContainerizeCustomDockerfile.Length > 0 ? await PlanCustomAsync(facts, cancellationToken).ConfigureAwait(false) : ImagePlanner.Plan(facts);
        if (Report(planned) is not { } plan)
            return;

        plan = plan with { Warnings = [.. Warnings.Select(warning => new PlanWarning(warning.Code.Id, warning.Message))] };
        await AtomicFile.WriteTextIfDifferentAsync(PlanFile, PlanJson.Write(plan), cancellationToken).ConfigureAwait(false);
        foreach (var reason in plan.Reasons)
            Detail($"  {reason.Subject}: {reason.Text}");
    }

    private async Task<Diagnostics.Result<ImagePlan>> PlanCustomAsync(ProjectFacts facts, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(ContainerizeCustomDockerfile, ProjectDirectory);
        if (!File.Exists(path))
            throw new ContainerizeException(Diagnostics.BuildCodes.ContextMissing.With("Dockerfile", path, "set ContainerizeCustomDockerfile to a file that is there"));

        var arguments = BuildArguments.ToDictionary(item => item.ItemSpec, item => item.GetMetadata("Value"), StringComparer.Ordinal);
        var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        return CustomDockerfilePlanner.Plan(facts, DockerfileSummary.Read(text, arguments, BuildTarget), ContainerizeCustomDockerfile);
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

    private string PublishFolderPath => Path.GetFullPath(PublishDir, ProjectDirectory);

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
