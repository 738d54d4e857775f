using Containerize.Diagnostics;

namespace Containerize.Compose;

/// <summary>Reads what stands on one line: keys, scalars, flow collections that end on it.</summary>
internal static class YamlFlow
{
    /// <summary>The key of a line and where its value begins; null when the line has no key.</summary>
    public static (YamlNode Key, int ValueStart)? Key(string text, int start)
    {
        if (text[0] is '"' or '\'')
        {
            var close = text.IndexOf(text[0], 1);
            return close > 0 && close + 1 < text.Length && text[close + 1] == ':' ? (Scalar(text.Substring(1, close - 1), start + 1), close + 2) : null;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '#' && i > 0 && text[i - 1] == ' ')
                return null;
            if (text[i] == ':' && (i + 1 == text.Length || text[i + 1] == ' '))
                return i == 0 ? null : (Scalar(text.Substring(0, i).TrimEnd(), start), i + 1);
        }

        return null;
    }

    /// <summary>The value that a line holds; null when it goes on below.</summary>
    public static YamlNode? Value(string text, int start)
    {
        var at = 0;
        var node = Node(text, start, ref at, inFlow: false);
        var rest = at <= text.Length ? text.Substring(at).TrimStart() : "";
        return node is null || (rest.Length > 0 && rest[0] != '#') ? null : node;
    }

    private static YamlNode? Node(string text, int start, ref int at, bool inFlow)
    {
        if (at >= text.Length)
            return null;

        return text[at] switch
        {
            '"' or '\'' => Quoted(text, start, ref at),
            '[' => Collection(text, start, ref at),
            '{' => Collection(text, start, ref at),
            '*' or '&' or '!' or '|' or '>' or '@' or '`' => Opaque(text, ref at),
            _ => Plain(text, start, ref at, inFlow),
        };
    }

    private static YamlNode Opaque(string text, ref int at)
    {
        at = text.Length;
        return new() { IsOpaque = true };
    }

    private static YamlNode? Quoted(string text, int start, ref int at)
    {
        var quote = text[at];
        var close = text.IndexOf(quote, at + 1);
        if (close < 0)
            return null;

        var content = text.Substring(at + 1, close - at - 1);
        var (place, hasEscape) = (start + at + 1, quote == '"' ? content.IndexOf('\\') >= 0 : close + 1 < text.Length && text[close + 1] == quote);
        if (hasEscape)
            return Opaque(text, ref at);

        at = close + 1;
        return Scalar(content, place);
    }

    private static YamlNode? Collection(string text, int start, ref int at)
    {
        var (close, isMapping) = (text[at] == '[' ? ']' : '}', text[at] == '{');
        var (items, members) = (new List<YamlNode>(), new List<KeyValuePair<YamlNode, YamlNode>>());
        at++;
        while (Skip(text, ref at))
        {
            if (text[at] == close)
            {
                at++;
                return new() { Items = items, Members = members };
            }

            if (Node(text, start, ref at, inFlow: true) is not { } node || !Skip(text, ref at))
                return null;
            if (!isMapping)
                items.Add(node);
            else if (Member(text, start, ref at) is { } value)
                members.Add(new(node, value));
            else
                return null;
            if (!Skip(text, ref at) || (text[at] != ',' && text[at] != close))
                return null;
            if (text[at] == ',')
                at++;
        }

        return null;
    }

    private static YamlNode? Member(string text, int start, ref int at)
    {
        if (text[at] != ':')
            return null;

        at++;
        return Skip(text, ref at) ? Node(text, start, ref at, inFlow: true) : null;
    }

    private static YamlNode Plain(string text, int start, ref int at, bool inFlow)
    {
        var begin = at;
        while (at < text.Length && !EndsPlain(text, at, inFlow))
            at++;
        return Scalar(text.Substring(begin, at - begin).TrimEnd(), start + begin);
    }

    private static bool EndsPlain(string text, int at, bool inFlow)
    {
        if (text[at] == '#' && at > 0 && text[at - 1] == ' ')
            return true;
        if (!inFlow)
            return false;

        return text[at] is ',' or ']' or '}' or '[' or '{' || (text[at] == ':' && (at + 1 == text.Length || text[at + 1] == ' '));
    }

    private static bool Skip(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
            at++;
        return at < text.Length;
    }

    private static YamlNode Scalar(string text, int start) => new() { Text = text, Range = new(start, text.Length) };
}
