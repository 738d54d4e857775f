using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1010: an endpoint for HTTPS whose certificate is only on the developer's machine.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingCertificateAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1010", "HTTPS endpoint without certificate",
        "'{0}' uses the developer's certificate, which is not in the image, so the app ends at start: listen on http behind a proxy, or name a certificate with Kestrel__Certificates__Default__Path",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1010", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (ListenCalls.In(context.Compilation) is not { } calls || ConfiguredEndpoints.Of(project) is not { IsUnknown: false, HasCertificate: false } configured)
            return;

        var (code, found) = (new CodeEndpoints(calls), new ConcurrentBag<Diagnostic>());
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                code.Look(call);
                foreach (var (location, text) in WithTls(call, calls, configured))
                {
                    if (!Guards.IsConditional(call))
                        found.Add(Diagnostic.Create(Rule, location, text));
                }
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(operation => code.Look((IAssignmentOperation)operation.Operation), OperationKind.SimpleAssignment);
        context.RegisterCompilationEndAction(end =>
        {
            if (code.IsUnknown || code.HasCertificate)
                return;

            foreach (var diagnostic in found)
                end.ReportDiagnostic(diagnostic);
        });
    }

    private static IEnumerable<(Location Location, string Text)> WithTls(IInvocationOperation call, ListenCalls calls, ConfiguredEndpoints configured)
    {
        if (call.TargetMethod is { Name: "UseHttps", ContainingType.Name: "ListenOptionsHttpsExtensions" })
            return [(CallSyntax.Name(call).GetLocation(), "UseHttps()")];

        // Endpoints of configuration hide addresses.
        return configured.HasEndpoints ? [] : calls.Read(call)
            .Where(listen => listen.Kind != ListenKind.Kestrel && listen.Text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            .GroupBy(listen => listen.Value).Select(group => (group.First().Location, group.First().Text));
    }
}
