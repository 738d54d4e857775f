using System.Text;
using Containerize.Diagnostics;

namespace Containerize.Dockerfiles;

/// <summary>A line of a Dockerfile with its continuation lines joined, and where each character stands in the file.</summary>
internal sealed class LogicalLine(string text, IReadOnlyList<int> offsets, char escape)
{
    public int Length => text.Length;

    public char Escape => escape;

    public char this[int index] => text[index];

    public string Slice(int start, int end) => text.Substring(start, end - start);

    public TextRange Range(int start, int end) => end <= start ? new(offsets.Count > start ? offsets[start] : 0, 0) : TextRange.Between(offsets[start], offsets[end - 1] + 1);
}

/// <summary>Cuts a Dockerfile into logical lines: no comments, no blank lines, no bodies of here documents.</summary>
internal sealed class LogicalLines(string text)
{
    private readonly List<string> _hereDocuments = [];
    private char _escape = '\\';
    private int _at;

    public IEnumerable<LogicalLine> Read()
    {
        ReadEscape();
        while (_at < text.Length)
        {
            if (Next() is not { Length: > 0 } line)
                continue;

            FindHereDocuments(line.Slice(0, line.Length));
            yield return line;
            SkipHereDocuments();
        }
    }

    private LogicalLine? Next()
    {
        var (joined, offsets, more) = (new StringBuilder(), new List<int>(), true);
        while (more && _at < text.Length)
        {
            var (start, end) = TakeLine();
            while (start < end && char.IsWhiteSpace(text[start]))
                start++;
            if (start == end || text[start] == '#')
            {
                if (joined.Length == 0)
                    return null;
                continue;
            }

            while (end > start && char.IsWhiteSpace(text[end - 1]))
                end--;
            more = text[end - 1] == _escape;
            for (var i = start; i < (more ? end - 1 : end); i++)
            {
                joined.Append(text[i]);
                offsets.Add(i);
            }

            // Words of two lines stay two words only where a blank stands between them, as for BuildKit; indentation counts as one.
            if (more && joined.Length > 0)
            {
                joined.Append(' ');
                offsets.Add(end - 1);
            }
        }

        var length = joined.ToString().TrimEnd().Length;
        return new(joined.ToString(0, length), offsets, _escape);
    }

    private (int Start, int End) TakeLine()
    {
        var start = _at;
        var end = text.IndexOf('\n', start);
        _at = end < 0 ? text.Length : end + 1;
        return (start, end < 0 ? text.Length : end);
    }

    // Directives are comments at the very top.
    private void ReadEscape()
    {
        _at = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        for (var at = _at; at < text.Length && text[at] == '#';)
        {
            var end = text.IndexOf('\n', at);
            var line = text.Substring(at + 1, (end < 0 ? text.Length : end) - at - 1).Replace(" ", "").Trim();
            if (line.StartsWith("escape=", StringComparison.OrdinalIgnoreCase) && line.Length == 8)
                _escape = line[7];
            if (line.IndexOf('=') < 0 || end < 0)
                return;
            at = end + 1;
        }
    }

    private void FindHereDocuments(string line)
    {
        if (!line.StartsWith("RUN", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("COPY", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("ADD", StringComparison.OrdinalIgnoreCase))
            return;

        for (var at = line.IndexOf("<<", StringComparison.Ordinal); at >= 0; at = line.IndexOf("<<", at + 2, StringComparison.Ordinal))
        {
            var name = new string([.. line.Skip(at + 2).SkipWhile(c => c is '-' or '"' or '\'').TakeWhile(c => char.IsLetterOrDigit(c) || c == '_')]);
            if (name.Length > 0)
                _hereDocuments.Add(name);
        }
    }

    private void SkipHereDocuments()
    {
        foreach (var name in _hereDocuments)
        {
            while (_at < text.Length)
            {
                var (start, end) = TakeLine();
                if (text.Substring(start, end - start).Trim() == name)
                    break;
            }
        }

        _hereDocuments.Clear();
    }
}
