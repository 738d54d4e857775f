namespace Containerize.Images;

/// <summary>Media types of the manifest and config.</summary>
public enum ImageFormat
{
    /// <summary>The same as the base image has; OCI from scratch.</summary>
    SameAsBase,

    /// <summary>Docker image manifest, version 2, schema 2.</summary>
    Docker,

    /// <summary>OCI image manifest.</summary>
    Oci,
}

/// <summary>
/// Everything that is decided about an image, before a byte of it is written. Immutable; every backend (Dockerfile, in-process image, compose) takes
/// a plan and nothing else, so they cannot disagree.
/// </summary>
public sealed record ImagePlan
{
    /// <summary>Name of the project, for messages.</summary>
    public required string Project { get; init; }

    /// <summary>Configuration that was published, <c>Release</c>.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>Runtime identifier of the app; empty for a portable publish.</summary>
    public string RuntimeIdentifier { get; init; } = "";

    /// <summary>Repository, tags, registries.</summary>
    public required ImageName Name { get; init; }

    /// <summary>The image below ours.</summary>
    public required BaseImage Base { get; init; }

    /// <summary>The platform of the image.</summary>
    public required Platform Platform { get; init; }

    /// <summary>Media types.</summary>
    public ImageFormat Format { get; init; }

    /// <summary>Commands that are run on the base before anything is copied, each as the shell form of a RUN line, in order.</summary>
    public IReadOnlyList<string> RunCommands { get; init; } = [];

    /// <summary>Layers above the base, bottom to top.</summary>
    public required IReadOnlyList<LayerPlan> Layers { get; init; }

    /// <summary>Variables that the project declares, in order; the base's come before them, and a name that the base has is replaced in place.</summary>
    public IReadOnlyList<NamedValue> Environment { get; init; } = [];

    /// <summary>Labels, ordered by name; they are added to the base's.</summary>
    public IReadOnlyList<NamedValue> Labels { get; init; } = [];

    /// <summary>
    /// True: assembly adds <c>org.opencontainers.image.base.digest</c> once the base's digest is known. False from scratch, when the project switched
    /// it off, or when it declares that label itself.
    /// </summary>
    public bool LabelBaseDigest { get; init; }

    /// <summary>Annotations in declared order.</summary>
    public IReadOnlyList<Annotation> Annotations { get; init; } = [];

    /// <summary>Ports that are exposed beside the base's, ordered by number and protocol.</summary>
    public IReadOnlyList<Port> Ports { get; init; } = [];

    /// <summary>Volumes in declared order, added to the base's.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>USER: a name, a uid or <c>uid:gid</c>; null means the base's, which was not read.</summary>
    public string? User { get; init; }

    /// <summary>Working directory, where the published files are.</summary>
    public required UnixPath WorkingDirectory { get; init; }

    /// <summary>ENTRYPOINT in exec form; null keeps the base's. Setting it drops the base's CMD, as Docker does.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>CMD in exec form; null keeps the base's, unless <see cref="Entrypoint"/> is set.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Health check; null keeps the base's.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Stop signal, <c>SIGTERM</c>; null keeps the base's.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Time of creation in seconds since the Unix epoch: of config, history and every file (1 = 1970-01-01T00:00:01Z unless declared).</summary>
    public long Created { get; init; } = 1;

    /// <summary>How hard layers are compressed, from 0 (stored) to 9 (smallest).</summary>
    public int CompressionLevel { get; init; } = 3;

    /// <summary>How a container of this image is started. Nothing of it is in the image.</summary>
    public RunPlan Run { get; init; } = new();

    /// <summary>Why the plan is as it is: one line for each decision, for people to read.</summary>
    public IReadOnlyList<PlanReason> Reasons { get; init; } = [];

    /// <summary>What was warned of while planning, for the report.</summary>
    public IReadOnlyList<PlanWarning> Warnings { get; init; } = [];
}

/// <summary>One decision and why it was taken.</summary>
/// <param name="Subject">What was decided: <c>base</c>, <c>user</c>, <c>ports</c> …</param>
/// <param name="Text">The value and where it comes from.</param>
public sealed record PlanReason(string Subject, string Text);

/// <summary>A warning of the planning.</summary>
/// <param name="Code">CTZ and four digits.</param>
/// <param name="Message">As it was said.</param>
public sealed record PlanWarning(string Code, string Message);
