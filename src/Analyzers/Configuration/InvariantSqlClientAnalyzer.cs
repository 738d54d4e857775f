using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4015: SqlClient in an image without cultures, which it refuses.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InvariantSqlClientAnalyzer : ContainerAnalyzer
{
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

    // Whichever image the project becomes must lack them.
    private static string? Invariant(ContainerProject project)
    {
        var images = PossibleImage.Of(project);
        if (!project.Declared.IsComplete || images.Count == 0 || !images.All(image => image.IsInvariant(project)))
            return null;

        return images.FirstOrDefault(image => image.Contents?.IsInvariant == true) is { } lean ? $"{lean.Base} switches cultures off"
            : project.Facts.Is("InvariantGlobalization") ? "InvariantGlobalization is true"
            : "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT is set";
    }
}
