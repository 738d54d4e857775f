namespace Containerize.Engines;

/// <summary>A container as it is now.</summary>
public sealed record ContainerState
{
    /// <summary>64 hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Without the slash before it.</summary>
    public required string Name { get; init; }

    /// <summary><c>created</c>, <c>running</c>, <c>exited</c> …</summary>
    public required string Status { get; init; }

    /// <summary>True while its process runs.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Exit code of the last run.</summary>
    public int ExitCode { get; init; }

    /// <summary>True when it was ended for using too much memory.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>Process id on the engine's machine; 0 when it does not run.</summary>
    public int ProcessId { get; init; }

    /// <summary>True when its log has no frames.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>Why it did not start; empty when it did.</summary>
    public string Error { get; init; } = "";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Published ports: <c>8080/tcp</c> to the address and port on the engine's machine.</summary>
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];

    /// <summary>Health; null when there is no check.</summary>
    public ContainerHealth? Health { get; init; }

    /// <summary>The command of the health check in the form of the image config, <c>CMD</c> or <c>CMD-SHELL</c> first; empty when there is none.</summary>
    public IReadOnlyList<string> HealthTest { get; init; } = [];
}

/// <summary>Where a container's port is published.</summary>
/// <param name="Container"><c>8080/tcp</c>.</param>
/// <param name="HostIp">Address on the engine's machine.</param>
/// <param name="HostPort">Port there.</param>
public sealed record PortBinding(string Container, string HostIp, int HostPort);

/// <summary>What an engine says of a container's health.</summary>
/// <param name="Status"><c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="LastOutput">What the last check wrote.</param>
public sealed record ContainerHealth(string Status, string LastOutput);
