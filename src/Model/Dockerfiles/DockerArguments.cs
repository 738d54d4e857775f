using System.Text;

namespace Containerize.Dockerfiles;

/// <summary>
/// Reads the one-line arguments of Visual Studio's container tools (<c>DockerfileBuildArguments</c>), which are written
/// as for docker's command line. Nothing is ever given to a shell.
/// </summary>
public static class DockerArguments
{
    /// <summary>Words of a command line: blanks part them, quotes hold them together, a backslash before a quote is that quote.</summary>
    public static IReadOnlyList<string> Words(string line)
    {
        var (words, word, quote, any) = (new List<string>(), new StringBuilder(), '\0', false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && i + 1 < line.Length && line[i + 1] is '"' or '\'')
                word.Append(line[++i]);
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
                (quote, any) = (quote == '\0' ? c : '\0', true);
            else if (quote == '\0' && char.IsWhiteSpace(c))
                Flush();
            else
                word.Append(c);
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0 || any)
                words.Add(word.ToString());
            word.Clear();
            any = false;
        }
    }

    /// <summary>Options with their values, in order: <c>--build-arg A=b</c>, <c>--build-arg=A=b</c>, <c>-eA=b</c>. Other words have no name.</summary>
    /// <param name="line">As written.</param>
    /// <param name="flags">Options that have no value.</param>
    public static IReadOnlyList<(string Name, string Value)> Options(string line, params string[] flags)
    {
        var words = Words(line);
        var options = new List<(string, string)>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var equals = word.IndexOf('=');
            if (!word.StartsWith("-", StringComparison.Ordinal))
                options.Add(("", word));
            else if (flags.Contains(word))
                options.Add((word, ""));
            else if (word.StartsWith("--", StringComparison.Ordinal) && equals > 0)
                options.Add((word.Substring(0, equals), word.Substring(equals + 1)));
            else if (!word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2)
                options.Add((word.Substring(0, 2), word.Substring(2).TrimStart('=')));
            else
                options.Add((word, i + 1 < words.Count ? words[++i] : ""));
        }

        return options;
    }
}
