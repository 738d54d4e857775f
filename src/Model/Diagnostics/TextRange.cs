namespace Containerize.Diagnostics;

/// <summary>A part of a text.</summary>
/// <param name="Start">Offset of its first character in UTF-16 units, from 0.</param>
/// <param name="Length">Number of UTF-16 units.</param>
public readonly record struct TextRange(int Start, int Length)
{
    /// <summary>Offset behind its last character.</summary>
    public int End => Start + Length;

    /// <summary>The part from one offset up to another.</summary>
    public static TextRange Between(int start, int end) => new(start, end - start);
}
