using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1011: redirects to HTTPS, and there is none. Off by default: every template has it, and it does no harm.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HttpsRedirectionAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1011", "UseHttpsRedirection without HTTPS",
        "The container listens on no port for HTTPS, so this redirects nothing and logs a warning: take it out, or set ASPNETCORE_HTTPS_PORT to the port of the proxy",
        Category.Ports, DiagnosticSeverity.Info, isEnabledByDefault: false, helpLinkUri: Category.Pages + "CTZ1011", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (ListenCalls.In(context.Compilation) is not { } calls || ConfiguredEndpoints.Of(project) is not { IsUnknown: false, SaysHttps: false })
            return;

        var (code, found) = (new CodeEndpoints(calls), new ConcurrentBag<Location>());
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                code.Look(call);
                if (call.TargetMethod is { Name: "UseHttpsRedirection", ContainingType.Name: "HttpsPolicyBuilderExtensions" } && !Guards.IsConditional(call))
                    found.Add(CallSyntax.Name(call).GetLocation());
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(operation => code.Look((IAssignmentOperation)operation.Operation), OperationKind.SimpleAssignment);
        context.RegisterCompilationEndAction(end =>
        {
            if (code.IsUnknown || code.HasUnknownAddress || code.SaysHttps)
                return;

            foreach (var location in found)
                end.ReportDiagnostic(Diagnostic.Create(Rule, location));
        });
    }
}
