namespace Containerize.Diagnostics;

/// <summary>CTZ06xx: container engines.</summary>
public static class EngineCodes
{
    /// <summary>No container engine answers.</summary>
    public static readonly DiagnosticCode EngineUnreachable = new("CTZ0601", Severity.Error, "No container engine answers",
        "No container engine answers at {0}: {1}.");

    /// <summary>The engine refused a request.</summary>
    public static readonly DiagnosticCode EngineRefused = new("CTZ0602", Severity.Error, "The engine refused a request",
        "The engine at {0} refused to {1} ({2}): {3}.");

    /// <summary>The engine could not load the image.</summary>
    public static readonly DiagnosticCode EngineLoadFailed = new("CTZ0603", Severity.Error, "The engine could not load the image",
        "The engine at {0} could not load '{1}': {2}.");

    /// <summary>The container exited early.</summary>
    public static readonly DiagnosticCode ContainerExited = new("CTZ0604", Severity.Error, "The container exited early",
        "Container {0} of '{1}' exited with code {2}{3}. Last log lines: {4}");

    /// <summary>The container did not become ready.</summary>
    public static readonly DiagnosticCode NotHealthy = new("CTZ0605", Severity.Error, "The container did not become ready",
        "Container {0} of '{1}' was not {2} after {3} seconds: {4}");

    /// <summary>A host port is taken.</summary>
    public static readonly DiagnosticCode PortInUse = new("CTZ0606", Severity.Error, "A host port is taken",
        "Port {0} on {1} is taken: set HostPort of ContainerPort '{2}' to another, or leave it out for a free one.");

    /// <summary>The engine stopped answering.</summary>
    public static readonly DiagnosticCode EngineDied = new("CTZ0607", Severity.Error, "The engine stopped answering",
        "The engine at {0} stopped answering during {1}: {2}.");

    /// <summary>An engine is needed, and the build is offline.</summary>
    public static readonly DiagnosticCode OfflineEngine = new("CTZ0608", Severity.Error, "An engine is needed, and the build is offline",
        "{0} needs a container engine, and ContainerizeOffline is set.");

    /// <summary>The engine may not be used.</summary>
    public static readonly DiagnosticCode EngineNotPermitted = new("CTZ0609", Severity.Error, "The engine may not be used",
        "{0} may not be opened by this user: {1}.");

    /// <summary>No engine answers, an archive was written.</summary>
    public static readonly DiagnosticCode ArchiveInstead = new("CTZ0610", Severity.Message, "No engine answers, an archive was written",
        "No container engine answers, so the image is in {0}; load and run it: {1}");

    /// <summary>The address of the engine is not valid.</summary>
    public static readonly DiagnosticCode InvalidEngineHost = new("CTZ0611", Severity.Error, "The address of the engine is not valid",
        "{1} '{0}' is not the address of an engine: {2}. Write unix:///path, npipe:////./pipe/name, tcp://host:port or ssh://user@host.");

    /// <summary>An environment file cannot be read.</summary>
    public static readonly DiagnosticCode EnvironmentFileInvalid = new("CTZ0612", Severity.Error, "An environment file cannot be read",
        "ContainerizeEnvFile '{0}' cannot be read: {1}.");

    /// <summary>The container listens elsewhere.</summary>
    public static readonly DiagnosticCode MovedRunAddress = new("CTZ0613", Severity.Warning, "The container listens elsewhere",
        "Container {0} does not listen on port {1}, but on {2}: {3}.");

    /// <summary>The engine is too old.</summary>
    public static readonly DiagnosticCode EngineTooOld = new("CTZ0614", Severity.Error, "The engine is too old",
        "The engine at {0} speaks API {1}; {2} or newer is needed (Docker 19.03, Podman 3.0).");

    /// <summary>The API versions do not meet.</summary>
    public static readonly DiagnosticCode ApiVersionMismatch = new("CTZ0615", Severity.Error, "The API versions do not meet",
        "The engine at {0} does not speak API {1}: {2}.");

    /// <summary>The codes of this area, ordered by id. Declared last: static fields are set in order.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        EngineUnreachable,
        EngineRefused,
        EngineLoadFailed,
        ContainerExited,
        NotHealthy,
        PortInUse,
        EngineDied,
        OfflineEngine,
        EngineNotPermitted,
        ArchiveInstead,
        InvalidEngineHost,
        EnvironmentFileInvalid,
        MovedRunAddress,
        EngineTooOld,
        ApiVersionMismatch,
    ];
}
