using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Containerize.CodeFixes;

/// <summary>CTZ1001: <c>ListenLocalhost(port)</c> and <c>Listen(IPAddress.Loopback, port)</c> become <c>ListenAnyIP(port)</c>, which ASP0028 asks for, too.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ListenAnyIPFix)), Shared]
public sealed class ListenAnyIPFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ1001"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span) is not IdentifierNameSyntax name || name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || Fixed(name, call) is not { } replacement)
            return;

        var document = context.Document;
        context.RegisterCodeFix(CodeAction.Create("Listen on all interfaces", _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(call, replacement))), "CTZ1001.anyip"), context.Diagnostics);
    }

    private static InvocationExpressionSyntax? Fixed(IdentifierNameSyntax name, InvocationExpressionSyntax call)
    {
        var renamed = call.ReplaceNode(name, SyntaxFactory.IdentifierName("ListenAnyIP").WithTriviaFrom(name));
        if (name.Identifier.ValueText == "ListenLocalhost")
            return renamed;
        if (name.Identifier.ValueText != "Listen")
            return null;

        var arguments = call.ArgumentList.Arguments;
        if (arguments.Any(argument => argument.NameColon is not null))
            return null;

        // An end point holds address and port, otherwise they are two arguments.
        if (arguments[0].Expression is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } parts })
            arguments = arguments.Replace(arguments[0], arguments[0].WithExpression(parts[1].Expression));
        else if (arguments.Count > 1)
            arguments = arguments.RemoveAt(0);
        else
            return null;

        return renamed.WithArgumentList(call.ArgumentList.WithArguments(arguments));
    }
}
