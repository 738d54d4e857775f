using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2004: a program that asks ASPNETCORE_URLS where it listens.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UrlsReadAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2004", "ASPNETCORE_URLS read to find the port",
        "'{0}' is null in a container, where the base image sets ASPNETCORE_HTTP_PORTS instead: ask IServerAddressesFeature, or set ASPNETCORE_URLS in the image",
        Category.Environment, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ2004");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        // Only where the base is known not to set it, and nobody else does.
        var isUnset = project.Image.BaseConfig is { } config && config.Environment.All(variable => variable.Name != "ASPNETCORE_URLS")
            && !project.Declared.All.Any(variable => variable.Name is "ASPNETCORE_URLS");
        if (isUnset && context.Compilation.GetTypeByMetadataName("System.Environment") is { } environment)
            context.RegisterOperationAction(found => Check(found, environment), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol environment)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "GetEnvironmentVariable" || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, environment))
            return;
        if (ConstantText.Of(ListenCalls.Argument(call, "variable")) is not { IsComplete: true, Known: "ASPNETCORE_URLS" } || !IsTrusted(call) || Guards.IsGuarded(call) || CallSyntax.IsLookedAt(call))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Rule, ListenCalls.Argument(call, "variable")!.Syntax.GetLocation(), "ASPNETCORE_URLS"));
    }

    // Something is called on it, or it is declared never to be null: whoever checks for null knows.
    private static bool IsTrusted(IInvocationOperation call)
    {
        var parent = call.Syntax.Parent;
        return parent is Microsoft.CodeAnalysis.CSharp.Syntax.PostfixUnaryExpressionSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax;
    }
}
