using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4007: an environment whose settings file is not found, because its name has another case.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EnvironmentFileCaseAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4007", "Environment name differs from its settings file by case",
        "'{0}' is not loaded in the environment '{1}', because file names have case in a Linux container: write '{2}'",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4007");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnVariables(context, project, variable => Check(variable, project));

    private static Diagnostic? Check(DeclaredVariable variable, ContainerProject project)
    {
        var isEnvironment = variable.Name.Equals("ASPNETCORE_ENVIRONMENT", StringComparison.OrdinalIgnoreCase) || variable.Name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase);
        if (!isEnvironment || variable.Value is not { Length: > 0 } value)
            return null;

        var wanted = $"appsettings.{value}.json";
        var files = project.Files.Where(file => file.Kind == ProjectFileKind.AppSettings).Select(file => file.Name).ToList();
        if (files.Contains(wanted, StringComparer.Ordinal) || files.FirstOrDefault(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is not { } file)
            return null;

        var better = file.Substring("appsettings.".Length, file.Length - "appsettings..json".Length);
        var hasPlace = variable.ValueRange.Length > 0;
        var properties = ReplaceBy(hasPlace ? variable.ValueInFile(better) : null, $"Change to '{better}'");
        return InFile(Rule, variable.File, hasPlace ? variable.ValueRange : variable.NameRange, properties, file, value, better);
    }
}
