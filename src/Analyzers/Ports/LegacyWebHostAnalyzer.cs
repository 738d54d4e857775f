using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Ports;

/// <summary>CTZ1013: the host of ASP.NET Core 1 and 2, which does not know ASPNETCORE_HTTP_PORTS.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LegacyWebHostAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ1013", "Legacy WebHost ignores ASPNETCORE_HTTP_PORTS",
        "'{0}' does not read ASPNETCORE_HTTP_PORTS and listens on localhost:5000, which nobody outside the container reaches: set ASPNETCORE_URLS in the image, or use WebApplication.CreateBuilder",
        Category.Ports, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ1013", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("Microsoft.AspNetCore.WebHost") is not { } webHost || ListenCalls.In(context.Compilation) is not { } calls || SaysWhere(project))
            return;

        var (found, listens) = (new ConcurrentBag<Diagnostic>(), new ConcurrentBag<bool>());
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, webHost) && call.TargetMethod.Name.StartsWith("Create", StringComparison.Ordinal))
                {
                    if (!Guards.IsGuarded(call))
                        found.Add(Diagnostic.Create(Rule, CallSyntax.Name(call).GetLocation(), "WebHost." + call.TargetMethod.Name));
                }
                else if (calls.Read(call).Count > 0 || call.TargetMethod.Name is "UseConfiguration" or "UseIISIntegration" or "UseHttpSys")
                    listens.Add(true);
            },
            OperationKind.Invocation);
        context.RegisterCompilationEndAction(end =>
        {
            if (!listens.IsEmpty)
                return;

            foreach (var diagnostic in found)
                end.ReportDiagnostic(diagnostic);
        });
    }

    // URLS or an endpoint somewhere, or a base that nobody knows.
    private static bool SaysWhere(ContainerProject project)
    {
        if (project.Image.BaseConfig is not { } config || config.Environment.Any(variable => variable.Name == "ASPNETCORE_URLS"))
            return true;

        return project.Declared.Names.Any(name => name is "ASPNETCORE_URLS" or "URLS" || name.StartsWith("Kestrel__", StringComparison.OrdinalIgnoreCase))
            || project.Files.Any(file => file.Kind == Analysis.ProjectFileKind.AppSettings && (file.Json?["Kestrel"]?["Endpoints"] is not null || file.Json?["urls"] is not null));
    }
}
