namespace Containerize.Diagnostics;

/// <summary>CTZ01xx: what the project says, and the plan made of it.</summary>
public static class ProjectCodes
{
    /// <summary>A library is not containerized.</summary>
    public static readonly DiagnosticCode LibrarySkipped = new("CTZ0101", Severity.Message, "A library is not containerized",
        "{0} is a library: no image is made. Set OutputType to Exe, or leave Containerize off for it.");

    /// <summary>A test project is not containerized.</summary>
    public static readonly DiagnosticCode TestProjectSkipped = new("CTZ0102", Severity.Message, "A test project is not containerized",
        "{0} is a test project: no image is made. Set IsTestProject to false if it is an app.");

    /// <summary>A project that is not publishable is not containerized.</summary>
    public static readonly DiagnosticCode NotPublishableSkipped = new("CTZ0103", Severity.Message, "A project that is not publishable is not containerized",
        "{0} has IsPublishable=false: no image is made. Set IsPublishable to true to containerize it.");

    /// <summary>Several target frameworks, none chosen.</summary>
    public static readonly DiagnosticCode FrameworkNotChosen = new("CTZ0104", Severity.Error, "Several target frameworks, none chosen",
        "{0} targets {1}, and an image holds one of them: add -f {2} (or -p:TargetFramework={2}) to the command.");

    /// <summary>A port is not valid.</summary>
    public static readonly DiagnosticCode InvalidPort = new("CTZ0105", Severity.Error, "A port is not valid",
        "ContainerPort '{0}' is not valid: {1}. Write a number from 1 to 65535, with Type tcp, udp or sctp.");

    /// <summary>An image tag is not valid.</summary>
    public static readonly DiagnosticCode InvalidTag = new("CTZ0106", Severity.Error, "An image tag is not valid",
        "'{0}' in {1} is not a tag: a tag has 1 to 128 letters, digits, '_', '.' or '-', and begins with a letter, digit or '_'.");

    /// <summary>A repository name is not valid.</summary>
    public static readonly DiagnosticCode InvalidRepository = new("CTZ0107", Severity.Error, "A repository name is not valid",
        "ContainerRepository '{0}' is not valid: {1}. Write lower-case letters and digits, separated by '.', '_', '-' or '/'.");

    /// <summary>The base image is not a valid reference.</summary>
    public static readonly DiagnosticCode InvalidBaseReference = new("CTZ0108", Severity.Error, "The base image is not a valid reference",
        "ContainerBaseImage '{0}' is not an image reference: {1}. Write [registry/]repository[:tag][@sha256:digest], or scratch.");

    /// <summary>A registry is not valid.</summary>
    public static readonly DiagnosticCode InvalidRegistry = new("CTZ0109", Severity.Error, "A registry is not valid",
        "{1} '{0}' is not a registry: write host, host:port or host:port/path, without a scheme and without a tag.");

    /// <summary>The user is not valid.</summary>
    public static readonly DiagnosticCode InvalidUser = new("CTZ0110", Severity.Error, "The user is not valid",
        "ContainerUser '{0}' is not valid: {1}. Write a name, a uid, or uid:gid.");

    /// <summary>The name of an environment variable is not valid.</summary>
    public static readonly DiagnosticCode InvalidVariableName = new("CTZ0111", Severity.Error, "The name of an environment variable is not valid",
        "'{0}' in {1} is not a name of an environment variable: it must not be empty or hold '=' or a NUL.");

    /// <summary>Two files have the same place in the image.</summary>
    public static readonly DiagnosticCode TargetPathClash = new("CTZ0112", Severity.Error, "Two files have the same place in the image",
        "'{0}' and '{1}' both go to '{2}' in the image: give one of them another TargetPath.");

    /// <summary>A file of ContainerFile does not exist.</summary>
    public static readonly DiagnosticCode ContainerFileMissing = new("CTZ0113", Severity.Error, "A file of ContainerFile does not exist",
        "ContainerFile '{0}' does not exist: create it, or correct its path, which is relative to the project.");

    /// <summary>A path in the image is not valid.</summary>
    public static readonly DiagnosticCode InvalidTargetPath = new("CTZ0114", Severity.Error, "A path in the image is not valid",
        "'{0}' in {1} is not a path in the image: {2}. Write an absolute path such as /data.");

