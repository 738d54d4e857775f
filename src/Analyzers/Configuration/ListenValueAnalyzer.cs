using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Diagnostics;
using Containerize.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4003: a listen address that ASP.NET Core cannot read, or reads as something else.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ListenValueAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4003", "Malformed listen address",
        "'{0}' in {1} does not work in a container: {2}{3}",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4003");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        OnVariables(context, project, Check);
        OnFiles(context, project, CheckSettings);
    }

    private static Diagnostic? Check(DeclaredVariable variable)
    {
        if (variable.Value is null || ListenValue.Setting(variable.Name) is not { } setting || ListenValue.Check(setting, variable.Value) is not { } problem)
            return null;

        var range = variable.ValueRange.Length > 0 ? variable.ValueRange : variable.NameRange;
        var replacement = problem.Replacement is null || variable.ValueRange.Length == 0 ? null : variable.ValueInFile(problem.Replacement);
        return Report(variable.File, range, replacement, variable.Value, variable.Name, problem);
    }

    private static IEnumerable<Diagnostic?> CheckSettings(ConfigFile file)
    {
        if (!AppSettings.IsForContainers(file) || file.Json?["urls"] is not { Kind: JsonKind.String } urls || ListenValue.Check("URLS", urls.Text) is not { } problem)
            return [];
        if (ListenAddress.ParseList(urls.Text).All(address => address.IsLoopback && address.Rest.Length == 0))
            return []; // CTZ4011 says so already

        return [Report(file, urls.Range, problem.Replacement is null ? null : "\"" + problem.Replacement + "\"", urls.Text, "Urls", problem)];
    }

    private static Diagnostic? Report(ConfigFile file, TextRange range, string? replacement, string value, string name, ValueProblem problem)
    {
        var advice = problem.Replacement is null ? "" : $"; write '{problem.Replacement}'";
        return InFile(Rule, file, range, ReplaceBy(replacement, $"Change to '{problem.Replacement}'"), value, name, problem.Problem, advice);
    }
}
