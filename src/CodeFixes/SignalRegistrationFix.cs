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

/// <summary>
/// CTZ3001: what the event did, a registration for SIGTERM does. Offered in top-level statements and in Main, where a <c>using</c> lasts as long as the program.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SignalRegistrationFix)), Shared]
public sealed class SignalRegistrationFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ3001"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Expression: AssignmentExpressionSyntax assignment } statement)
            return;
        if (!IsInEntryPoint(statement) || Handler(assignment.Right) is not { } body || root.DescendantTokens().Any(token => token.ValueText == "sigterm"))
            return;

        var document = context.Document;
        var fixedRoot = root.ReplaceNode(statement, Registration(body).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation));
        context.RegisterCodeFix(CodeAction.Create("Handle SIGTERM", _ => Task.FromResult(document.WithSyntaxRoot(fixedRoot)), "CTZ3001.sigterm"), context.Diagnostics);
    }

    private static bool IsInEntryPoint(ExpressionStatementSyntax statement) =>
        statement.Parent is GlobalStatementSyntax || (statement.Parent is BlockSyntax { Parent: MethodDeclarationSyntax { Identifier.ValueText: "Main" } });

    // The text of the statements; null when the handler uses what it is called with.
    private static string? Handler(ExpressionSyntax handler)
    {
        if (handler is IdentifierNameSyntax method)
            return $"{method}(null, System.EventArgs.Empty);";
        if (handler is not ParenthesizedLambdaExpressionSyntax lambda || lambda.Modifiers.Any(SyntaxKind.AsyncKeyword))
            return null;

        var names = lambda.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText).Where(name => name != "_").ToList();
        if (lambda.Body.DescendantTokens().Any(token => token.IsKind(SyntaxKind.ReturnKeyword) || names.Contains(token.ValueText)))
            return null;

        return lambda.ExpressionBody is { } expression ? expression + ";" : string.Concat(lambda.Block!.Statements.Select(statement => statement.ToFullString()));
    }

    private static StatementSyntax Registration(string body) => SyntaxFactory.ParseStatement(
        "using var sigterm = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context => { context.Cancel = true; " + body + " });");
}
