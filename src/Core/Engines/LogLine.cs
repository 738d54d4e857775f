namespace Containerize.Engines;

/// <summary>A line that a container wrote.</summary>
/// <param name="IsError">True for standard error. A container with a terminal has standard output only.</param>
/// <param name="Text">Without its line break; bytes that are no UTF-8 are replaced.</param>
public sealed record LogLine(bool IsError, string Text);
