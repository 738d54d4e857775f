using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// The plan of an image whose Dockerfile is the user's own: what it is called, for which platform, and how it is run. What is in it is the
/// Dockerfile's part, so files, variables, labels and the entry point of the project are not planned.
/// </summary>
public static class CustomDockerfilePlanner
{
    /// <summary>The plan with everything that was found; no plan when one of the findings is an error.</summary>
    /// <param name="facts">The project.</param>
    /// <param name="dockerfile">What the Dockerfile says.</param>
    /// <param name="path">Path of the Dockerfile, for people.</param>
    public static Result<ImagePlan> Plan(ProjectFacts facts, DockerfileSummary dockerfile, string path)
    {
        var findings = new PlanFindings();
        var platform = findings.Take("platform", PlatformChoice.Choose(facts));
        var reference = dockerfile.Images.Count > 0 ? dockerfile.Images[dockerfile.Images.Count - 1] : BaseImage.Scratch;
        var name = findings.Take("name", NameChoice.Choose(facts));
        var format = findings.Take("format", FormatChoice.Choose(facts));
        var created = findings.Take("created", CreatedChoice.Choose(facts));
        var workingDirectory = findings.Take("working directory", WorkingDirectoryChoice.Choose(facts));
        var ports = findings.Take("ports", PortChoice.Choose(WithPorts(facts, dockerfile), new BaseImage { Reference = reference }));
        var volumes = findings.Take("volumes", VolumeChoice.Choose(facts));
        var networks = findings.Take("networks", NetworkChoice.Choose(facts));
        var run = findings.Take("run", RunChoice.Choose(facts, ports, networks));
        if (findings.Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error))
            return new(null, findings.Diagnostics);

        var plan = new ImagePlan
        {
            Project = facts.ProjectName,
            Configuration = facts.Configuration,
            RuntimeIdentifier = facts.App.RuntimeIdentifier,
            Name = name,
            Base = new BaseImage { Reference = reference },
            Platform = platform.Platform,
            Format = format,
            Layers = [],
            Ports = ports.Exposed,
            Volumes = volumes,
            User = dockerfile.User.Length > 0 ? dockerfile.User : null,
            WorkingDirectory = workingDirectory,
            Created = created,
            Run = run,
            Reasons = [new PlanReason("files", $"those of {path} (from ContainerizeCustomDockerfile)"), .. findings.Reasons],
        };
        return new(plan, findings.Diagnostics);
    }

    // ContainerPort items stay, for their HostPort; what the Dockerfile exposes beside them is published as well.
    private static ProjectFacts WithPorts(ProjectFacts facts, DockerfileSummary dockerfile)
    {
        var exposed = dockerfile.Ports.Where(port => !facts.Ports.Any(item => Same(item, port)));
        return facts with { Ports = [.. facts.Ports, .. exposed.Select(port => new ItemFact(port, new Dictionary<string, string>()))] };
    }

    private static bool Same(ItemFact item, string port) =>
        item.Include == port || $"{item.Include}/{(item["Type"].Length > 0 ? item["Type"].ToLowerInvariant() : "tcp")}" == port;
}
