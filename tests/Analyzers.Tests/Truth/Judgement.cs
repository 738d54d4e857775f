using System.Collections.Immutable;
using Containerize.Analyzers.Ports;
using Containerize.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>What one rule says about an app, and what its fix makes of it.</summary>
internal static class Judgement
{
    private static readonly ILookup<string, Type> Analyzers = Instances<DiagnosticAnalyzer>(typeof(LoopbackListenerAnalyzer)).SelectMany(analyzer => analyzer.SupportedDiagnostics, (analyzer, rule) => (rule.Id, analyzer))
        .ToLookup(pair => pair.Id, pair => pair.analyzer.GetType(), StringComparer.Ordinal);

    private static readonly ILookup<string, CodeFixProvider> Fixes = Instances<CodeFixProvider>(typeof(ReplaceLiteralFix)).SelectMany(fix => fix.FixableDiagnosticIds, (fix, id) => (id, fix))
        .ToLookup(pair => pair.id, pair => pair.fix, StringComparer.Ordinal);

    /// <summary>Whether there is such a rule.</summary>
    public static bool Knows(string id) => Analyzers.Contains(id);

    /// <summary>What the rule finds, as a warning also where it is off by default.</summary>
    public static async Task<ImmutableArray<Diagnostic>> FindAsync(Microsoft.CodeAnalysis.Project project, string id, CancellationToken cancellationToken)
    {
        var compilation = (await project.GetCompilationAsync(cancellationToken))!;
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([KeyValuePair.Create(id, ReportDiagnostic.Warn)]));
        var analyzers = Analyzers[id].Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!).ToImmutableArray();
        var found = await compilation.WithAnalyzers(analyzers, project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync(cancellationToken);
        return [.. found.Where(diagnostic => diagnostic.Id == id)];
    }

    /// <summary>All texts by path after the fix with that equivalence key.</summary>
    public static async Task<Dictionary<string, string>> FixAsync(Microsoft.CodeAnalysis.Project project, Diagnostic diagnostic, string key, CancellationToken cancellationToken)
    {
        var document = project.GetDocument(diagnostic.Location.SourceTree) ?? project.AdditionalDocuments.Single(file => file.FilePath == diagnostic.Location.GetLineSpan().Path);
        var actions = new List<CodeAction>();
        foreach (var fix in Fixes[diagnostic.Id].Where(fix => diagnostic.Location.IsInSource != fix is ReplaceInFileFix))
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), cancellationToken));

        var chosen = actions.Single(action => action.EquivalenceKey == key);
        var operations = await chosen.GetOperationsAsync(project.Solution, new Progress<CodeAnalysisProgress>(), cancellationToken);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.Projects.Single();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in changed.Documents)
        {
            var tidy = await Formatter.FormatAsync(await Simplifier.ReduceAsync(source, Simplifier.Annotation, cancellationToken: cancellationToken), Formatter.Annotation, cancellationToken: cancellationToken);
            texts[source.FilePath!] = (await tidy.GetTextAsync(cancellationToken)).ToString();
        }

        foreach (var file in changed.AdditionalDocuments)
            texts[file.FilePath!] = (await file.GetTextAsync(cancellationToken)).ToString();
        return texts;
    }

    private static IEnumerable<T> Instances<T>(Type sibling) =>
        sibling.Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract).Select(type => (T)Activator.CreateInstance(type)!);
}
