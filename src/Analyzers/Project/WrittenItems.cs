using Containerize.Analysis;
using Containerize.Projects;

namespace Containerize.Analyzers.Project;

/// <summary>Finds where an evaluated item is written. What properties and wildcards make of it cannot be found, and stays without a place.</summary>
internal static class WrittenItems
{
    /// <summary>The file and the element; null when there is none, or more than one with different values.</summary>
    public static (ConfigFile File, WrittenItem Item)? Find(ContainerProject project, ProjectItem item)
    {
        foreach (var file in project.Files)
        {
            if (file.Kind != ProjectFileKind.Project || !ConfigFile.SamePath(file.Path, item.DefinedIn))
                continue;

            var found = file.Items.Where(written => written.Type == item.Type && Same(written.Include.Text, item.Fact.Include)).ToList();
            if (found.Count > 1)
                found = [.. found.Where(written => written.Metadata.TryGetValue("Value", out var value) && Same(value.Text, item.Fact["Value"]))];
            return found.Count == 1 ? (file, found[0]) : null;
        }

        return null;
    }

    /// <summary>
    /// True when a text gives an evaluated value. MSBuild turns a backslash into a slash on some systems, and %XX into what it stands for. A file that is
    /// edited is ahead of what was evaluated.
    /// </summary>
    public static bool Same(string written, string evaluated) =>
        Uri.UnescapeDataString(written).Trim().Replace('\\', '/') == evaluated.Replace('\\', '/');
}