    /// <summary>File permissions are not valid.</summary>
    public static readonly DiagnosticCode InvalidMode = new("CTZ0115", Severity.Error, "File permissions are not valid",
        "Mode '{0}' of {1} '{2}' is not valid: write three or four octal digits, such as 0644 or 755.");

    /// <summary>An owner is not valid.</summary>
    public static readonly DiagnosticCode InvalidOwner = new("CTZ0116", Severity.Error, "An owner is not valid",
        "Owner '{0}' of {1} '{2}' is not valid: write a uid, uid:gid, root, or app for the user of the image.");

    /// <summary>There are no published files.</summary>
    public static readonly DiagnosticCode PublishFolderMissing = new("CTZ0117", Severity.Error, "There are no published files",
        "The publish folder '{0}' does not exist or is empty: run 'dotnet publish' without NoBuild, or check PublishDir.");

    /// <summary>The image runs as root.</summary>
    public static readonly DiagnosticCode RunsAsRoot = new("CTZ0118", Severity.Warning, "The image runs as root",
        "The image runs as root, because '{0}' declares {1}: set ContainerUser (a uid such as 1654), or to root to confirm.");

    /// <summary>The user comes from the base image, which was not read.</summary>
    public static readonly DiagnosticCode UserFromBase = new("CTZ0119", Severity.Message, "The user comes from the base image, which was not read",
        "user: from base: '{0}' was not read{1}; set ContainerUser to name one.");

    /// <summary>A property has a value that is none of its choices.</summary>
    public static readonly DiagnosticCode InvalidChoice = new("CTZ0120", Severity.Error, "A property has a value that is none of its choices",
        "{0} '{1}' is not known: write {2}.");

    /// <summary>This needs a builder that is not available.</summary>
    public static readonly DiagnosticCode NotAvailable = new("CTZ0121", Severity.Error, "This needs a builder that is not available",
        "{0} is not available: {1}.");

    /// <summary>Files of an earlier publish are left out.</summary>
    public static readonly DiagnosticCode StaleFilesLeftOut = new("CTZ0122", Severity.Message, "Files of an earlier publish are left out",
        "{0} in the publish folder came from an earlier publish and {1} left out of the image: {2}.");

    /// <summary>An output is not valid.</summary>
    public static readonly DiagnosticCode InvalidOutput = new("CTZ0123", Severity.Error, "An output is not valid",
        "'{0}' in ContainerizeOutput is not known: write archive:PATH, oci:DIR, engine or registry.");

    /// <summary>Nothing says which registry to push to.</summary>
    public static readonly DiagnosticCode NoRegistryGiven = new("CTZ0124", Severity.Error, "Nothing says which registry to push to",
        "{0} needs a registry: set ContainerRegistry, or add a ContainerizeRegistry item.");

    /// <summary>The working directory is not valid.</summary>
    public static readonly DiagnosticCode InvalidWorkingDirectory = new("CTZ0125", Severity.Error, "The working directory is not valid",
        "ContainerWorkingDirectory '{0}' is not valid: write an absolute Linux path other than '/', such as /app.");

    /// <summary>A volume is not valid.</summary>
    public static readonly DiagnosticCode InvalidVolume = new("CTZ0126", Severity.Error, "A volume is not valid",
        "ContainerVolume '{0}' is not valid: {1}.");

    /// <summary>The health check is not valid.</summary>
    public static readonly DiagnosticCode InvalidHealthCheck = new("CTZ0127", Severity.Error, "The health check is not valid",
        "{0} '{1}' is not valid: {2}.");

    /// <summary>This target needs a publish.</summary>
    public static readonly DiagnosticCode NotUnderBuild = new("CTZ0128", Severity.Error, "This target needs a publish",
        "Target {0} uses published files, which 'dotnet build' has not: run 'dotnet publish {1} -t:{0}'.");

    /// <summary>A label is not valid.</summary>
    public static readonly DiagnosticCode InvalidLabel = new("CTZ0129", Severity.Error, "A label is not valid",
        "{0} has an empty name or a NUL in it: give it a name.");

    /// <summary>The stop signal is not valid.</summary>
    public static readonly DiagnosticCode InvalidStopSignal = new("CTZ0130", Severity.Error, "The stop signal is not valid",
        "ContainerStopSignal '{0}' is not a signal: write a name such as SIGTERM or a number from 1 to 64.");

