using System.Collections.Immutable;
using System.Composition;
using Containerize.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Containerize.CodeFixes;

/// <summary>CTZ1007: the socket listens on the address for all interfaces that the rule names.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AnyAddressFix)), Shared]
public sealed class AnyAddressFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ1007"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax address || !diagnostic.Properties.TryGetValue(ContainerAnalyzer.Replacement, out var text) || text is null)
                continue;

            var any = SyntaxFactory.ParseExpression("System.Net." + text).WithTriviaFrom(address).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
            var (document, fixedRoot) = (context.Document, root.ReplaceNode(address, any));
            context.RegisterCodeFix(CodeAction.Create(diagnostic.Properties[ContainerAnalyzer.FixTitle]!, _ => Task.FromResult(document.WithSyntaxRoot(fixedRoot)), "CTZ1007.any"), diagnostic);
        }
    }
}
