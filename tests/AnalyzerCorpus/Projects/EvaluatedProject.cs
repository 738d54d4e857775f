using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Containerize.AnalyzerCorpus.Projects;

/// <summary>An item as MSBuild would evaluate it.</summary>
internal sealed record EvaluatedItem(string Type, string Include, string DefinedIn, IReadOnlyDictionary<string, string> Metadata);

/// <summary>
/// What a project file says, read without MSBuild and without restore: properties, items, imports of the same repository, and what the SDK adds. What only
/// MSBuild knows stays empty.
/// </summary>
internal sealed partial class EvaluatedProject
{
    private const int MostImports = 40;

    private readonly Dictionary<string, string> _properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EvaluatedItem> _items = [];
    private readonly string _root;
    private int _imports;

    private EvaluatedProject(string path, string root)
    {
        (Path, _root) = (path, root);
        Folder = System.IO.Path.GetDirectoryName(path)!;
        _properties["MSBuildProjectName"] = System.IO.Path.GetFileNameWithoutExtension(path);
        _properties["MSBuildProjectFile"] = System.IO.Path.GetFileName(path);
        _properties["MSBuildProjectExtension"] = ".csproj";
        _properties["MSBuildProjectFullPath"] = path;
        _properties["MSBuildProjectDirectory"] = Folder;
        _properties["Configuration"] = "Debug";
        _properties["OS"] = "Unix";
    }

    /// <summary>Absolute path of the project file.</summary>
    public string Path { get; }

    /// <summary>Absolute path of its folder.</summary>
    public string Folder { get; }

    /// <summary>Value of a property, empty when it has none.</summary>
    public string this[string property] => _properties.GetValueOrDefault(property, "");

    public IReadOnlyDictionary<string, string> Properties => _properties;

    /// <summary>Items in the order of evaluation. Patterns are not expanded.</summary>
    public IReadOnlyList<EvaluatedItem> Items => _items;

    /// <summary>Patterns of files that are no sources.</summary>
    public List<string> RemovedSources { get; } = [];

    /// <summary>The value is <c>true</c> or <c>enable</c>.</summary>
    public bool Is(string property) => this[property].ToUpperInvariant() is "TRUE" or "ENABLE";

    public IEnumerable<EvaluatedItem> Of(string type) => _items.Where(item => item.Type == type);

    /// <summary>Reads a project file; null when it is none of the SDK's kind.</summary>
    public static EvaluatedProject? Read(string path, string root)
    {
        if (Load(path) is not { } xml || SdkOf(xml) is not { Length: > 0 } sdk)
            return null;

        var project = new EvaluatedProject(path, root);
        SdkDefaults.Before(project._properties, sdk);
        project.ImportNearest("Directory.Build.props");
        project.Apply(xml, path);
        project.ImportNearest("Directory.Build.targets");
        SdkDefaults.After(project._properties, project._items, sdk);
        return project;
    }

    private static XElement? Load(string path)
    {
        try
        {
            return XDocument.Load(path).Root;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string SdkOf(XElement xml) =>
        (string?)xml.Attribute("Sdk") ?? (string?)xml.Elements().FirstOrDefault(element => element.Name.LocalName == "Sdk")?.Attribute("Name")
        ?? (string?)xml.Elements().FirstOrDefault(element => element.Name.LocalName == "Import" && element.Attribute("Sdk") is not null)?.Attribute("Sdk") ?? "";

    private void ImportNearest(string name)
    {
        if (Above(name, Folder) is { Length: > 0 } found)
            Import(found);
    }

    private void Import(string path)
    {
        if (File.Exists(path) && _imports++ < MostImports && Load(path) is { } xml)
            Apply(xml, path);
    }

    private void Apply(XElement xml, string path)
    {
        foreach (var element in xml.Elements().Where(element => Holds(element, path)))
        {
            switch (element.Name.LocalName)
            {
                case "PropertyGroup":
                    foreach (var property in element.Elements().Where(property => Holds(property, path)))
                        _properties[property.Name.LocalName] = Expand(property.Value.Trim(), path);
                    break;
                case "ItemGroup":
                    foreach (var item in element.Elements().Where(item => Holds(item, path)))
                        AddItem(item, path);
                    break;
                case "Import" when element.Attribute("Sdk") is null:
                    var imported = Expand((string?)element.Attribute("Project") ?? "", path).Replace('\\', '/');
                    if (imported.Length > 0 && !imported.Contains("$(", StringComparison.Ordinal))
                        Import(System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, imported)));
                    break;
            }
        }
    }

    private void AddItem(XElement item, string path)
    {
        var type = item.Name.LocalName;
        if (type == "Compile" && Expand((string?)item.Attribute("Remove") ?? "", path) is { Length: > 0 } removed)
            RemovedSources.AddRange(removed.Split(';', StringSplitOptions.RemoveEmptyEntries));

        var metadata = item.Attributes().Where(attribute => attribute.Name.LocalName is not ("Include" or "Update" or "Remove" or "Condition")).Select(attribute => (attribute.Name.LocalName, attribute.Value))
            .Concat(item.Elements().Select(element => (element.Name.LocalName, element.Value)))
            .GroupBy(pair => pair.LocalName, pair => Uri.UnescapeDataString(Expand(pair.Value, path)), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.OrdinalIgnoreCase);
        foreach (var include in Expand((string?)item.Attribute("Include") ?? "", path).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            _items.Add(new(type, Uri.UnescapeDataString(include), path, metadata));
    }

    private bool Holds(XElement element, string path) =>
        Condition.IsTrue((string?)element.Attribute("Condition") ?? "", text => Expand(text, path), file => System.IO.Path.Exists(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, file.Replace('\\', '/'))));

    // $(Name), and the one function that finds more Directory.Build files.
    private string Expand(string text, string path)
    {
        if (!text.Contains("$(", StringComparison.Ordinal))
            return text;

        text = PropertyReference().Replace(text, match => match.Groups[1].Value switch
        {
            "MSBuildThisFileDirectory" => System.IO.Path.GetDirectoryName(path) + "/",
            "MSBuildThisFile" => System.IO.Path.GetFileName(path),
            "MSBuildThisFileFullPath" => path,
            var name => this[name],
        });
        return PathAbove().Replace(text, match => Above(match.Groups[1].Value, match.Groups[2].Length > 0 ? match.Groups[2].Value : System.IO.Path.GetDirectoryName(path)!));
    }

    /// <summary>The file of that name that is nearest above, within the repository; empty when there is none.</summary>
    public string Above(string name, string folder)
    {
        for (var current = System.IO.Path.GetFullPath(folder); current.StartsWith(_root, StringComparison.Ordinal); current = System.IO.Path.GetDirectoryName(current)!)
        {
            if (File.Exists(System.IO.Path.Combine(current, name)))
                return System.IO.Path.Combine(current, name);
        }

        return "";
    }

    [GeneratedRegex(@"\$\(([A-Za-z_][A-Za-z0-9_-]*)\)")]
    private static partial Regex PropertyReference();

    [GeneratedRegex(@"\$\(\[MSBuild\]::GetPathOfFileAbove\(\s*'?([^,')]+)'?\s*(?:,\s*'?([^')]*)'?)?\s*\)\)")]
    private static partial Regex PathAbove();
}
