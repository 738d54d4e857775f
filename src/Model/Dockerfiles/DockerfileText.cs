using System.Text;

namespace Containerize.Dockerfiles;

/// <summary>
/// Quotes values for Dockerfiles as BuildKit's parser reads them (frontend/dockerfile/shell lexer): inside double quotes a backslash, a quote and a
/// dollar sign need a backslash, and nothing can stand for a line break, because lines are cut before words are.
/// </summary>
public static class DockerfileText
{
    /// <summary>A quoted word for ENV and LABEL; null when the value cannot be written (a line break in it).</summary>
    public static string? Quote(string value)
    {
        if (value.IndexOfAny(['\n', '\r', '\0']) >= 0)
            return null;

        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\' or '$')
                text.Append('\\');

            text.Append(c);
        }

        return text.Append('"').ToString();
    }

    /// <summary>A JSON array for exec forms. Line breaks and control characters are escapes there; a dollar sign is not special.</summary>
    public static string JsonArray(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(JsonString)) + "]";

    /// <summary>A word for instructions that expand variables but take no quotes (USER, WORKDIR, EXPOSE, STOPSIGNAL); null when it cannot be written.</summary>
    public static string? Word(string value)
    {
        if (value.IndexOfAny(['\n', '\r', '\0']) >= 0)
            return null;

        var text = new StringBuilder();
        foreach (var c in value)
        {
            if (c is '"' or '\\' or '$' or '\'' or ' ')
                text.Append('\\');

            text.Append(c);
        }

        return text.ToString();
    }

    private static string JsonString(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or '\u2028' or '\u2029' => text.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}
