using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Containerize.CodeFixes;

/// <summary>CTZ1009: all endpoints speak HTTP/2, said right after the builder is made.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(Http2EndpointsFix)), Shared]
public sealed class Http2EndpointsFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ1009"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null || Builder(root.FindNode(context.Span)) is not { } declaration)
            return;

        var name = declaration.Declaration.Variables[0].Identifier.ValueText;
        var webHost = (model.GetDeclaredSymbol(declaration.Declaration.Variables[0], context.CancellationToken) as ILocalSymbol)?.Type.GetMembers("WebHost").OfType<IPropertySymbol>().FirstOrDefault();
        if (webHost is null || model.LookupSymbols(declaration.Span.End, webHost.Type, "ConfigureKestrel", includeReducedExtensionMethods: true).IsEmpty)
            return;

        var statement = SyntaxFactory.ParseStatement($"{name}.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2));")
            .WithLeadingTrivia(declaration.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))
            .WithTrailingTrivia(SyntaxFactory.EndOfLine(root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } line ? line.ToString() : "\n"))
            .WithAdditionalAnnotations(Simplifier.Annotation);
        SyntaxNode after = declaration.Parent is GlobalStatementSyntax global ? global : declaration;
        var fixedRoot = root.InsertNodesAfter(after, [declaration.Parent is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(statement) : statement]);
        context.RegisterCodeFix(CodeAction.Create("Let all endpoints speak HTTP/2", _ => Task.FromResult(document.WithSyntaxRoot(fixedRoot)), "CTZ1009.http2"), context.Diagnostics);
    }

    // var builder = WebApplication.CreateBuilder(args); in the same method or among the top-level statements.
    private static LocalDeclarationStatementSyntax? Builder(SyntaxNode call)
    {
        var scope = call.FirstAncestorOrSelf<SyntaxNode>(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax);
        foreach (var node in scope?.DescendantNodes() ?? [])
        {
            if (node is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration
                && variables[0].Initializer?.Value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CreateBuilder" or "CreateSlimBuilder", Expression: SimpleNameSyntax { Identifier.ValueText: "WebApplication" } } })
            {
                return declaration;
            }
        }

        return null;
    }
}
