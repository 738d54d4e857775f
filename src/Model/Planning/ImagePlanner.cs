using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Makes the plan of an image out of the facts of a project. Pure: reads no file, no clock, no environment.</summary>
public static class ImagePlanner
{
    /// <summary>The plan with everything that was found; no plan when one of the findings is an error.</summary>
    public static Result<ImagePlan> Plan(ProjectFacts facts)
    {
        var findings = new PlanFindings();
        var platform = findings.Take("platform", PlatformChoice.Choose(facts));
        var reference = findings.Take("base", BaseImageChoice.Choose(facts, platform));
        var image = new BaseImage { Reference = reference, Config = facts.BaseConfig ?? BaseImageTable.Find(reference) };
        var name = findings.Take("name", NameChoice.Choose(facts));
        var format = findings.Take("format", FormatChoice.Choose(facts));
        var created = findings.Take("created", CreatedChoice.Choose(facts));
        var level = findings.Take("compression", CompressionChoice.Choose(facts));
        var workingDirectory = findings.Take("working directory", WorkingDirectoryChoice.Choose(facts));
        var user = findings.Take("user", UserChoice.Choose(facts, image));
        var ports = findings.Take("ports", PortChoice.Choose(facts, image));
        var environment = findings.Take("environment", EnvironmentChoice.Choose(facts, ports.Implied));
        var labels = findings.Take("labels", LabelChoice.Choose(facts, reference, created));
        var annotations = findings.Take("annotations", AnnotationChoice.Choose(facts));
        var start = findings.Take("start", EntrypointChoice.Choose(facts, workingDirectory));
        var healthCheck = findings.Take("health check", HealthCheckChoice.Choose(facts, reference, ports.Exposed, workingDirectory));
        var stopSignal = findings.Take("stop signal", StopSignalChoice.Choose(facts));
        var volumes = findings.Take("volumes", VolumeChoice.Choose(facts));
        var networks = findings.Take("networks", NetworkChoice.Choose(facts));
        var published = findings.Take("runtimes", TrimRuntimes.Choose(facts, platform, IsGlibcOnly(facts, reference, platform)));
        var layers = findings.Take("layers", LayerChoice.Choose(facts, published, workingDirectory, user));
        var run = findings.Take("run", RunChoice.Choose(facts, ports, networks));
        var commands = findings.Take("commands", RunCommandChoice.Choose(facts, image));
        if (findings.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return new(null, findings.Diagnostics);

        var plan = new ImagePlan
        {
            Project = facts.ProjectName,
            Configuration = facts.Configuration,
            RuntimeIdentifier = facts.App.RuntimeIdentifier,
            Name = name,
            Base = image,
            Platform = platform.Platform,
            Format = format,
            RunCommands = commands,
            Layers = layers,
            Environment = environment,
            Labels = labels,
            LabelBaseDigest = LabelChoice.WantsBaseDigest(facts, reference),
            Annotations = annotations,
            Ports = ports.Exposed,
            Volumes = volumes,
            User = user,
            WorkingDirectory = workingDirectory,
            Entrypoint = start.Entrypoint,
            Command = start.Command,
            HealthCheck = healthCheck,
            StopSignal = stopSignal,
            Created = created,
            CompressionLevel = level,
            Run = run with { CommandPrefix = start.CommandPrefix },
            Reasons = findings.Reasons,
        };
        return new(plan, findings.Diagnostics);
    }

    // Only where the base is inferred its C library is known.
    internal static bool IsGlibcOnly(ProjectFacts facts, string reference, ImagePlatform platform) =>
        facts.Image.ContainerBaseImage.Length == 0 && !platform.IsMusl && reference.IndexOf("alpine", StringComparison.Ordinal) < 0;
}
