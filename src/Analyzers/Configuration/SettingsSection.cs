using Containerize.Analyzers.Project;
using Containerize.Json;

namespace Containerize.Analyzers.Configuration;

/// <summary>Which sections of settings the app looks at: one can be switched off, and be one of several of which another is chosen.</summary>
internal static class SettingsSection
{
    private static readonly string[] Switches = ["Enabled", "IsEnabled", "Enable"];

    private static readonly string[] Choices = ["Provider", "Type", "Kind"];

    // Chosen in the place of every section that connects to something.
    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase) { "", "None", "Null", "Disabled", "Fake", "Memory", "InMemory" };

    /// <summary>True when the setting is in a section that is not used, unless a variable or a file for containers switches it on.</summary>
    public static bool IsUnused(ContainerProject project, ConfigFile file, string path)
    {
        var (node, walked) = (file.Json, "");
        foreach (var part in path.Split(':'))
        {
            if (node is null)
                return false;
            if (node.Kind == JsonKind.Array)
            {
                node = int.TryParse(part, out var index) && index < node.Items.Count ? node.Items[index] : null;
                walked += part + ":";
                continue;
            }

            // What the file says at its top is about the app, not about one of its sections.
            if (walked.Length > 0 && (Says(node, Switches, value => value.Equals("false", StringComparison.OrdinalIgnoreCase)) || (node[part]?.Kind == JsonKind.Object && Says(node, Choices, value => IsAnother(node, part, value)))))
                return true;

            node = node[part];
            walked += part + ":";
        }

        return false;

        bool Says(JsonNode section, string[] names, Func<string, bool> condition) =>
            names.Any(name => section[name] is { Kind: JsonKind.String or JsonKind.Boolean } value && condition(value.Text.Trim()) && !AppSettings.IsOverridden(project, file, walked + name));
    }

    // A value that names no section at all says something else: the kind of the server that the section describes.
    private static bool IsAnother(JsonNode section, string part, string value) =>
        !part.Equals(value, StringComparison.OrdinalIgnoreCase) && (Nothing.Contains(value) || section[value]?.Kind == JsonKind.Object);
}
