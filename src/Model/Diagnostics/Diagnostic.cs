namespace Containerize.Diagnostics;

/// <summary>How much a diagnostic weighs.</summary>
public enum Severity
{
    /// <summary>Worth a line; nothing is wrong.</summary>
    Message,

    /// <summary>Goes on, but somebody should look.</summary>
    Warning,

    /// <summary>The build fails.</summary>
    Error,
}

/// <summary>A coded finding: what happened, why, and what to do, in one line.</summary>
/// <param name="Code">What kind it is.</param>
/// <param name="Message">One line, without the code.</param>
/// <param name="Location">Where it is; null means the project itself.</param>
public sealed record Diagnostic(DiagnosticCode Code, string Message, SourceLocation? Location = null)
{
    /// <summary>From the code.</summary>
    public Severity Severity => Code.Severity;

    /// <summary><c>error CTZ0105: …</c></summary>
    public override string ToString() => $"{Severity.ToString().ToLowerInvariant()} {Code.Id}: {Message}";
}

/// <summary>A place in a file.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Line">Line from 1; 0 when unknown.</param>
/// <param name="Column">Column from 1; 0 when unknown.</param>
public sealed record SourceLocation(string File, int Line = 0, int Column = 0);
