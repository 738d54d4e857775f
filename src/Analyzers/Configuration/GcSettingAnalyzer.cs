using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4014: a decimal number where the runtime reads a hexadecimal one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GcSettingAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4014", "GC setting is parsed as hexadecimal",
        "The runtime reads '{1}' of {0} as hexadecimal, {2}: write '{3}'",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4014");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnVariables(context, project, Check);

    private static Diagnostic? Check(DeclaredVariable variable)
    {
        if (variable.Value is null || GcSetting.Check(variable.Name, variable.Value) is not { } problem)
            return null;

        var hasPlace = variable.ValueRange.Length > 0;
        var properties = ReplaceBy(hasPlace ? problem.Replacement : null, $"Change to '{problem.Replacement}'");
        return InFile(Rule, variable.File, hasPlace ? variable.ValueRange : variable.NameRange, properties, variable.Name, variable.Value, problem.Problem, problem.Replacement!);
    }
}
