using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.AnalyzerCorpus.Projects;

/// <summary>A file that the compiler hands to analyzers.</summary>
internal sealed class FileText(string path, SourceText text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => text;

    /// <summary>The same file as if it had just been read.</summary>
    public FileText Fresh() => new(path, SourceText.From(text.ToString()));
}
