namespace Containerize.Analysis;

/// <summary>What is wrong with a value, what happens then, and what would be right.</summary>
/// <param name="Problem">The problem and its effect, the end of a sentence.</param>
/// <param name="Replacement">A value that does what was meant; null when nobody can tell.</param>
public sealed record ValueProblem(string Problem, string? Replacement);
