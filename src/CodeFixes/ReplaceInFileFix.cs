using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Containerize.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.CodeFixes;

/// <summary>In a file that is no C#: puts the text that a rule proposes into its place, or takes away what the rule says is too much.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceInFileFix), DocumentKinds = [nameof(TextDocumentKind.AdditionalDocument)]), Shared]
public sealed class ReplaceInFileFix : CodeFixProvider
{
    private const string Replace = ".replace";
    private const string Remove = ".remove";

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ["CTZ4001", "CTZ4002", "CTZ4003", "CTZ4004", "CTZ4005", "CTZ4006", "CTZ4007", "CTZ4011", "CTZ4012", "CTZ4014"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => AllFiles.Instance;

    /// <inheritdoc />
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.TextDocument;
        foreach (var diagnostic in context.Diagnostics)
        {
            Offer(Replace, ContainerAnalyzer.FixTitle);
            Offer(Remove, ContainerAnalyzer.RemovalTitle);

            void Offer(string kind, string title)
            {
                if (Change(diagnostic, kind) is { } change)
                    context.RegisterCodeFix(CodeAction.Create(diagnostic.Properties[title]!, token => ApplyAsync(document.Project.Solution, document.Id, [change], token), diagnostic.Id + kind), diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private static TextChange? Change(Diagnostic diagnostic, string kind)
    {
        if (kind == Remove)
            return Range(diagnostic, ContainerAnalyzer.Removal) is { } removed ? new TextChange(removed, "") : null;

        return diagnostic.Properties.TryGetValue(ContainerAnalyzer.Replacement, out var text) && text is not null
            ? new TextChange(Range(diagnostic, ContainerAnalyzer.Place) ?? diagnostic.Location.SourceSpan, text)
            : null;
    }

    private static TextSpan? Range(Diagnostic diagnostic, string property)
    {
        if (!diagnostic.Properties.TryGetValue(property, out var written) || written is null)
            return null;

        var comma = written.IndexOf(',');
        return new TextSpan(int.Parse(written.Substring(0, comma), CultureInfo.InvariantCulture), int.Parse(written.Substring(comma + 1), CultureInfo.InvariantCulture));
    }

    private static async Task<Solution> ApplyAsync(Solution solution, DocumentId id, IReadOnlyList<TextChange> changes, CancellationToken cancellationToken)
    {
        var text = await solution.GetAdditionalDocument(id)!.GetTextAsync(cancellationToken).ConfigureAwait(false);
        return solution.WithAdditionalDocumentText(id, text.WithChanges(changes));
    }

    // Roslyn's own fixer of batches knows documents only.
    private sealed class AllFiles : FixAllProvider
    {
        public static readonly AllFiles Instance = new();

        public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Project, FixAllScope.Solution];

        public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) =>
            Task.FromResult<CodeAction?>(CodeAction.Create("Fix all", token => ApplyAsync(fixAllContext.WithCancellationToken(token)), fixAllContext.CodeActionEquivalenceKey));

        private static async Task<Solution> ApplyAsync(FixAllContext context)
        {
            var solution = context.Solution;
            var projects = context.Scope == FixAllScope.Solution ? solution.Projects : [context.Project];
            foreach (var project in projects)
            {
                var diagnostics = await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
                foreach (var file in diagnostics.GroupBy(diagnostic => diagnostic.Location.GetLineSpan().Path))
                {
                    if (project.AdditionalDocuments.FirstOrDefault(document => document.FilePath == file.Key) is not { } document)
                        continue;

                    var changes = Merge(file.Select(diagnostic => Wanted(diagnostic, context.CodeActionEquivalenceKey)).OfType<TextChange>().Distinct().OrderBy(change => change.Span.Start));
                    solution = await ReplaceInFileFix.ApplyAsync(solution, document.Id, changes, context.CancellationToken).ConfigureAwait(false);
                }
            }

            return solution;
        }

        private static TextChange? Wanted(Diagnostic diagnostic, string? key) =>
            key == diagnostic.Id + Replace ? Change(diagnostic, Replace) : key == diagnostic.Id + Remove ? Change(diagnostic, Remove) : null;

        // Neighbours that are both taken away share what separates them.
        private static List<TextChange> Merge(IEnumerable<TextChange> changes)
        {
            var merged = new List<TextChange>();
            foreach (var change in changes)
            {
                var last = merged.Count == 0 ? default : merged[merged.Count - 1];
                if (merged.Count == 0 || change.Span.Start >= last.Span.End)
                    merged.Add(change);
                else if (change.NewText!.Length == 0 && last.NewText!.Length == 0)
                    merged[merged.Count - 1] = new(TextSpan.FromBounds(last.Span.Start, Math.Max(last.Span.End, change.Span.End)), "");
            }

            return merged;
        }
    }
}
