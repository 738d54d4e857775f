namespace Containerize.Diagnostics;

/// <summary>CTZ03xx: base image, assembly and outputs.</summary>
public static class ImageCodes
{
    /// <summary>The base image has no such platform.</summary>
    public static readonly DiagnosticCode NoMatchingPlatform = new("CTZ0301", Severity.Error, "The base image has no such platform",
        "'{0}' has no image for {1}, it has {2}: choose another base with ContainerBaseImage, or another RuntimeIdentifier.");

    /// <summary>The base image cannot be used.</summary>
    public static readonly DiagnosticCode InvalidBase = new("CTZ0302", Severity.Error, "The base image cannot be used",
        "'{0}' cannot be used as a base: {1}.");

    /// <summary>The base image is not at hand offline.</summary>
    public static readonly DiagnosticCode BaseNotCached = new("CTZ0303", Severity.Error, "The base image is not at hand offline",
        "'{0}' is not in the cache, and ContainerizeOffline is set: publish once without it.");

    /// <summary>This app cannot be put on scratch.</summary>
    public static readonly DiagnosticCode NativeClosureUnsupported = new("CTZ0304", Severity.Error, "This app cannot be put on scratch",
        "ContainerBaseImage=scratch does not work here: {0}. Set ContainerBaseImage to a base that has what the app needs.");

    /// <summary>A native library was not found.</summary>
    public static readonly DiagnosticCode NativeLibraryMissing = new("CTZ0305", Severity.Error, "A native library was not found",
        "'{0}', which '{1}' needs, is not on this machine: {2}, or set ContainerBaseImage to a base that has it.");

    /// <summary>A native library is not safe to take.</summary>
    public static readonly DiagnosticCode NativeLibraryUnsafe = new("CTZ0306", Severity.Error, "A native library is not safe to take",
        "'{0}' is not taken into the image: {1}. Give it back to root with 'chown root' and 'chmod go-w', or set ContainerBaseImage to a base that has it.");

    /// <summary>A file changed while it was read.</summary>
    public static readonly DiagnosticCode FileChanged = new("CTZ0307", Severity.Error, "A file changed while it was read",
        "'{0}' changed while the layer was written ({1}): publish again.");

    /// <summary>System libraries are pushed with the image.</summary>
    public static readonly DiagnosticCode NativeClosurePushed = new("CTZ0308", Severity.Warning, "System libraries are pushed with the image",
        "{0} system libraries of this machine are in the image: they are updated only by rebuilding. Set ContainerBaseImage for a base that is updated for you.");

    /// <summary>An output cannot be written.</summary>
    public static readonly DiagnosticCode OutputNotWritable = new("CTZ0309", Severity.Error, "An output cannot be written",
        "'{0}' cannot be written: {1}.");

    /// <summary>A file cannot be read into a layer.</summary>
    public static readonly DiagnosticCode LayerUnreadable = new("CTZ0310", Severity.Error, "A file cannot be read into a layer",
        "'{0}' cannot be read: {1}.");

    /// <summary>A file that is no regular file is left out.</summary>
    public static readonly DiagnosticCode SpecialFile = new("CTZ0311", Severity.Warning, "A file that is no regular file is left out",
        "'{0}' is a {1} and is left out of the image.");

    /// <summary>A link leads out of the publish folder.</summary>
    public static readonly DiagnosticCode LinkEscapes = new("CTZ0312", Severity.Error, "A link leads out of the publish folder",
        "'{0}' links to '{1}', outside the published files: publish the file itself.");

    /// <summary>The build service is not told of the image.</summary>
    public static readonly DiagnosticCode CiOutputNotWritable = new("CTZ0313", Severity.Warning, "The build service is not told of the image",
        "'{0}' cannot be written ({1}), so later steps do not see the image's name and digest: make the file writable, or set ContainerizeCiOutputs=false.");

    /// <summary>There are no certificates to take.</summary>
    public static readonly DiagnosticCode CertificatesMissing = new("CTZ0320", Severity.Warning, "There are no certificates to take",
        "This machine has no CA certificates, so the app will trust no HTTPS server: install ca-certificates, or set ContainerBaseImage to a base that has them.");

    /// <summary>The codes of this area, ordered by id. Declared last: static fields are set in order.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        NoMatchingPlatform,
        InvalidBase,
        BaseNotCached,
        NativeClosureUnsupported,
        NativeLibraryMissing,
        NativeLibraryUnsafe,
        FileChanged,
        NativeClosurePushed,
        OutputNotWritable,
        LayerUnreadable,
        SpecialFile,
        LinkEscapes,
        CiOutputNotWritable,
        CertificatesMissing,
    ];
}
