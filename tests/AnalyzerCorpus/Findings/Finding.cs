using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Containerize.AnalyzerCorpus.Findings;

/// <summary>What a rule says about a line of a repository.</summary>
/// <param name="Path">Relative to the repository.</param>
/// <param name="Line">From 1.</param>
/// <param name="Text">The line without the blanks around it. It goes into no file that is committed.</param>
internal sealed record Finding(string Repository, string Path, int Line, int Column, string Rule, DiagnosticSeverity Severity, string Message, string Text)
{
    /// <summary>Stands for the line's text, so that a label finds it again when the lines above it change.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..12];
}
