using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Json;

namespace Containerize.Analyzers.Configuration;

/// <summary>Which settings files a container reads, and what they hold.</summary>
internal static class AppSettings
{
    /// <summary>True for appsettings.json and those of environments that are not for developing.</summary>
    public static bool IsForContainers(ConfigFile file) =>
        file.Kind == ProjectFileKind.AppSettings && !Has(file, "Development") && !Has(file, "Local") && !Has(file, "Debug") && !Has(file, "Test");

    /// <summary>All strings with their keys, parts joined by <c>:</c>.</summary>
    public static IEnumerable<(string Path, JsonNode Value)> Texts(ConfigFile file) => file.Json is { } root ? Texts("", root) : [];

    /// <summary>True when a variable, or the file for Production over the one for all, gives the setting another value in a container.</summary>
    public static bool IsOverridden(ContainerProject project, ConfigFile file, string path)
    {
        // Hosting platforms' own prefix: SQLCONNSTR_Main is ConnectionStrings:Main.
        var connection = path.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase) ? "CONNSTR_" + path.Substring("ConnectionStrings:".Length) : null;
        if (project.Declared.InContainers.Any(name => Same(name.Replace("__", ":"), path) || (connection is not null && name.EndsWith(connection, StringComparison.OrdinalIgnoreCase))))
            return true;

        return Same(file.Name, "appsettings.json") && project.Files.Any(other => other.Kind == ProjectFileKind.AppSettings && Same(other.Name, "appsettings.Production.json") && Texts(other).Any(text => Same(text.Path, path)));
    }

    private static IEnumerable<(string Path, JsonNode Value)> Texts(string path, JsonNode node)
    {
        if (node.Kind == JsonKind.String)
            return [(path, node)];

        var prefix = path.Length == 0 ? "" : path + ":";
        var members = node.Members.SelectMany(member => Texts(prefix + member.Name, member.Value));
        return members.Concat(node.Items.SelectMany((item, index) => Texts(prefix + index.ToString(System.Globalization.CultureInfo.InvariantCulture), item)));
    }

    private static bool Has(ConfigFile file, string environment) => file.Name.IndexOf("." + environment, StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
