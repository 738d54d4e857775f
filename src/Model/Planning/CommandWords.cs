using System.Text;

namespace Containerize.Planning;

/// <summary>Splits a line into words as a POSIX shell does, without expanding anything.</summary>
internal static class CommandWords
{
    /// <summary>The words; null when a quote is not closed.</summary>
    public static IReadOnlyList<string>? Split(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word is not null)
                    words.Add(word.ToString());

                word = null;
                continue;
            }

            word ??= new StringBuilder();
            if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == quote && quote != '\0')
                quote = '\0';
            else if (c == '\\' && i + 1 < line.Length && (quote == '"' ? line[i + 1] is '"' or '\\' : quote == '\0' && line[i + 1] is '"' or '\'' or '\\' or ' '))
                word.Append(line[++i]);
            else
                word.Append(c);
        }

        if (word is not null)
            words.Add(word.ToString());

        return quote == '\0' ? words : null;
    }
}
