using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4012: ports are exposed or published, and the app listens on none of them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PortMismatchAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4012", "Exposed port differs from the port the app listens on",
        "Nothing listens on port {0}, so it gets no answer: the app listens on {1}, which is the port to {2}",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4012", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (ListenCalls.In(context.Compilation) is not { } calls)
            return;

        var code = new CodePorts();
        context.RegisterOperationAction(found => code.Look((IInvocationOperation)found.Operation, calls), OperationKind.Invocation);
        context.RegisterCompilationEndAction(end =>
        {
            if (code.IsUnknown)
                return;

            foreach (var claim in PortClaims.Of(project))
                Check(end, claim, claim.Listening(code.Ports));
        });
    }

    private static void Check(CompilationAnalysisContext context, PortClaim claim, IReadOnlyList<int> listening)
    {
        // One that is listened on is enough: others may be for metrics, or for what this rule does not know.
        if (listening.Count == 0 || claim.Ports.Any(port => listening.Contains(port.Number)))
            return;

        foreach (var port in claim.Ports)
        {
            var properties = listening.Count == 1 && claim.Ports.Count == 1 ? ReplaceBy(port.Written(listening[0]), $"Change to {listening[0]}") : ImmutableDictionary<string, string?>.Empty;
            if (InFile(Rule, claim.File, port.Range, properties, port.Number, string.Join(" and ", listening), claim.Advice) is { } diagnostic)
                context.ReportDiagnostic(diagnostic);
        }
    }

    // Ports that the code names. One that is only known at run time makes all of it unknown.
    private sealed class CodePorts
    {
        private readonly HashSet<int> _ports = [];
        private volatile bool _isUnknown;

        public bool IsUnknown => _isUnknown;

        public IReadOnlyList<int> Ports => [.. _ports.OrderBy(port => port)];

        public void Look(IInvocationOperation call, ListenCalls calls)
        {
            foreach (var listen in calls.Read(call))
            {
                if (listen.Port is { } port)
                {
                    lock (_ports)
                        _ports.Add(port);
                }
                else
                {
                    _isUnknown = true;
                }
            }
        }
    }
}
