using Containerize.Analysis;
using Containerize.Analyzers.Project;

namespace Containerize.Analyzers.Configuration;

/// <summary>Which settings files a container reads.</summary>
internal static class AppSettings
{
    /// <summary>True for appsettings.json and those of environments that are not for developing.</summary>
    public static bool IsForContainers(ConfigFile file) =>
        file.Kind == ProjectFileKind.AppSettings && !Has(file, "Development") && !Has(file, "Local") && !Has(file, "Debug") && !Has(file, "Test");

    private static bool Has(ConfigFile file, string environment) => file.Name.IndexOf("." + environment, StringComparison.OrdinalIgnoreCase) >= 0;
}
