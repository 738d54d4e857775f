using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Analysis;

/// <summary>
/// What the image of a project will say, decided by the code that plans it. What only a base image knows is null: rules that need it say nothing.
/// </summary>
public sealed record ImageExpectation
{
    /// <summary>Full reference of the base, or <c>scratch</c>.</summary>
    public required string Base { get; init; }

    /// <summary>What the base declares; null when nobody knows without reading it.</summary>
    public required BaseImageConfig? BaseConfig { get; init; }

    /// <summary>Ports that the image exposes, ordered.</summary>
    public required IReadOnlyList<Port> Ports { get; init; }

    /// <summary>True when the project names its ports itself.</summary>
    public required bool PortsAreDeclared { get; init; }

    /// <summary>Ports that configuration makes the app listen on: base, appsettings and variables, as if it declared none. Null when unknown.</summary>
    public required IReadOnlyList<Port>? ConfiguredPorts { get; init; }

    /// <summary>Variables that the image sets over those of the base, in order.</summary>
    public required IReadOnlyList<NamedValue> Environment { get; init; }

    /// <summary>User of the image; null when only the base knows.</summary>
    public required string? User { get; init; }

    /// <summary>False for Windows images.</summary>
    public required bool IsLinux { get; init; }

    internal ProjectFacts Project { get; init; } = new() { ProjectName = "" };

    /// <summary>Ports that the app listens on with another base and other variables, as a Dockerfile or a compose file gives them. Ordered.</summary>
    /// <param name="config">What the base declares.</param>
    /// <param name="environment">Variables over those of the base; later ones win.</param>
    public IReadOnlyList<Port> PortsWith(BaseImageConfig config, IReadOnlyList<NamedValue> environment)
    {
        var items = environment.Select(variable => new ItemFact(variable.Name, new Dictionary<string, string> { ["Value"] = variable.Value }));
        var facts = Project with { Ports = [], EnvironmentVariables = [.. items] };
        return PortChoice.Choose(facts, new BaseImage { Reference = "dockerfile", Config = config }).Value.Exposed;
    }

    /// <summary>Decides for the facts of a build.</summary>
    /// <param name="facts">What the build told.</param>
    /// <param name="appSettings">Text of appsettings.json; null when there is none.</param>
    /// <param name="productionAppSettings">Text of appsettings.Production.json; null when there is none.</param>
    public static ImageExpectation Of(AnalyzerFacts facts, string? appSettings, string? productionAppSettings)
    {
        var project = Facts(facts, appSettings, productionAppSettings);
        var platform = PlatformChoice.Choose(project).Value;
        var reference = BaseImageChoice.Choose(project, platform).Value;
        var image = new BaseImage { Reference = reference, Config = BaseImageTable.Find(reference) };
        var ports = PortChoice.Choose(project, image).Value;
        var configured = PortChoice.Choose(project with { Ports = [] }, image).Value;
        var isKnown = image.IsScratch || image.Config is not null;
        var windows = project.Image.ContainerRuntimeIdentifier.Length > 0 ? project.Image.ContainerRuntimeIdentifier : project.App.RuntimeIdentifier;
        return new()
        {
            Project = project,
            Base = reference,
            BaseConfig = image.Config,
            Ports = ports.Exposed,
            PortsAreDeclared = project.Ports.Count > 0,
            ConfiguredPorts = isKnown ? configured.Exposed : null,
            Environment = EnvironmentChoice.Choose(project, configured.Implied).Value,
            User = UserChoice.Choose(project, image).Value,
            IsLinux = !windows.StartsWith("win", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static ProjectFacts Facts(AnalyzerFacts facts, string? appSettings, string? productionAppSettings) => new()
    {
        ProjectName = facts["MSBuildProjectName"],
        App = new()
        {
            AssemblyName = facts["AssemblyName"],
            FrameworkVersion = facts["TargetFrameworkVersion"].TrimStart('v'),
            SdkVersion = facts["NETCoreSdkVersion"],
            RuntimeIdentifier = facts["RuntimeIdentifier"],
            SdkRuntimeIdentifier = facts["NETCoreSdkPortableRuntimeIdentifier"],
            SelfContained = facts.Is("SelfContained") || facts.Is("PublishSelfContained"),
            Aot = facts.Is("PublishAot"),
            Trimmed = facts.Is("PublishTrimmed"),
            InvariantGlobalization = facts.Is("InvariantGlobalization"),
            UsesAspNetCore = facts.Of("FrameworkReference").Any(item => string.Equals(item.Include, "Microsoft.AspNetCore.App", StringComparison.OrdinalIgnoreCase)),
            IsWebProject = facts.Is("UsingMicrosoftNETSdkWeb"),
            AppSettings = appSettings,
            ProductionAppSettings = productionAppSettings,
        },
        Image = new()
        {
            ContainerBaseImage = facts["ContainerBaseImage"],
            ContainerFamily = facts["ContainerFamily"],
            ContainerRuntimeIdentifier = facts["ContainerRuntimeIdentifier"],
            ContainerUser = facts["ContainerUser"],
        },
        Ports = facts.Of("ContainerPort"),
        EnvironmentVariables = facts.Of("ContainerEnvironmentVariable"),
    };
}
