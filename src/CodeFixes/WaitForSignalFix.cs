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
/// CTZ3003: the program waits for SIGTERM instead of a key: with the host that it started before, or with a registration of its own. A wait without end would not
/// do: process 1 of a container that does not handle SIGTERM never sees it, and is killed when the engine has waited long enough.
/// </summary>
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
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<StatementSyntax>() is not { } statement || model is null || !IsWait(statement) || statement.Parent is not (BlockSyntax or GlobalStatementSyntax))
            return;

        var statements = Host(statement, model) is { } host ? WaitForHost(host) : WaitForSignal(Name(statement, "stopped"), Name(statement, "sigterm"));
        var (document, fixedRoot) = (context.Document, Replaced(root, statement, statements));
        context.RegisterCodeFix(CodeAction.Create("Wait until the container is stopped", _ => Task.FromResult(document.WithSyntaxRoot(fixedRoot)), "CTZ3003.wait"), context.Diagnostics);
    }

    private static SyntaxNode Replaced(SyntaxNode root, StatementSyntax statement, IReadOnlyList<string> texts)
    {
        var statements = texts.Select(text => SyntaxFactory.ParseStatement(text + "\n").WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation)).ToList();
        statements[0] = statements[0].WithLeadingTrivia(statement.GetLeadingTrivia());
        statements[statements.Count - 1] = statements[statements.Count - 1].WithTrailingTrivia(statement.GetTrailingTrivia());
        return statement.Parent is GlobalStatementSyntax global
            ? root.ReplaceNode(global, statements.Select(SyntaxFactory.GlobalStatement))
            : root.ReplaceNode(statement, statements);
    }

    private static bool IsWait(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax or WhileStatementSyntax { Statement: EmptyStatementSyntax or BlockSyntax { Statements.Count: 0 } } && statement.ToString().IndexOf("Read", StringComparison.Ordinal) >= 0;

    private static IReadOnlyList<string> WaitForHost((string Name, bool IsAwaited) host) =>
        [host.IsAwaited ? $"await {host.Name}.WaitForShutdownAsync();" : $"{host.Name}.WaitForShutdown();"];

    private static IReadOnlyList<string> WaitForSignal(string stopped, string sigterm) =>
    [
        $"using var {stopped} = new System.Threading.ManualResetEventSlim();",
        $"using var {sigterm} = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context => {{ context.Cancel = true; {stopped}.Set(); }});",
        $"{stopped}.Wait();",
    ];

    // The last host that a statement before this one starts: host.Start(), await host.StartAsync().
    private static (string Name, bool IsAwaited)? Host(StatementSyntax statement, SemanticModel model)
    {
        foreach (var earlier in Before(statement).Reverse())
        {
            if (earlier is not ExpressionStatementSyntax { Expression: var expression })
                continue;

            var isAwaited = expression is AwaitExpressionSyntax;
            if ((expression is AwaitExpressionSyntax wait ? wait.Expression : expression) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax host, Name.Identifier.ValueText: "Start" or "StartAsync" } })
                continue;

            // Its namespace must be in use.
            var shutdown = isAwaited ? "WaitForShutdownAsync" : "WaitForShutdown";
            if (model.GetTypeInfo(host).Type is { } type && model.LookupSymbols(statement.SpanStart, type, shutdown, includeReducedExtensionMethods: true).Length > 0)
                return (host.Identifier.ValueText, isAwaited);
        }

        return null;
    }

    private static IEnumerable<StatementSyntax> Before(StatementSyntax statement)
    {
        var all = statement.Parent is BlockSyntax block ? block.Statements : statement.Parent?.Parent is CompilationUnitSyntax unit ? unit.Members.OfType<GlobalStatementSyntax>().Select(global => global.Statement) : [];
        return all.TakeWhile(other => other != statement);
    }

    // Also when all are fixed at once, each has names of its own: earlier waits will have taken some.
    private static string Name(StatementSyntax statement, string name)
    {
        var taken = new HashSet<string>(statement.SyntaxTree.GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal);
        var number = Before(statement).Count(IsWait) + 1;
        while (taken.Contains(Numbered()))
            number++;
        return Numbered();

        string Numbered() => number == 1 ? name : name + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
