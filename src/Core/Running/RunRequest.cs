using Containerize.Images;

namespace Containerize.Running;

/// <summary>A container to start for a project.</summary>
public sealed record RunRequest
{
    /// <summary>Reference of the image, which the engine has.</summary>
    public required string Image { get; init; }

    /// <summary>What the container is named after, <c>shop</c>; also its name in networks.</summary>
    public required string Name { get; init; }

    /// <summary>Marks what is started.</summary>
    public required ProjectLabel Label { get; init; }

    /// <summary>Ports, variables, networks.</summary>
    public RunPlan Run { get; init; } = new();

    /// <summary>Volumes of the plan. Those without a source, and others that the image declares, get a volume that is kept from run to run.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>Health check of the plan; null keeps the image's. Said again here, because Podman does not read it from images in OCI format.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Instead of the image's CMD; null keeps it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Variables of the build, for names without value in environment files.</summary>
    public IReadOnlyDictionary<string, string> BuildEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Time in which the container must be healthy or listening.</summary>
    public TimeSpan ReadyTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A container of a plan's image.</summary>
    public static RunRequest From(ImagePlan plan, ProjectLabel label, IReadOnlyDictionary<string, string> buildEnvironment)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new()
        {
            Image = plan.Name.References[0],
            Name = plan.Name.Repository[(plan.Name.Repository.LastIndexOf('/') + 1)..],
            Label = label,
            Run = plan.Run,
            Volumes = plan.Volumes,
            HealthCheck = plan.HealthCheck,
            BuildEnvironment = buildEnvironment,
        };
    }
}
