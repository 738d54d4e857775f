namespace Containerize.Images;

/// <summary>How a container is started on an engine.</summary>
public sealed record RunPlan
{
    /// <summary>Ports to publish; one for each exposed port.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>Variables for running only, in order.</summary>
    public IReadOnlyList<NamedValue> Environment { get; init; } = [];

    /// <summary>Absolute paths of files with <c>NAME=value</c> lines, read when the container is started.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary>Networks to join, made when missing.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>First words of the image's CMD that start the app, and stay when it is run with other arguments; empty where the ENTRYPOINT starts it.</summary>
    public IReadOnlyList<string> CommandPrefix { get; init; } = [];

    /// <summary>What else was asked for; null for nothing.</summary>
    public RunOptions? Options { get; init; }

    /// <summary>True: do not follow the log of the container.</summary>
    public bool Detach { get; init; }

    /// <summary>CMD of a container whose app gets these arguments instead of its default ones; null, which keeps the image's, when there are none.</summary>
    public IReadOnlyList<string>? CommandFor(IReadOnlyList<string> arguments) => arguments.Count == 0 ? null : [.. CommandPrefix, .. arguments];
}

/// <summary>A container port that is published on the host.</summary>
/// <param name="Container">Port in the container.</param>
/// <param name="HostPort">Port on the host; null means a free one.</param>
/// <param name="HostIp">Address on the host.</param>
public sealed record PublishedPort(Port Container, int? HostPort = null, string HostIp = "127.0.0.1");
