using System.Text;
using Containerize.Planning;

namespace Containerize.Analysis;

/// <summary>
/// What the build tells the analyzers: raw properties, items and files, as MSBuild evaluated them. The targets write it as base64 of fields between
/// unit separators and records between record separators, so that any value survives: backslash, tab, line break, <c>;</c>, <c>%</c>.
/// </summary>
public sealed class AnalyzerFacts
{
    /// <summary>Name of the file, in the folder for intermediate output.</summary>
    public const string FileName = "containerize.facts";

    private const string FirstLine = "containerize-facts 1";

    private readonly Dictionary<string, string> _properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ProjectItem> _items = [];
    private readonly List<ProjectFile> _files = [];

    private AnalyzerFacts()
    {
    }

    /// <summary>Value of a property, empty when it is not set or not told.</summary>
    public string this[string property] => _properties.TryGetValue(property, out var value) ? value : "";

    /// <summary>Items in the order of evaluation, grouped by type.</summary>
    public IReadOnlyList<ProjectItem> Items => _items;

    /// <summary>Files that the rules may read.</summary>
    public IReadOnlyList<ProjectFile> Files => _files;

    /// <summary>True when a property is <c>true</c>, in any case.</summary>
    public bool Is(string property) => string.Equals(this[property].Trim(), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Items of one type.</summary>
    public IReadOnlyList<ItemFact> Of(string type) => [.. _items.Where(item => item.Type == type).Select(item => item.Fact)];

    /// <summary>Reads the file; null when it is none of ours or of another version.</summary>
    public static AnalyzerFacts? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines[0].Trim() != FirstLine || lines.Length < 2 || Decode(lines[1].Trim()) is not { } content)
            return null;

        var facts = new AnalyzerFacts();
        foreach (var record in content.Split('\u001e'))
            facts.Add(record.Split('\u001f'));
        return facts;
    }

    /// <summary>The text of a file that holds these records; the targets write the same.</summary>
    /// <param name="records">Fields of each record.</param>
    public static string Write(IEnumerable<IReadOnlyList<string>> records) =>
        FirstLine + "\n" + Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join("\u001e", records.Select(fields => string.Join("\u001f", fields))))) + "\n";

    private void Add(string[] fields)
    {
        if (fields[0] == "p" && fields.Length == 3)
            _properties[fields[1]] = fields[2];
        else if (fields[0] == "f" && fields.Length == 3 && Enum.TryParse<ProjectFileKind>(fields[1], out var kind))
            _files.Add(new(kind, fields[2]));
        else if (fields[0] == "i" && fields.Length >= 4 && fields.Length % 2 == 0)
            _items.Add(ReadItem(fields));
    }

    private static ProjectItem ReadItem(string[] fields)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 4; i < fields.Length; i += 2)
        {
            if (fields[i + 1].Length > 0)
                metadata[fields[i]] = fields[i + 1];
        }

        return new(fields[1], new ItemFact(fields[2], metadata), fields[3]);
    }

    private static string? Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>An evaluated item.</summary>
/// <param name="Type"><c>ContainerPort</c>.</param>
/// <param name="Fact">Include and metadata.</param>
/// <param name="DefinedIn">Absolute path of the file that holds it.</param>
public sealed record ProjectItem(string Type, ItemFact Fact, string DefinedIn);

/// <summary>What a file is to the rules.</summary>
public enum ProjectFileKind
{
    /// <summary>The project, or a file that it imports.</summary>
    Project,

    /// <summary><c>appsettings.json</c> and its variants.</summary>
    AppSettings,

    /// <summary><c>launchSettings.json</c>.</summary>
    LaunchSettings,

    /// <summary>A Dockerfile.</summary>
    Dockerfile,

    /// <summary>A compose file.</summary>
    Compose,
}

/// <summary>A file that the rules may read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Absolute path.</param>
public sealed record ProjectFile(ProjectFileKind Kind, string Path);
