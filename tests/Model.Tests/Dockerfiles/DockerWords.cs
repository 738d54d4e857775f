using System.Text;

namespace Containerize.Model.Tests.Dockerfiles;

/// <summary>
/// Reads an ENV or LABEL line by Docker's own rules, written for these tests only: split into words, cut at the first '=', then take quotes,
/// escapes and variables off. Every variable is empty, so that one that was not escaped shows.
/// </summary>
internal static class DockerWords
{
    public static (string Name, string Value) Read(string line)
    {
        var text = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim();
        Assert.IsFalse(text.StartsWith("--", StringComparison.Ordinal), "it would be a flag");
        Assert.IsFalse(line.TrimEnd(' ', '\t').EndsWith('\\'), "the line would go on");
        var word = FirstWord(text);
        Assert.AreEqual(text, word, "more than one word");
        var cut = word.IndexOf('=', StringComparison.Ordinal);
        return (Expand(word[..cut]), Expand(word[(cut + 1)..]));
    }

    private static string FirstWord(string text)
    {
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote is null && char.IsWhiteSpace(c))
                return text[..i];
            if (c == '\\' && quote != '\'')
                i++;
            else if (quote is null && c is '"' or '\'')
                quote = c;
            else if (quote == c)
                quote = null;
        }

        return text;
    }

    private static string Expand(string word)
    {
        var result = new StringBuilder();
        char? quote = null;
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            var next = i + 1 < word.Length ? word[i + 1] : '\0';
            if (quote == '\'')
                _ = c == '\'' ? quote = null : (result.Append(c), quote).quote;
            else if (quote is null && c is '\'' or '"')
                quote = c;
            else if (c == '"')
                quote = null;
            else if (c == '$')
                i = SkipVariable(word, i);
            else if (c == '\\' && (quote is null || next is '"' or '$' or '\\'))
                result.Append(word[++i]);
            else
                result.Append(c);
        }

        Assert.IsNull(quote, "a quote is open");
        return result.ToString();
    }

    private static int SkipVariable(string word, int at)
    {
        if (at + 1 < word.Length && word[at + 1] == '{')
            return word.IndexOf('}', at);
        while (at + 1 < word.Length && (char.IsLetterOrDigit(word[at + 1]) || word[at + 1] == '_'))
            at++;
        return at;
    }
}
