namespace Containerize.Analyzers.Project;

/// <summary>Whether an Aspire app host starts the project. It hands connection strings and addresses over, and nothing that the project can see says which.</summary>
internal static class AppHost
{
    /// <summary>True for a project with a client integration of Aspire, or with the solution's service defaults.</summary>
    public static bool Starts(ContainerProject project) =>
        project.Facts.Of("PackageReference").Any(package => package.Include.StartsWith("Aspire.", StringComparison.OrdinalIgnoreCase))
        || project.Files.Where(file => file.Kind == Analysis.ProjectFileKind.Project).SelectMany(file => file.Items)
            .Any(item => item.Type == "ProjectReference" && item.Include.Text.EndsWith("ServiceDefaults.csproj", StringComparison.OrdinalIgnoreCase));
}
