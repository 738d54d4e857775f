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

    /// <summary>True for appsettings.json and those of environments that containers run in: Production, Staging, Docker, and those that are declared.</summary>
    public static bool IsReadInContainers(ContainerProject project, ConfigFile file) => IsForContainers(file) && (Environment(file) is not { Length: > 0 } name || Same(name, "Staging") || IsOfContainers(project, name));

    /// <summary>All strings with their keys, parts joined by <c>:</c>.</summary>
    public static IEnumerable<(string Path, JsonNode Value)> Texts(ConfigFile file) => file.Json is { } root ? Texts("", root) : [];

    /// <summary>True when a variable, or the file of a container's environment over the one for all, gives the setting another value in a container.</summary>
    public static bool IsOverridden(ContainerProject project, ConfigFile file, string path)
    {
        // Hosting platforms' own prefix: SQLCONNSTR_Main is ConnectionStrings:Main.
        var connection = path.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase) ? "CONNSTR_" + path.Substring("ConnectionStrings:".Length) : null;
        if (project.Declared.InContainers.Any(name => Same(name.Replace("__", ":"), path) || (connection is not null && name.EndsWith(connection, StringComparison.OrdinalIgnoreCase))))
            return true;

        return Same(file.Name, "appsettings.json")
            && project.Files.Any(other => other.Kind == ProjectFileKind.AppSettings && Environment(other) is { Length: > 0 } name && IsOfContainers(project, name) && Texts(other).Any(text => Same(text.Path, path)));
    }

    // Production is what a container runs in when nobody says otherwise.
    private static bool IsOfContainers(ContainerProject project, string environment) =>
        Same(environment, "Production") || Same(environment, "Docker") || Same(environment, "Container")
        || project.Declared.All.Any(variable => variable.Name is "ASPNETCORE_ENVIRONMENT" or "DOTNET_ENVIRONMENT" && variable.Value is { } value && Same(value.Trim(), environment));

    // Of appsettings.Docker.json; empty for appsettings.json.
    private static string Environment(ConfigFile file) => file.Name.Split('.') is { Length: > 2 } parts ? string.Join(".", parts.Skip(1).Take(parts.Length - 2)) : "";

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
