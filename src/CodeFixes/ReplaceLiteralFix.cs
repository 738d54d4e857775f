using System.Collections.Immutable;
using System.Composition;
using Containerize.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Containerize.CodeFixes;

/// <summary>Puts the text that a rule proposes into the place of a string or a number.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceLiteralFix)), Shared]
public sealed class ReplaceLiteralFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ1001", "CTZ1003", "CTZ1005", "CTZ1006", "CTZ2001", "CTZ2002", "CTZ2005", "CTZ3006"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(ContainerAnalyzer.Replacement, out var text) || text is null || Literal(root, diagnostic) is not { } literal)
                continue;

            var title = diagnostic.Properties[ContainerAnalyzer.FixTitle]!;
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(Replace(context.Document, root!, literal, text)), diagnostic.Id + ".replace"), diagnostic);
        }
    }

    private static LiteralExpressionSyntax? Literal(SyntaxNode? root, Diagnostic diagnostic) =>
        root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is LiteralExpressionSyntax literal && (literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.IsKind(SyntaxKind.NumericLiteralExpression)) ? literal : null;

    private static Document Replace(Document document, SyntaxNode root, LiteralExpressionSyntax literal, string text)
    {
        var kind = literal.Kind();
        var token = kind == SyntaxKind.NumericLiteralExpression ? SyntaxFactory.ParseToken(text) : SyntaxFactory.Literal(text);
        var replacement = SyntaxFactory.LiteralExpression(kind, token);
        return document.WithSyntaxRoot(root.ReplaceNode(literal, replacement.WithTriviaFrom(literal)));
    }
}
