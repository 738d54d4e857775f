using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Containerize.Json;

namespace Containerize.Projects;

/// <summary>Reads which projects are in a solution: .sln, .slnx, and filters (.slnf).</summary>
public static class SolutionReader
{
    private static readonly Regex ProjectLine = new("^\\s*Project\\(\"[^\"]*\"\\)\\s*=\\s*\"[^\"]*\",\\s*\"([^\"]+)\"", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    private static readonly string[] Endings = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>Paths of C#, F# and Visual Basic projects as the solution has them, with <c>/</c>, in its order; null when the text is no solution.</summary>
    /// <param name="name">Name of the file; its ending says how it is read.</param>
    /// <param name="text">What it holds.</param>
    public static IReadOnlyList<string>? ReadProjects(string name, string text)
    {
        var paths = name.EndsWith(".slnx", StringComparison.OrdinalIgnoreCase) ? ReadXml(text)
            : name.EndsWith(".slnf", StringComparison.OrdinalIgnoreCase) ? ReadFilter(text)?.Projects
            : [.. ProjectLine.Matches(text).Cast<Match>().Select(match => match.Groups[1].Value)];
        return paths is null ? null : [.. paths.Select(path => path.Replace('\\', '/')).Where(IsProject).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Path of the solution that a filter filters, relative to the filter, with <c>/</c>: its projects are relative to that. Null for anything else.</summary>
    public static string? ReadFilteredSolution(string name, string text) =>
        name.EndsWith(".slnf", StringComparison.OrdinalIgnoreCase) ? ReadFilter(text)?.Solution.Replace('\\', '/') : null;

    private static bool IsProject(string path) =>
        Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static List<string>? ReadXml(string text)
    {
        try
        {
            return [.. XDocument.Parse(text).Descendants().Where(element => element.Name.LocalName == "Project").Select(element => (string?)element.Attribute("Path")).OfType<string>()];
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static (string Solution, List<string> Projects)? ReadFilter(string text) =>
        JsonReader.Read(text)?["solution"] is { } solution && solution["path"] is { } path && solution["projects"] is { } projects
            ? (path.Text, [.. projects.Items.Select(item => item.Text)])
            : null;
}
