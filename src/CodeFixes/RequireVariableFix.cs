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

/// <summary>CTZ2008: an error that names the variable, for one that does not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RequireVariableFix)), Shared]
public sealed class RequireVariableFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ2008"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } read || read.Span != context.Span)
            return;

        ExpressionSyntax whole = read.Parent is PostfixUnaryExpressionSyntax suppressed && suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) ? suppressed : read;
        if (whole.Parent is not ArgumentSyntax || Text(read) is not { } text)
            return;

        var failure = SyntaxFactory.ParseExpression($"throw new System.InvalidOperationException({text})");
        failure = failure.ReplaceNodes(failure.DescendantNodes().OfType<QualifiedNameSyntax>(), static (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation));
        var required = SyntaxFactory.BinaryExpression(SyntaxKind.CoalesceExpression, read.WithoutTrivia(), failure).WithTriviaFrom(whole).WithAdditionalAnnotations(Formatter.Annotation);
        var document = context.Document;
        context.RegisterCodeFix(CodeAction.Create("Throw an error that names the variable", _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(whole, required))), "CTZ2008.require"), context.Diagnostics);
    }

    // The literal with a few words more, or a sum when the name is a constant.
    private static string? Text(InvocationExpressionSyntax read)
    {
        var name = read.ArgumentList.Arguments.Count > 0 ? read.ArgumentList.Arguments[0].Expression : null;
        return name switch
        {
            LiteralExpressionSyntax literal => SyntaxFactory.Literal(literal.Token.ValueText + " is not set").Text,
            IdentifierNameSyntax or MemberAccessExpressionSyntax => name.WithoutTrivia() + " + \" is not set\"",
            _ => null,
        };
    }
}
