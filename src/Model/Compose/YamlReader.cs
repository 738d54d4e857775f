using Containerize.Diagnostics;

namespace Containerize.Compose;

/// <summary>A mapping, a sequence, or a scalar.</summary>
internal sealed record YamlNode
{
    /// <summary>Text of a scalar, quotes taken off.</summary>
    public string Text { get; init; } = "";

    /// <summary>Place of a scalar, quotes not included.</summary>
    public TextRange Range { get; init; }

    /// <summary>True for what this reader does not understand: anchors, aliases, tags, block scalars, escapes.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>True when nothing stands after the key.</summary>
    public bool IsEmpty { get; init; }

    public IReadOnlyList<KeyValuePair<YamlNode, YamlNode>> Members { get; init; } = [];

    public IReadOnlyList<YamlNode> Items { get; init; } = [];

    /// <summary>True when it, or anything in it, is opaque.</summary>
    public bool HasOpaque => IsOpaque || Items.Any(item => item.HasOpaque) || Members.Any(member => member.Key.Text == "<<" || member.Value.HasOpaque);

    public YamlNode? this[string name] => Members.LastOrDefault(member => member.Key.Text == name).Value;
}

/// <summary>Reads block style YAML with short flow collections, one document. Null when the text is laid out in a way that it does not understand.</summary>
internal sealed class YamlReader
{
    private readonly List<Line> _lines = [];
    private int _at;
    private bool _failed;

    private YamlReader(string text)
    {
        for (var start = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            Add(text, start, end);
            start = end + 1;
        }
    }

    private readonly record struct Line(int Indent, int Start, string Text);

    public static YamlNode? Read(string text)
    {
        var reader = new YamlReader(text);
        var root = reader._failed || reader._lines.Count == 0 ? null : reader.Block(reader._lines[0].Indent, 0);
        return reader._failed || reader._at < reader._lines.Count ? null : root;
    }

    private void Add(string text, int start, int end)
    {
        var indent = start;
        while (indent < end && text[indent] == ' ')
            indent++;
        var content = text.Substring(indent, end - indent).TrimEnd();
        if (content.Length == 0 || content[0] == '#' || content == "---")
            return;

        _failed |= content[0] is '\t' or '%' || content == "...";
        _lines.Add(new(indent - start, indent, content));
    }

    private YamlNode Block(int indent, int depth)
    {
        if (depth > 32)
            return Fail();

        return IsItem(_lines[_at].Text) ? Sequence(indent, depth) : Mapping(indent, depth);
    }

    private YamlNode Mapping(int indent, int depth)
    {
        var members = new List<KeyValuePair<YamlNode, YamlNode>>();
        while (!_failed && _at < _lines.Count && _lines[_at].Indent == indent && !IsItem(_lines[_at].Text))
        {
            var line = _lines[_at];
            if (YamlFlow.Key(line.Text, line.Start) is not var (key, rest))
                return Fail();

            members.Add(new(key, Value(line, rest, indent, depth, mayBeAtSameIndent: true)));
        }

        return _failed || (_at < _lines.Count && _lines[_at].Indent > indent) ? Fail() : new() { Members = members };
    }

    private YamlNode Sequence(int indent, int depth)
    {
        var items = new List<YamlNode>();
        while (!_failed && _at < _lines.Count && _lines[_at].Indent == indent && IsItem(_lines[_at].Text))
        {
            var line = _lines[_at];
            var skip = 1;
            while (skip < line.Text.Length && line.Text[skip] == ' ')
                skip++;
            if (skip < line.Text.Length && line.Text[skip] is not ('"' or '\'' or '[' or '{') && YamlFlow.Key(line.Text.Substring(skip), line.Start + skip) is not null)
            {
                // "- key: value" begins a mapping whose other keys stand below the first.
                _lines[_at] = new(indent + skip, line.Start + skip, line.Text.Substring(skip));
                items.Add(Mapping(indent + skip, depth + 1));
            }
            else
            {
                items.Add(Value(line, skip, indent, depth, mayBeAtSameIndent: false));
            }
        }

        return new() { Items = items };
    }

    // What stands after "key:" or "-": on the same line, or in a block below.
    private YamlNode Value(Line line, int from, int indent, int depth, bool mayBeAtSameIndent)
    {
        _at++;
        var text = line.Text.Substring(from).TrimStart();
        var start = line.Start + line.Text.Length - text.Length;
        var isBelow = _at < _lines.Count && _lines[_at].Indent > indent;
        if (text.Length == 0 || text[0] == '#')
        {
            if (isBelow)
                return Block(_lines[_at].Indent, depth + 1);
            if (mayBeAtSameIndent && _at < _lines.Count && _lines[_at].Indent == indent && IsItem(_lines[_at].Text))
                return Sequence(indent, depth + 1);

            return new() { IsEmpty = true, Range = new(start, 0) };
        }

        if (text[0] is not ('|' or '>' or '&'))
            return isBelow ? Fail() : YamlFlow.Value(text, start) ?? Fail();

        // The body of a block scalar, or of an anchored block: passed over.
        while (_at < _lines.Count && _lines[_at].Indent > indent)
            _at++;
        return new() { IsOpaque = true };
    }

    private static bool IsItem(string text) => text == "-" || text.StartsWith("- ", StringComparison.Ordinal);

    private YamlNode Fail()
    {
        _failed = true;
        return new() { IsOpaque = true };
    }
}
