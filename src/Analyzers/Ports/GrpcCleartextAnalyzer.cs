using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1009: gRPC needs HTTP/2, which an endpoint without TLS speaks only when it is told to.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GrpcCleartextAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1009", "gRPC on an endpoint that speaks HTTP/1.1 only",
        "Without TLS, as in the container, the endpoints speak HTTP/1.1 only, and gRPC calls fail with HTTP_1_1_REQUIRED: set their protocols to Http2",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1009", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Builder.GrpcEndpointRouteBuilderExtensions") is not { } grpc || ListenCalls.In(context.Compilation) is not { } calls)
            return;
        if (ConfiguredEndpoints.Of(project) is { IsUnknown: true } or { SaysHttps: true } or { SaysProtocols: true })
            return;

        var (code, found, hasBridge) = (new CodeEndpoints(calls), new ConcurrentBag<Location>(), new ConcurrentBag<bool>());
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                code.Look(call);
                if (call.TargetMethod.Name is "UseGrpcWeb" or "AddJsonTranscoding")
                    hasBridge.Add(true);
                else if (call.TargetMethod.Name == "MapGrpcService" && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, grpc) && !Guards.IsConditional(call))
                    found.Add(CallSyntax.Name(call).GetLocation());
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(operation => code.Look((IAssignmentOperation)operation.Operation), OperationKind.SimpleAssignment);
        context.RegisterCompilationEndAction(end =>
        {
            if (found.IsEmpty || !hasBridge.IsEmpty || code.IsUnknown || code.HasUnknownAddress || code.SaysHttps || code.SaysProtocols)
                return;

            // All services share the endpoints: one place is enough.
            var first = found.OrderBy(location => location.SourceTree!.FilePath, StringComparer.Ordinal).ThenBy(location => location.SourceSpan.Start).First();
            end.ReportDiagnostic(Diagnostic.Create(Rule, first));
        });
    }
}
