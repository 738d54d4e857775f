using Containerize.Diagnostics;

namespace Containerize;

/// <summary>Something outside the project is not as it must be: a network, a file, an engine. Shown to people as its diagnostic, never with a stack.</summary>
public class ContainerizeException : Exception
{
    /// <summary>A failure that a diagnostic describes.</summary>
    public ContainerizeException(Diagnostic diagnostic, Exception? inner = null)
        : base(diagnostic.Message, inner) => Diagnostic = diagnostic;

    /// <summary>Code and text.</summary>
    public Diagnostic Diagnostic { get; }
}
