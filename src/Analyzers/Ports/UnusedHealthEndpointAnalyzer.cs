using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1014: the app answers whether it is healthy, and the container never asks. Off by default: where Kubernetes or a cloud asks, nothing here can see it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedHealthEndpointAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1014", "Health endpoint that no health check of the container uses",
        "The container never asks '{0}', so an engine does not see whether the app is healthy: set ContainerHealthCheck to '{1}', or to 'none' if the platform asks",
        Category.Ports, DiagnosticSeverity.Info, isEnabledByDefault: false, helpLinkUri: Category.Pages + "CTZ1014");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Builder.WebApplication") is not null && !MayHaveCheck(project))
            context.RegisterOperationAction(Check, OperationKind.Invocation);
    }

    // Where the probe cannot run, and where only a base image knows, there is nothing to propose.
    private static bool MayHaveCheck(ContainerProject project)
    {
        var facts = project.Facts;
        return facts["ContainerHealthCheck"].Trim().Length > 0 || facts.Of("ContainerHealthCheckArgs").Count > 0
            || facts.Is("PublishAot") || facts.Is("PublishTrimmed") || project.Image.ConfiguredPorts is null || project.Image.Ports.All(port => port.Protocol != "tcp")
            || ProjectFiles.Dockerfiles(project).Any(file => DockerfileImage.BaseOf(file.Dockerfile) is null || file.Dockerfile.Final.SelectMany(stage => stage.Instructions).Any(instruction => instruction.Keyword == "HEALTHCHECK"))
            || ProjectFiles.Services(project).Any(pair => !pair.Service.IsComplete || pair.Service.HasHealthCheck);
    }

    private static void Check(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (HealthEndpoint.Of(call) is not { } endpoint || Guards.IsConditional(call))
            return;

        // Of several, for startup, readiness and life, one is enough to say it.
        foreach (var other in CallSyntax.Root(call).Descendants())
        {
            if (other == call)
                break;
            if (other is IInvocationOperation earlier && HealthEndpoint.Of(earlier) is not null)
                return;
        }

        context.ReportDiagnostic(Diagnostic.Create(Rule, endpoint.Location, endpoint.Path, endpoint.Port is { } port ? $"http://localhost:{port}{endpoint.Path}" : endpoint.Path));
    }
}
