using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.Analyzers.Tests;

/// <summary>Text with the places of expected findings: <c>[|here|]</c>, or <c>{|CTZ1001:here|}</c> for another rule than the test's own.</summary>
internal static class Markup
{
    public static (string Text, List<(TextSpan Span, string? Id)> Spans) Parse(string marked)
    {
        var (text, open, spans) = (new StringBuilder(marked.Length), new Stack<(int Start, string? Id, char Close)>(), new List<(TextSpan, string?)>());
        for (var i = 0; i < marked.Length; i++)
        {
            var next = i + 1 < marked.Length ? marked[i + 1] : '\0';
            if (marked[i] == '[' && next == '|')
            {
                open.Push((text.Length, null, ']'));
                i++;
            }
            else if (marked[i] == '{' && next == '|')
            {
                var colon = marked.IndexOf(':', i);
                open.Push((text.Length, marked[(i + 2)..colon], '}'));
                i = colon;
            }
            else if (marked[i] == '|' && open.TryPeek(out var last) && next == last.Close)
            {
                open.Pop();
                spans.Add((TextSpan.FromBounds(last.Start, text.Length), last.Id));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        return open.Count == 0 ? (text.ToString(), spans) : throw new ArgumentException("unclosed markup", nameof(marked));
    }
}
