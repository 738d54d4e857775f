namespace Containerize.Diagnostics;

/// <summary>CTZ02xx: the Dockerfile.</summary>
public static class DockerfileCodes
{
    /// <summary>The Dockerfile was edited by hand.</summary>
    public static readonly DiagnosticCode EditedByHand = new("CTZ0201", Severity.Warning, "The Dockerfile was edited by hand",
        "'{0}' was edited by hand and is left as it is: {1}. Move the change into the project and delete the file, or set ContainerizeCustomDockerfile to build it as yours.");

    /// <summary>There is a Dockerfile that is not generated.</summary>
    public static readonly DiagnosticCode NotGenerated = new("CTZ0202", Severity.Warning, "There is a Dockerfile that is not generated",
        "'{0}' was not written by Containerize and is left as it is: set ContainerizeDockerfilePath to another path, or ContainerizeCustomDockerfile to build it.");

    /// <summary>The Dockerfile cannot be written.</summary>
    public static readonly DiagnosticCode DockerfileNotWritable = new("CTZ0203", Severity.Error, "The Dockerfile cannot be written",
        "'{0}' cannot be written: {1}.");

    /// <summary>A value cannot be written in a Dockerfile.</summary>
    public static readonly DiagnosticCode NotExpressible = new("CTZ0204", Severity.Warning, "A value cannot be written in a Dockerfile",
        "{0} cannot be written in a Dockerfile: {1}.");

    /// <summary>There is no folder that holds all sources.</summary>
    public static readonly DiagnosticCode SourceOutsideContext = new("CTZ0205", Severity.Error, "There is no folder that holds all sources",
        "{0}");

    /// <summary>The codes of this area, ordered by id. Declared last: static fields are set in order.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        EditedByHand,
        NotGenerated,
        DockerfileNotWritable,
        NotExpressible,
        SourceOutsideContext,
    ];
}
