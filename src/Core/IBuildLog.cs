using Containerize.Diagnostics;

namespace Containerize;

/// <summary>Where IO code says what it does. The tasks write to MSBuild; tests collect.</summary>
public interface IBuildLog
{
    /// <summary>A coded message or warning. Errors are thrown instead.</summary>
    void Report(Diagnostic diagnostic);

    /// <summary>A detail for <c>-v:d</c>: one line.</summary>
    void Detail(string line);
}
