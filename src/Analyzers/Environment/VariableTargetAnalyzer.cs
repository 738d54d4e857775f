using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2003: variables of a user or a machine, which only Windows has.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class VariableTargetAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2003", "EnvironmentVariableTarget.User and Machine have no effect on Linux",
        "EnvironmentVariableTarget.{0} {1} in a Linux container: leave the target out",
        Category.Environment, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ2003");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Environment") is { } environment)
            context.RegisterOperationAction(found => Check(found, environment), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol environment)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name is not ("GetEnvironmentVariable" or "GetEnvironmentVariables" or "SetEnvironmentVariable") || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, environment))
            return;
        if (ListenCalls.Argument(call, "target") is not { } target || ConstantText.Number(target) is not (1 or 2) || Guards.IsGuarded(call) || CallSyntax.HasOtherRead(call))
            return;

        if (call.TargetMethod.Name == "GetEnvironmentVariable" && CallSyntax.HasPlainRead(call))
            return;

        var effect = call.TargetMethod.Name switch
        {
            "SetEnvironmentVariable" => "sets nothing",
            "GetEnvironmentVariables" => "gives an empty list",
            _ => "gives null",
        };
        context.ReportDiagnostic(Diagnostic.Create(Rule, target.Syntax.GetLocation(), ConstantText.Number(target) == 1 ? "User" : "Machine", effect));
    }
}
