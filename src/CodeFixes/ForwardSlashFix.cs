using System.Collections.Immutable;
using System.Composition;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.CodeFixes;

/// <summary>CTZ3004: slashes for backslashes, which Windows understands as well. Drives and shares have no other name, so nothing is offered for them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForwardSlashFix)), Shared]
public sealed class ForwardSlashFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CTZ3004"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not { } node || Fixed(node) is not { } text)
            return;

        var (document, span) = (context.Document, node.Span);
        context.RegisterCodeFix(CodeAction.Create("Use forward slashes", token => ReplaceAsync(document, span, text, token), "CTZ3004.slash"), context.Diagnostics);
    }

    private static string? Fixed(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) && !IsAbsolute(literal.Token.ValueText) => Slashes(literal.Token.Text, IsVerbatim(literal.Token.Text)),
        InterpolatedStringTextSyntax { Parent: InterpolatedStringExpressionSyntax whole } text when whole.Contents[0] != text || !IsAbsolute(text.TextToken.ValueText) => Slashes(text.TextToken.Text, IsVerbatim(whole.StringStartToken.Text)),
        _ => null,
    };

    private static bool IsAbsolute(string text) => (text.Length > 1 && text[1] == ':') || text.StartsWith(@"\\", StringComparison.Ordinal);

    private static bool IsVerbatim(string start) => start.IndexOf('@') is 0 or 1 || start.IndexOf("\"\"\"", StringComparison.Ordinal) >= 0;

    // In a text with escapes two backslashes are one; with any other letter they mean something else.
    private static string Slashes(string text, bool isVerbatim)
    {
        if (isVerbatim)
            return text.Replace('\\', '/');

        var slashed = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isEscape = text[i] == '\\' && i + 1 < text.Length;
            if (isEscape && text[i + 1] == '\\')
                slashed.Append('/');
            else if (isEscape)
                slashed.Append(text[i]).Append(text[i + 1]);
            else
                slashed.Append(text[i]);
            i += isEscape ? 1 : 0;
        }

        return slashed.ToString();
    }

    private static async Task<Document> ReplaceAsync(Document document, TextSpan span, string text, CancellationToken cancellationToken)
    {
        var source = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        return document.WithText(source.Replace(span, text));
    }
}
