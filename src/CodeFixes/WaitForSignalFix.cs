using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Containerize.CodeFixes;

/// <summary>CTZ3003: the program waits for SIGTERM instead of a key, which ends it when the container is stopped.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WaitForSignalFix)), Shared]
public sealed class WaitForSignalFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ3003"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var statement = root?.FindNode(context.Span).FirstAncestorOrSelf<StatementSyntax>();
        if (statement is not (ExpressionStatementSyntax or WhileStatementSyntax { Statement: EmptyStatementSyntax or BlockSyntax { Statements.Count: 0 } }))
            return;

        var text = CanAwait(statement)
            ? "await System.Threading.Tasks.Task.Delay(System.Threading.Timeout.Infinite);"
            : "System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);";
        var replacement = SyntaxFactory.ParseStatement(text).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
        var (document, fixedRoot) = (context.Document, root!.ReplaceNode(statement, replacement));
        context.RegisterCodeFix(CodeAction.Create("Wait until the container is stopped", _ => Task.FromResult(document.WithSyntaxRoot(fixedRoot)), "CTZ3003.wait"), context.Diagnostics);
    }

    private static bool CanAwait(StatementSyntax statement) =>
        statement.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method ? method.Modifiers.Any(SyntaxKind.AsyncKeyword) : statement.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null;
}
