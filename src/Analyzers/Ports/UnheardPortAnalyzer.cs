using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1012: an endpoint that answers on one port only, and nobody listens there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnheardPortAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1012", "Endpoint is bound to a port that nobody listens on",
        "Nothing in the container listens on port {0}, so the endpoint never answers: {1}",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1012", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (ListenCalls.In(context.Compilation) is not { } calls || ConfiguredEndpoints.Of(project) is not { IsUnknown: false } configured)
            return;

        var (code, bound) = (new CodeEndpoints(calls), new ConcurrentBag<(Location Location, int Port)>());
        context.RegisterOperationAction(
            found =>
            {
                var call = (IInvocationOperation)found.Operation;
                code.Look(call);
                if (Bound(call) is { Length: > 0 } ports && !Guards.IsConditional(call))
                {
                    foreach (var port in ports)
                        bound.Add(port);
                }
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(found => code.Look((IAssignmentOperation)found.Operation), OperationKind.SimpleAssignment);
        context.RegisterCompilationEndAction(end =>
        {
            if (code.IsUnknown || code.HasUnknownPort)
                return;

            var host = DeclaredPorts.OfHost(project).ToList();
            var advice = Advice(code, configured, bound.Select(port => port.Port));
            foreach (var (location, port) in bound)
            {
                if (!code.Ports.Contains(port) && !configured.Ports.Contains(port) && !host.Contains(port.ToString(CultureInfo.InvariantCulture)))
                    end.ReportDiagnostic(Diagnostic.Create(Rule, location, port, advice));
            }
        });
    }

    private static (Location Location, int Port)[] Bound(IInvocationOperation call) => (call.TargetMethod.Name, call.TargetMethod.ContainingType.Name) switch
    {
        ("UseHealthChecks", "HealthCheckApplicationBuilderExtensions") => HealthEndpoint.ConstantPort(ListenCalls.Argument(call, "port")) is { } port and > 0 ? [(ListenCalls.Argument(call, "port")!.Syntax.GetLocation(), port)] : [],
        ("RequireHost", "RoutingEndpointConventionBuilderExtensions") => RequiredHosts([.. ListenCalls.Elements(ListenCalls.Argument(call, "hosts"))]),
        _ => [],
    };

    // It compares with what the caller named: 80 and 443 are those of addresses without a port, other hosts may be a proxy's.
    private static (Location Location, int Port)[] RequiredHosts(IOperation[] hosts)
    {
        if (hosts.Length != 1 || ConstantText.Of(hosts[0]) is not { IsComplete: true } host || HealthEndpoint.WildcardPort(host.Known) is not { } port || port is 80 or 443)
            return [];

        return [(hosts[0].Syntax.GetLocation(), port)];
    }

    private static string Advice(CodeEndpoints code, ConfiguredEndpoints configured, IEnumerable<int> wanted)
    {
        if (code.Ports.Count > 0 || configured.HasEndpoints || configured.SaysHttps)
            return "let the app listen on it as well";

        return "set ASPNETCORE_HTTP_PORTS to '" + string.Join(";", configured.Ports.Concat(wanted).Distinct().OrderBy(port => port)) + "'";
    }
}
