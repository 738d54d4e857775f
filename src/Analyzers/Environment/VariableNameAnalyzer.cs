using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2001: a variable is read by a name that nobody sets, and that looks like one that somebody does.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class VariableNameAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2001", "Environment variable is read by a wrong name",
        "'{0}' is not set in the container, {1}: read '{2}'",
        Category.Environment, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ2001");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Environment") is { } environment)
            context.RegisterOperationAction(found => Check(found, environment, project), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol environment, ContainerProject project)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "GetEnvironmentVariable" || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, environment))
            return;

        var argument = ListenCalls.Argument(call, "variable");
        if (ConstantText.Of(argument) is not { IsComplete: true } text || Meant(text.Known, project) is not { } meant)
            return;
        if (Guards.IsGuarded(call) || CallSyntax.HasOtherRead(call))
            return;

        var why = string.Equals(meant, text.Known, StringComparison.OrdinalIgnoreCase) ? "where names are case-sensitive" : "and nobody reads or sets it";
        var properties = argument is ILiteralOperation ? ReplaceBy(meant, $"Read '{meant}'") : ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Diagnostic.Create(Rule, argument!.Syntax.GetLocation(), properties, text.Known, why, meant));
    }

    private static string? Meant(string name, ContainerProject project)
    {
        if (KnownVariables.IsKnown(name))
            return null;

        string? declared = null;
        foreach (var known in project.Declared.Names)
        {
            if (known == name)
                return null;
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
                declared = known;
        }

        return declared ?? KnownVariables.Meant(name, ignoreCase: false);
    }
}
