using System.Globalization;
using System.Text;
using Containerize.Diagnostics;

namespace Containerize.Json;

/// <summary>
/// Reads JSON (RFC 8259) with comments and trailing commas, as configuration files have them. Keeps line and column of everything. Gives up
/// silently on what it does not understand: whoever owns the file reports that better.
/// </summary>
public sealed class JsonReader
{
    private const int MaxDepth = 64;

    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private JsonReader(string text) => _text = text;

    /// <summary>The value that the text holds; null when it is no JSON, is nested deeper than 64, or goes on after the value.</summary>
    public static JsonNode? Read(string? text)
    {
        if (text is null)
            return null;

        var reader = new JsonReader(text);
        if (text.Length > 0 && text[0] == '\uFEFF')
            reader._at = reader._lineStart = 1;
        return reader.Value(0) is { } node && reader.SkipBlank() && reader._at == text.Length ? node : null;
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private int Column => _at - _lineStart + 1;

    private JsonNode? Value(int depth)
    {
        if (depth > MaxDepth || !SkipBlank())
            return null;

        var (line, column, start) = (_line, Column, _at);
        var node = Bare(depth, line, column);
        return node is null ? null : node with { Range = TextRange.Between(start, _at) };
    }

    private JsonNode? Bare(int depth, int line, int column)
    {
        switch (Current)
        {
            case '{':
                return Members(depth) is { } members ? new() { Kind = JsonKind.Object, Members = members, Line = line, Column = column } : null;
            case '[':
                return Items(depth) is { } items ? new() { Kind = JsonKind.Array, Items = items, Line = line, Column = column } : null;
            case '"':
                return Text() is { } text ? new() { Kind = JsonKind.String, Text = text, Line = line, Column = column } : null;
            default:
                return Literal() is var (kind, literal) ? new() { Kind = kind, Text = literal, Line = line, Column = column } : null;
        }
    }

    private List<JsonMember>? Members(int depth)
    {
        var members = new List<JsonMember>();
        _at++;
        while (SkipBlank())
        {
            if (Take('}'))
                return members;

            var (line, column, start) = (_line, Column, _at);
            if (Text() is not { } name)
                return null;

            var range = TextRange.Between(start, _at);
            if (!SkipBlank() || !Take(':') || Value(depth + 1) is not { } value || !SkipBlank())
                return null;

            members.Add(new(name, value, line, column) { NameRange = range });
            if (!Take(',') && Current != '}')
                return null;
        }

        return null;
    }

    private List<JsonNode>? Items(int depth)
    {
        var items = new List<JsonNode>();
        _at++;
        while (SkipBlank())
        {
            if (Take(']'))
                return items;
            if (Value(depth + 1) is not { } value || !SkipBlank())
                return null;

            items.Add(value);
            if (!Take(',') && Current != ']')
                return null;
        }

        return null;
    }

    private string? Text()
    {
        if (!Take('"'))
            return null;

        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c == '"')
                return text.ToString();
            if (c < ' ')
                return null;
            if (c == '\\' && !Escape(text))
                return null;
            if (c != '\\')
                text.Append(c);
        }

        return null;
    }

    private bool Escape(StringBuilder text)
    {
        var c = Current;
        _at++;
        if (c != 'u')
        {
            var place = "\"\\/bfnrt".IndexOf(c);
            if (place >= 0)
                text.Append("\"\\/\b\f\n\r\t"[place]);
            return place >= 0;
        }

        if (_at + 4 > _text.Length || !int.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            return false;

        text.Append((char)code);
        _at += 4;
        return true;
    }

    private (JsonKind Kind, string Text)? Literal()
    {
        var start = _at;
        while (Current is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '-' or '+' or '.')
            _at++;

        var word = _text.Substring(start, _at - start);
        return word switch
        {
            "null" => (JsonKind.Null, ""),
            "true" or "false" => (JsonKind.Boolean, word),
            _ when IsNumber(word) => (JsonKind.Number, word),
            _ => null,
        };
    }

    private static bool IsNumber(string word)
    {
        var digits = word.StartsWith("-", StringComparison.Ordinal) ? word.Substring(1) : word;
        if (digits.Length == 0 || digits[0] is < '0' or > '9' || (digits.Length > 1 && digits[0] == '0' && digits[1] is >= '0' and <= '9') || digits[digits.Length - 1] == '.')
            return false;

        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private bool Take(char c)
    {
        if (Current != c || _at == _text.Length)
            return false;

        _at++;
        return true;
    }

    // False when a comment does not end, or a slash begins none.
    private bool SkipBlank()
    {
        while (_at < _text.Length)
        {
            if (Current is ' ' or '\t' or '\r' or '\n')
                Advance();
            else if (Current != '/')
                return true;
            else if (!SkipComment())
                return false;
        }

        return true;
    }

    private bool SkipComment()
    {
        var next = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        if (next == '/')
        {
            while (_at < _text.Length && Current != '\n')
                _at++;
            return true;
        }

        var end = next == '*' ? _text.IndexOf("*/", _at + 2, StringComparison.Ordinal) : -1;
        if (end < 0)
            return false;

        while (_at < end + 2)
            Advance();
        return true;
    }

    private void Advance()
    {
        if (_text[_at++] != '\n')
            return;

        _line++;
        _lineStart = _at;
    }
}
