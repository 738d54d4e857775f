using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1001: the server listens on loopback only.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LoopbackListenerAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1001", "Server binds only to loopback",
        "'{0}' is reachable only from inside the container, so published ports get no answer: listen on all interfaces, or leave the address out so that ASPNETCORE_HTTP_PORTS applies",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1001");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (ListenCalls.In(context.Compilation) is { } calls)
            context.RegisterOperationAction(found => Check(found, calls), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, ListenCalls calls)
    {
        var found = calls.Read((IInvocationOperation)context.Operation);
        if (found.Count == 0 || !found.All(listen => listen.IsLoopback && listen.Port != 0))
            return;
        if (Guards.IsConditional(context.Operation) || HasOtherListener(context.Operation, calls))
            return;

        foreach (var values in found.GroupBy(listen => listen.Value))
            context.ReportDiagnostic(Diagnostic.Create(Rule, values.First().Location, Fix(values.First()), string.Join(";", values.Select(listen => listen.Text))));
    }

    // An admin port on loopback beside the one for the world is a good idea.
    private static bool HasOtherListener(IOperation operation, ListenCalls calls)
    {
        foreach (var descendant in CallSyntax.Root(operation).Descendants())
        {
            if (descendant is IInvocationOperation call && calls.Read(call).Any(listen => !listen.IsLoopback))
                return true;
        }

        return false;
    }

    private static ImmutableDictionary<string, string?> Fix(ListenCall listen) =>
        listen.Value is ILiteralOperation { ConstantValue.Value: string text } ? ReplaceBy(ListenValue.ToAnyHost(text), "Listen on all interfaces") : ImmutableDictionary<string, string?>.Empty;
}
