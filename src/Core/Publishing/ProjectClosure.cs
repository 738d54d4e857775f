using System.Text.Json;

namespace Containerize.Publishing;

/// <summary>Reads which projects a project references, directly or not, from what restore wrote (project.assets.json).</summary>
public static class ProjectClosure
{
    /// <summary>Absolute paths of project files, ordered; empty when the project was never restored.</summary>
    public static IReadOnlyList<string> Read(string assetsFile)
    {
        if (!File.Exists(assetsFile))
            return [];

        using var document = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var folder = document.RootElement.GetProperty("project").GetProperty("restore").GetProperty("projectPath").GetString() is { } project ? Path.GetDirectoryName(project)! : "";
        return !document.RootElement.TryGetProperty("libraries", out var libraries) ? []
            : [.. libraries.EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "project" && library.Value.TryGetProperty("msbuildProject", out _))
                .Select(library => Path.GetFullPath(library.Value.GetProperty("msbuildProject").GetString()!, folder))
                .Order(StringComparer.Ordinal)];
    }
}
