using System.Globalization;
using System.Text;

namespace Containerize.Dockerfiles;

/// <summary>
/// Quotes values as Dockerfile parsers read them (BuildKit's frontend/dockerfile/shell, Podman's imagebuilder): lines are cut before words are, so
/// nothing can stand for a line feed outside of JSON; inside double quotes only a backslash, a quote and a dollar sign need a backslash.
/// </summary>
public static class DockerfileText
{
    /// <summary>A quoted word for ENV, LABEL, WORKDIR and USER; null when the value cannot be written (a line feed or NUL in it).</summary>
    public static string? Quote(string value)
    {
        if (value.IndexOfAny(['\n', '\0']) >= 0)
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

    /// <summary>The value as it is when no parser could take it for anything else, quoted otherwise; null when it cannot be written.</summary>
    public static string? Word(string value) => IsPlain(value) ? value : Quote(value);

    /// <summary>A JSON array for the exec forms of ENTRYPOINT, CMD and HEALTHCHECK, where nothing is expanded.</summary>
    public static string JsonArray(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(JsonString)) + "]";

    /// <summary>A JSON array for VOLUME and COPY, which expand variables and take quotes off once JSON is read.</summary>
    public static string ExpandedJsonArray(IEnumerable<string> values) => JsonArray(values.Select(Escape));

    /// <summary>A path below the context for COPY, which expands variables and matches wildcards: what could be either becomes <c>?</c>, which matches itself.</summary>
    public static string Source(string path)
    {
        var text = new StringBuilder();
        for (var i = 0; i < path.Length; i++)
        {
            text.Append(IsPlain(path[i]) ? path[i] : '?');
            if (char.IsSurrogatePair(path, i))
                i++;
        }

        return text.ToString();
    }

    /// <summary>Sources and destination of a COPY; the JSON form only where a space or quote needs it.</summary>
    public static string Copy(IEnumerable<string> sources, string destination)
    {
        string[] paths = [.. sources.Select(Source), destination];
        return IsPlain(destination) ? string.Join(" ", paths) : JsonArray([.. paths.Take(paths.Length - 1), Escape(destination)]);
    }

    private static bool IsPlain(string value) => value.Length > 0 && value[0] is not ('-' or '#') && value.All(IsPlain);

    private static bool IsPlain(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '.' or '_' or '/' or '-' or ':' or '@' or '+' or ',';

    private static string Escape(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value)
        {
            if (c is '"' or '\'' or '\\' or '$')
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
                // Editors take these for line ends.
                < ' ' or '\u007F' or '\u0085' or '\u2028' or '\u2029' or '\uFEFF' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }
}
