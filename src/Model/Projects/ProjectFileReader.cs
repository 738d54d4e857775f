using System.Xml;
using System.Xml.Linq;
using Containerize.Diagnostics;

namespace Containerize.Projects;

/// <summary>An item as it stands in a project file.</summary>
/// <param name="Type"><c>ContainerPort</c>.</param>
/// <param name="Include">Text of the attribute, XML entities resolved, nothing evaluated.</param>
/// <param name="Conditions">Conditions of the item and of what is around it, joined; empty when there are none.</param>
public sealed record WrittenItem(string Type, WrittenText Include, string Conditions)
{
    /// <summary>Metadata by name, names without regard to case: attributes and child elements.</summary>
    public required IReadOnlyDictionary<string, WrittenText> Metadata { get; init; }

    /// <summary>The whole element, for a fix that takes it away.</summary>
    public required TextRange Range { get; init; }
}

/// <summary>A text and where it stands.</summary>
/// <param name="Text">As read.</param>
/// <param name="Range">Place in the file, without quotes.</param>
public sealed record WrittenText(string Text, TextRange Range);

/// <summary>Finds items in the XML of a project file. Gives up silently on what is no XML: MSBuild reports that better.</summary>
public static class ProjectFileReader
{
    /// <summary>Items with an Include, in the order of the file.</summary>
    public static IReadOnlyList<WrittenItem> Read(string text)
    {
        var document = Load(text);
        if (document?.Root is null)
            return [];

        var lines = LineStarts(text);
        var items = new List<WrittenItem>();
        foreach (var element in document.Root.Descendants())
        {
            if (element.Parent!.Name.LocalName == "ItemGroup" && element.Attribute("Include") is { } include && Written(include, text, lines) is { } written)
                items.Add(Item(element, written, text, lines));
        }

        return items;
    }

    private static WrittenItem Item(XElement element, WrittenText include, string text, List<int> lines)
    {
        var metadata = new Dictionary<string, WrittenText>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in element.Attributes())
        {
            if (Written(attribute, text, lines) is { } value)
                metadata[attribute.Name.LocalName] = value;
        }

        foreach (var child in element.Elements())
        {
            if (Written(child, text, lines) is { } value)
                metadata[child.Name.LocalName] = value;
        }

        var conditions = string.Join(" ", element.AncestorsAndSelf().Select(ancestor => (string?)ancestor.Attribute("Condition")).Where(condition => condition is not null));
        return new(element.Name.LocalName, include, conditions) { Metadata = metadata, Range = ElementRange(element, text, lines) };
    }

    private static WrittenText? Written(XAttribute attribute, string text, List<int> lines)
    {
        var start = text.IndexOf('=', Offset(attribute, lines));
        while (start >= 0 && start < text.Length && text[start] is not ('"' or '\''))
            start++;
        if (start < 0 || start >= text.Length)
            return null;

        var end = text.IndexOf(text[start], start + 1);
        return end < 0 ? null : new(attribute.Value, TextRange.Between(start + 1, end));
    }

    private static WrittenText? Written(XElement child, string text, List<int> lines)
    {
        if (child.HasElements || child.IsEmpty)
            return null;

        var start = text.IndexOf('>', Offset(child, lines)) + 1;
        var end = text.IndexOf("</", start, StringComparison.Ordinal);
        return start == 0 || end < 0 ? null : new(child.Value, TextRange.Between(start, end));
    }

    private static TextRange ElementRange(XElement element, string text, List<int> lines)
    {
        var start = Offset(element, lines) - 1;
        var closing = "</" + element.Name.LocalName;
        var end = element.HasElements || !element.IsEmpty ? text.IndexOf(closing, start, StringComparison.Ordinal) : start;
        end = end < 0 ? -1 : text.IndexOf('>', end);
        return TextRange.Between(start, end < 0 ? start : end + 1);
    }

    private static int Offset(IXmlLineInfo place, List<int> lines) => lines[place.LineNumber - 1] + place.LinePosition - 1;

    // XML ends lines at LF, CR LF and a lone CR.
    private static List<int> LineStarts(string text)
    {
        var starts = new List<int> { text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                starts.Add(i + 1);
        }

        return starts;
    }

    private static XDocument? Load(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
