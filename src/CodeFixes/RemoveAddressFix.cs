using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Containerize.CodeFixes;

/// <summary>
/// CTZ1001, CTZ1002: takes the address away, so that the container's settings decide. <c>app.Run(url)</c> becomes <c>app.Run()</c>; a statement
/// <c>app.Urls.Add(url);</c> or <c>builder.WebHost.UseUrls(url);</c> goes.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveAddressFix)), Shared]
public sealed class RemoveAddressFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ1001", "CTZ1002"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<ArgumentSyntax>() is not { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } } argument || Without(root, call, argument) is not { } fixedRoot)
            return;

        var document = context.Document;
        foreach (var diagnostic in context.Diagnostics)
            context.RegisterCodeFix(CodeAction.Create("Let ASPNETCORE_HTTP_PORTS decide", _ => Task.FromResult(document.WithSyntaxRoot(fixedRoot)), diagnostic.Id + ".remove"), diagnostic);
    }

    private static SyntaxNode? Without(SyntaxNode root, InvocationExpressionSyntax call, ArgumentSyntax argument)
    {
        var name = call.Expression is MemberAccessExpressionSyntax member ? member.Name.Identifier.ValueText : "";
        if (name is "Run" or "RunAsync")
            return root.ReplaceNode(argument.Parent!, call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Remove(argument)));
        if (name is not ("Add" or "UseUrls" or "UseSetting") || (name == "UseUrls" && call.ArgumentList.Arguments.Count > 1) || call.Parent is not ExpressionStatementSyntax statement)
            return null;

        // Top-level statements have a wrapping of their own.
        return root.RemoveNode(statement.Parent is GlobalStatementSyntax global ? global : statement, SyntaxRemoveOptions.KeepNoTrivia);
    }
}
