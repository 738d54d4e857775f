using System.Collections.Immutable;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4006: an image that says it is for developing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DevelopmentEnvironmentAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4006", "Development environment baked into the image",
        "Every container of this image runs in the Development environment, with detailed errors and appsettings.Development.json: leave '{0}' out of the image and set it where one is run for developing",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4006");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnVariables(context, project, Check);

    private static Diagnostic? Check(DeclaredVariable variable)
    {
        var isEnvironment = variable.Name.Equals("ASPNETCORE_ENVIRONMENT", StringComparison.OrdinalIgnoreCase) || variable.Name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase);
        if (!isEnvironment || !variable.IsInImage || variable.IsConditional || variable.Value is null || !variable.Value.Trim().Equals("Development", StringComparison.OrdinalIgnoreCase))
            return null;

        var range = variable.ValueRange.Length > 0 ? variable.ValueRange : variable.NameRange;
        var properties = OrRemove(ReplaceBy(variable.ValueRange.Length > 0 ? "Production" : null, "Change to 'Production'"), variable.Whole, $"Take '{variable.Name}' out of the image");
        return InFile(Rule, variable.File, range, properties, variable.Name);
    }
}
