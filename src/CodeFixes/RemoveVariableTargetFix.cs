using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Containerize.CodeFixes;

/// <summary>CTZ2003: leaves the target out, so that the process's own variables are meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveVariableTargetFix)), Shared]
public sealed class RemoveVariableTargetFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ2003"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<ArgumentSyntax>() is not { Parent: ArgumentListSyntax list } argument)
            return;

        var document = context.Document;
        var fixedRoot = root.ReplaceNode(list, list.WithArguments(list.Arguments.Remove(argument)));
        context.RegisterCodeFix(CodeAction.Create("Leave the target out", _ => Task.FromResult(document.WithSyntaxRoot(fixedRoot)), "CTZ2003.remove"), context.Diagnostics);
    }
}
