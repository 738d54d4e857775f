namespace Containerize.Diagnostics;

/// <summary>CTZ062x and CTZ063x: builds of Dockerfiles by an engine or buildx, and bases that are made on an engine.</summary>
public static class BuildCodes
{
    /// <summary>The Dockerfile could not be built.</summary>
    public static readonly DiagnosticCode BuildFailed = new("CTZ0620", Severity.Error, "The Dockerfile could not be built",
        "'{0}' could not be built by {1}: {2}.");

    /// <summary>The Dockerfile or its context is not there.</summary>
    public static readonly DiagnosticCode ContextMissing = new("CTZ0621", Severity.Error, "The Dockerfile or its context is not there",
        "The {0} '{1}' is not there: {2}.");

    /// <summary>The base comes from the engine.</summary>
    public static readonly DiagnosticCode BaseFromEngine = new("CTZ0622", Severity.Message, "The base comes from the engine",
        "'{0}' comes from no registry ({1}), so the image of that name in the engine at {2} is the base: push it to a registry for others to build the same.");

    /// <summary>Packages cannot be installed on this base.</summary>
    public static readonly DiagnosticCode PackagesUnsupported = new("CTZ0623", Severity.Error, "Packages cannot be installed on this base",
        "{0} cannot be used on '{1}': {2}. Set {3}.");

    /// <summary>A build secret cannot be handed over.</summary>
    public static readonly DiagnosticCode SecretsUnavailable = new("CTZ0624", Severity.Error, "A build secret cannot be handed over",
        "ContainerizeSecret cannot be handed to {0}: {1}. {2}.");

    /// <summary>A build setting is not valid.</summary>
    public static readonly DiagnosticCode InvalidSetting = new("CTZ0625", Severity.Error, "A build setting is not valid",
        "{0} '{1}' is not valid: {2}.");

    /// <summary>buildx is not usable.</summary>
    public static readonly DiagnosticCode BuildxMissing = new("CTZ0626", Severity.Error, "buildx is not usable",
        "ContainerizeBuilder=buildx needs docker buildx: {0}. Install the buildx plug-in of docker, or set ContainerizeBuilder to engine or direct.");

    /// <summary>buildx is too old for an option.</summary>
    public static readonly DiagnosticCode BuildxOptionDropped = new("CTZ0627", Severity.Warning, "buildx is too old for an option",
        "buildx {0} knows no {1}, so {2}: install {3} or newer.");

    /// <summary>An image archive cannot be read.</summary>
    public static readonly DiagnosticCode ArchiveInvalid = new("CTZ0628", Severity.Error, "An image archive cannot be read",
        "What {0} wrote of '{1}' cannot be read: {2}.");

    /// <summary>The bake file was not written.</summary>
    public static readonly DiagnosticCode BakeFileNotWritten = new("CTZ0629", Severity.Error, "The bake file was not written",
        "'{0}' was not written: {1}. Move what is there, or set ContainerizeBakeFile to another path.");

    /// <summary>Two projects have the same image name.</summary>
    public static readonly DiagnosticCode SameImageName = new("CTZ0630", Severity.Error, "Two projects have the same image name",
        "'{0}' is the image of '{1}', and the last one built would replace the others: set ContainerRepository in each.");

    /// <summary>The codes of this area, ordered by id. Declared last: static fields are set in order.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        BuildFailed,
        ContextMissing,
        BaseFromEngine,
        PackagesUnsupported,
        SecretsUnavailable,
        InvalidSetting,
        BuildxMissing,
        BuildxOptionDropped,
        ArchiveInvalid,
        BakeFileNotWritten,
        SameImageName,
    ];
}
