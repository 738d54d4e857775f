using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Containerize.AnalyzerCorpus.Projects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.AnalyzerCorpus.Findings;

/// <summary>Runs all rules on one project, opt-in ones included.</summary>
internal static class ProjectAnalysis
{
    /// <summary>Findings, and what analyzers threw.</summary>
    public static async Task<(IReadOnlyList<Diagnostic> Found, IReadOnlyCollection<string> Crashes)> RunAsync(
        CSharpCompilation compilation, ImmutableArray<AdditionalText> files, ImmutableArray<DiagnosticAnalyzer> others)
    {
        var crashes = new ConcurrentBag<string>();
        var optIn = Rules.Descriptors.Values.Where(rule => !rule.IsEnabledByDefault).ToDictionary(rule => rule.Id, _ => ReportDiagnostic.Info);
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(optIn));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(files), (exception, analyzer, _) => crashes.Add($"{analyzer.GetType().Name}: {exception}"), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var found = await compilation.WithAnalyzers([.. Rules.Create(), .. others], options).GetAnalyzerDiagnosticsAsync();
        return (found, crashes);
    }

    /// <summary>The findings of a checkout's project, as they go into the table.</summary>
    public static IEnumerable<Finding> Describe(Checkout checkout, CorpusProject project, IEnumerable<Diagnostic> found)
    {
        foreach (var diagnostic in found.Where(diagnostic => Rules.Descriptors.ContainsKey(diagnostic.Id)))
        {
            var place = diagnostic.Location.GetLineSpan();
            var text = diagnostic.Location.SourceTree?.GetText() ?? project.Files.FirstOrDefault(file => file.Path == place.Path)?.GetText();
            var line = text is null || place.StartLinePosition.Line >= text.Lines.Count ? "" : text.Lines[place.StartLinePosition.Line].ToString().Trim();
            var path = place.Path.Length == 0 ? "" : Path.GetRelativePath(checkout.Folder, place.Path).Replace('\\', '/');
            yield return new(
                checkout.Name, path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, diagnostic.Id, diagnostic.Severity,
                diagnostic.GetMessage(CultureInfo.InvariantCulture), line);
        }
    }

    /// <summary>The same project with each file cut off somewhere, as it is while somebody types.</summary>
    public static (CSharpCompilation Compilation, ImmutableArray<AdditionalText> Files) Cut(CorpusProject project, Random random)
    {
        var compilation = project.Compilation;
        foreach (var tree in project.Compilation.SyntaxTrees)
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(Cut(tree.GetText(), random)));

        // The first file are the facts, which a build writes and nobody types.
        return (compilation, [project.Files[0], .. project.Files.Skip(1).Select(file => new FileText(file.Path, Cut(file.GetText()!, random)))]);
    }

    private static SourceText Cut(SourceText text, Random random) => text.GetSubText(new TextSpan(0, random.Next(text.Length + 1)));
}
