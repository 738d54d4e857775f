using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4015: SqlClient in an image without cultures, which it refuses.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InvariantSqlClientAnalyzer : ContainerAnalyzer
{
    private const string Variable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4015", "SqlClient in a globalization-invariant image",
        "{0} opens no connection in the container, because {1}: use a base image with ICU and leave cultures on",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4015");

    private static readonly HashSet<string> Packages = new(StringComparer.OrdinalIgnoreCase) { "Microsoft.Data.SqlClient", "Microsoft.EntityFrameworkCore.SqlServer" };

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        var used = project.Facts.Of("PackageReference").Select(item => item.Include).Where(Packages.Contains).ToList();
        if (used.Count == 0 || Invariant(project) is not { } why)
            return;

        OnFiles(context, project, file => file.Kind != ProjectFileKind.Project ? [] : file.Items
            .Where(item => item.Type == "PackageReference" && item.Conditions.Length == 0 && used.Contains(item.Include.Text, StringComparer.OrdinalIgnoreCase))
            .Select(item => InFile(Rule, file, item.Include.Range, ImmutableDictionary<string, string?>.Empty, item.Include.Text, why)));
    }

    // A variable wins over the base's, and both over what the app was built with.
    private static string? Invariant(ContainerProject project)
    {
        // A Dockerfile has a base of its own.
        if (project.Image.BaseConfig is null || !project.Declared.IsComplete || ProjectFiles.Dockerfiles(project).Any())
            return null;

        var values = project.Declared.All.Where(variable => variable.Name == Variable).Select(variable => variable.Value)
            .Concat(project.Image.Environment.Where(variable => variable.Name == Variable).Select(variable => variable.Value)).ToList();
        if (values.Count > 0)
            return values.All(value => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase)) ? $"{Variable} is set" : null;

        var reference = project.Image.Base;
        var isLean = BaseImageTable.HasNoShell(reference) || reference.IndexOf("-alpine", StringComparison.Ordinal) >= 0;
        if (isLean && reference.IndexOf("-extra", StringComparison.Ordinal) < 0)
            return $"{reference} switches cultures off";

        return !isLean && project.Facts.Is("InvariantGlobalization") ? "InvariantGlobalization is true" : null;
    }
}
