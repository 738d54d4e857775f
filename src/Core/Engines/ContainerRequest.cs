using Containerize.Images;

namespace Containerize.Engines;

/// <summary>A container to make.</summary>
public sealed record ContainerRequest
{
    /// <summary>Reference or id of the image.</summary>
    public required string Image { get; init; }

    /// <summary>Name; null lets the engine choose.</summary>
    public string? Name { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables beside the image's, in order.</summary>
    public IReadOnlyList<NamedValue> Environment { get; init; } = [];

    /// <summary>Ports to publish. A host port that is null is chosen by the engine.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>Volumes; each has a source.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>Network to join; null means the engine's default.</summary>
    public string? Network { get; init; }

    /// <summary>Further names in <see cref="Network"/>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Instead of the image's entrypoint; null keeps it.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Instead of the image's command; null keeps it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Instead of the image's health check; null keeps it.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>What else a user asked for; null for nothing.</summary>
    public RunOptions? Options { get; init; }

    /// <summary>True: give it a terminal.</summary>
    public bool Terminal { get; init; }
}

/// <summary>A container that was made.</summary>
/// <param name="Id">64 hexadecimal characters.</param>
/// <param name="Warnings">What the engine has to say about it.</param>
public sealed record CreatedContainer(string Id, IReadOnlyList<string> Warnings);

/// <summary>A container in a list.</summary>
/// <param name="Id">64 hexadecimal characters.</param>
/// <param name="Name">Without the slash before it.</param>
/// <param name="IsRunning">True while it runs.</param>
public sealed record LabelledContainer(string Id, string Name, bool IsRunning);

/// <summary>How a command in a container ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output and error.</param>
public sealed record ExecResult(int ExitCode, IReadOnlyList<LogLine> Output);