    /// <summary>The platform is not supported.</summary>
    public static readonly DiagnosticCode UnsupportedPlatform = new("CTZ0131", Severity.Error, "The platform is not supported",
        "'{0}' is not a platform that images are made for: publish for a Linux runtime identifier, such as linux-x64 or linux-arm64.");

    /// <summary>SOURCE_DATE_EPOCH is not a time.</summary>
    public static readonly DiagnosticCode InvalidEpoch = new("CTZ0132", Severity.Error, "SOURCE_DATE_EPOCH is not a time",
        "{0} '{1}' is not a time: {2}.");

    /// <summary>A value cannot be stored.</summary>
    public static readonly DiagnosticCode InvalidText = new("CTZ0133", Severity.Error, "A value cannot be stored",
        "{0} holds {1}, which no image config can store: remove it.");

    /// <summary>The entrypoint settings do not fit together.</summary>
    public static readonly DiagnosticCode InvalidArguments = new("CTZ0134", Severity.Error, "The entrypoint settings do not fit together",
        "{0}");

    /// <summary>ContainerImageTag and ContainerImageTags are both set.</summary>
    public static readonly DiagnosticCode TagAndTags = new("CTZ0135", Severity.Error, "ContainerImageTag and ContainerImageTags are both set",
        "ContainerImageTag and ContainerImageTags are both set: keep one.");

    /// <summary>The repository name was adapted.</summary>
    public static readonly DiagnosticCode RepositoryNormalized = new("CTZ0136", Severity.Message, "The repository name was adapted",
        "'{0}' is not legal as a repository name, '{1}' is used: set ContainerRepository to choose another.");

    /// <summary>A file name has a meaning of its own in layers.</summary>
    public static readonly DiagnosticCode WhiteoutName = new("CTZ0137", Severity.Error, "A file name has a meaning of its own in layers",
        "'{0}' begins with .wh., which deletes files in a layer: rename it, or leave it out of the publish.");

    /// <summary>A network name is not valid.</summary>
    public static readonly DiagnosticCode InvalidNetwork = new("CTZ0138", Severity.Error, "A network name is not valid",
        "ContainerNetwork '{0}' is not valid: write letters, digits, '_', '.' or '-', beginning with a letter or digit.");

    /// <summary>A file of the project cannot be read.</summary>
    public static readonly DiagnosticCode FileUnreadable = new("CTZ0139", Severity.Error, "A file of the project cannot be read",
        "'{0}' cannot be read: {1}.");

    /// <summary>Files for other platforms are left out.</summary>
    public static readonly DiagnosticCode RuntimeFilesLeftOut = new("CTZ0140", Severity.Message, "Files for other platforms are left out",
        "{0} native files for other platforms than {1} are left out, {2} saved: set ContainerizeTrimRuntimes to false to keep them.");

    /// <summary>The run arguments are not valid.</summary>
    public static readonly DiagnosticCode InvalidRunArguments = new("CTZ0150", Severity.Error, "The run arguments are not valid",
        "{0}: {1}.");

    /// <summary>The codes of this area, ordered by id. Declared last: static fields are set in order.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        LibrarySkipped,
        TestProjectSkipped,
        NotPublishableSkipped,
        FrameworkNotChosen,
        InvalidPort,
        InvalidTag,
        InvalidRepository,
        InvalidBaseReference,
        InvalidRegistry,
        InvalidUser,
        InvalidVariableName,
        TargetPathClash,
        ContainerFileMissing,
        InvalidTargetPath,
        InvalidMode,
        InvalidOwner,
        PublishFolderMissing,
        RunsAsRoot,
        UserFromBase,
        InvalidChoice,
        NotAvailable,
        StaleFilesLeftOut,
        InvalidOutput,
        NoRegistryGiven,
        InvalidWorkingDirectory,
        InvalidVolume,
        InvalidHealthCheck,
        NotUnderBuild,
        InvalidLabel,
        InvalidStopSignal,
        UnsupportedPlatform,
        InvalidEpoch,
        InvalidText,
        InvalidArguments,
        TagAndTags,
        RepositoryNormalized,
        WhiteoutName,
        InvalidNetwork,
        FileUnreadable,
        RuntimeFilesLeftOut,
        InvalidRunArguments,
    ];
}
