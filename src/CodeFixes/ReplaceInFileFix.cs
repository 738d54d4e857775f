using System.Collections.Immutable;
using System.Composition;
using Containerize.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.CodeFixes;

/// <summary>Puts the text that a rule proposes into its place in a file that is no C#.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceInFileFix), DocumentKinds = [nameof(TextDocumentKind.AdditionalDocument)]), Shared]
public sealed class ReplaceInFileFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ4002", "CTZ4003", "CTZ4005", "CTZ4006", "CTZ4007", "CTZ4011", "CTZ4012", "CTZ4014"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => AllFiles.Instance;

    /// <inheritdoc />
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.TextDocument;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (Change(diagnostic) is not { } change)
                continue;

            var title = diagnostic.Properties[ContainerAnalyzer.FixTitle]!;
            context.RegisterCodeFix(CodeAction.Create(title, token => ApplyAsync(document.Project.Solution, document.Id, [change], token), diagnostic.Id + ".replace"), diagnostic);
        }

        return Task.CompletedTask;
    }

    private static TextChange? Change(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(ContainerAnalyzer.Replacement, out var text) && text is not null ? new TextChange(diagnostic.Location.SourceSpan, text) : null;

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

                    var changes = file.Where(diagnostic => diagnostic.Id + ".replace" == context.CodeActionEquivalenceKey).Select(Change).OfType<TextChange>().Distinct().OrderBy(change => change.Span.Start).ToList();
                    solution = await ReplaceInFileFix.ApplyAsync(solution, document.Id, changes, context.CancellationToken).ConfigureAwait(false);
                }
            }

            return solution;
        }
    }
}
