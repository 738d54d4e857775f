using System.Collections.Immutable;
using System.Globalization;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1003: the project declares its ports, and the code listens on another one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UndeclaredPortAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1003", "Listening port is not declared",
        "The container does not declare port {0}, so nothing is published that leads to it: listen on {1}, or declare {0} as well",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1003");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (ListenCalls.In(context.Compilation) is { } calls && DeclaredPorts.Of(project) is { Count: > 0 } declared && ConfiguredEndpoints.Of(project) is { IsUnknown: false } configured)
            context.RegisterOperationAction(found => Check(found, calls, declared, configured), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, ListenCalls calls, IReadOnlyCollection<int> declared, ConfiguredEndpoints configured)
    {
        var call = (IInvocationOperation)context.Operation;
        var undeclared = calls.Read(call).Where(listen => listen is { Host: not null, Port: not null and not 0, IsLoopback: false } && !declared.Contains(listen.Port.Value)).ToList();
        if (undeclared.Count == 0 || Guards.IsConditional(call))
            return;

        // Endpoints of configuration hide addresses in code, and come on top of those of Kestrel's calls.
        var all = CallSyntax.Root(call).DescendantsAndSelf().OfType<IInvocationOperation>().SelectMany(calls.Read).ToList();
        var isOnTop = undeclared[0].Kind == ListenKind.Kestrel;
        if (configured.HasEndpoints && !isOnTop)
            return;

        // One that is declared is enough to reach the app; another may be for probes inside the cluster.
        var isReached = all.Any(listen => listen.Port is not { } port || declared.Contains(port)) || (configured.HasEndpoints && configured.Ports.Any(declared.Contains));
        foreach (var listen in undeclared)
            Report(context, listen, declared, isReached, isAlone: all.Count == 1);
    }

    private static void Report(OperationAnalysisContext context, ListenCall listen, IReadOnlyCollection<int> declared, bool isReached, bool isAlone)
    {
        var others = string.Join(" or ", declared);
        var properties = isAlone && !isReached && declared.Count == 1 ? ReplaceBy(Changed(listen, others), $"Listen on {others}") : ImmutableDictionary<string, string?>.Empty;
        var severity = isReached ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
        context.ReportDiagnostic(Diagnostic.Create(Rule, listen.PortLocation, severity, additionalLocations: null, properties, listen.Port!.Value, others));
    }

    private static string? Changed(ListenCall listen, string port)
    {
        if (listen.PortValue is not null)
            return listen.PortValue is ILiteralOperation ? port : null;
        if (listen.Value is not ILiteralOperation { ConstantValue.Value: string text } || ListenAddress.Parse(text).Port is not { } old)
            return null;

        var number = ":" + old.ToString(CultureInfo.InvariantCulture);
        var at = text.LastIndexOf(number, StringComparison.Ordinal);
        return at < 0 ? null : text.Substring(0, at + 1) + port + text.Substring(at + number.Length);
    }
}
