namespace Containerize.Diagnostics;

/// <summary>A value with everything that was found on the way to it: all problems at once, not the first.</summary>
/// <param name="Value">Null when an error makes it meaningless.</param>
/// <param name="Diagnostics">In the order they were found.</param>
public sealed record Result<T>(T? Value, IReadOnlyList<Diagnostic> Diagnostics)
    where T : class
{
    /// <summary>True when one of the findings is an error.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
}
