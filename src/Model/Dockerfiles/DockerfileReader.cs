using System.Text;
using Containerize.Diagnostics;

namespace Containerize.Dockerfiles;

/// <summary>
/// Reads Dockerfiles as BuildKit does, as far as rules need it: continuation lines, the escape directive, comments, here documents, quotes. Keeps the
/// place of everything. What it does not understand it leaves out.
/// </summary>
public static class DockerfileReader
{
    /// <summary>The instructions, stage by stage.</summary>
    public static DockerfileContent Read(string text)
    {
        var stages = new List<DockerfileStage>();
        foreach (var line in new LogicalLines(text).Read())
        {
            var keywordEnd = 0;
            while (keywordEnd < line.Length && char.IsLetter(line[keywordEnd]))
                keywordEnd++;
            var keyword = line.Slice(0, keywordEnd).ToUpperInvariant();
            var words = DockerfileWords.Split(line, keywordEnd);
            if (keyword == "FROM")
                stages.Add(Stage(words, stages));
            else if (stages.Count > 0 && keyword.Length > 0)
                stages[stages.Count - 1].Add(new(keyword, line.Range(0, line.Length), words, keyword == "ENV" ? DockerfileVariable.Read(words, line, keywordEnd) : []));
        }

        return new(stages);
    }

    private static DockerfileStage Stage(IReadOnlyList<DockerfileWord> words, List<DockerfileStage> earlier)
    {
        var rest = words.SkipWhile(word => word.Text.StartsWith("--", StringComparison.Ordinal)).ToList();
        var image = rest.Count > 0 ? rest[0] : new DockerfileWord("", default, true);
        var name = rest.Count > 2 && Same(rest[1].Text, "AS") ? rest[2].Text : "";
        return new(image, name, earlier.LastOrDefault(stage => stage.Name.Length > 0 && Same(stage.Name, image.Text)));
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A Dockerfile's stages, in the order of the file.</summary>
public sealed record DockerfileContent(IReadOnlyList<DockerfileStage> Stages)
{
    /// <summary>The stage that the image is made of, and those it is built on, the lowest first. Empty when there is none.</summary>
    public IReadOnlyList<DockerfileStage> Final
    {
        get
        {
            var chain = new List<DockerfileStage>();
            for (var stage = Stages.Count == 0 ? null : Stages[Stages.Count - 1]; stage is not null; stage = stage.Below)
                chain.Insert(0, stage);
            return chain;
        }
    }
}

/// <summary>A stage.</summary>
/// <param name="Image">The image after FROM, or the name of an earlier stage.</param>
/// <param name="Name">After AS; empty when it has none.</param>
/// <param name="Below">The earlier stage that it is built on; null when it is built on an image.</param>
public sealed record DockerfileStage(DockerfileWord Image, string Name, DockerfileStage? Below)
{
    private readonly List<DockerfileInstruction> _instructions = [];

    /// <summary>Everything after FROM, in order.</summary>
    public IReadOnlyList<DockerfileInstruction> Instructions => _instructions;

    internal void Add(DockerfileInstruction instruction) => _instructions.Add(instruction);
}

/// <summary>An instruction.</summary>
/// <param name="Keyword">In capitals.</param>
/// <param name="Range">Keyword to last word, continuation lines included.</param>
/// <param name="Words">What follows the keyword.</param>
/// <param name="Variables">For ENV, its variables.</param>
public sealed record DockerfileInstruction(string Keyword, TextRange Range, IReadOnlyList<DockerfileWord> Words, IReadOnlyList<DockerfileVariable> Variables);

/// <summary>A word.</summary>
/// <param name="Text">Quotes and escapes taken off.</param>
/// <param name="Range">Its place, quotes included.</param>
/// <param name="HasVariable">True when the build puts in the value of a variable.</param>
public sealed record DockerfileWord(string Text, TextRange Range, bool HasVariable);

/// <summary>A variable of ENV.</summary>
public sealed record DockerfileVariable(string Name, TextRange NameRange, string Value, TextRange ValueRange, bool HasVariable)
{
    internal static IReadOnlyList<DockerfileVariable> Read(IReadOnlyList<DockerfileWord> words, LogicalLine line, int from)
    {
        if (words.Count == 0)
            return [];
        if (words[0].Text.IndexOf('=') < 0)
            return Legacy(words);

        var variables = new List<DockerfileVariable>();
        foreach (var word in words)
        {
            var equals = word.Text.IndexOf('=');
            if (equals <= 0 || word.Text.Substring(0, equals).IndexOfAny(['"', '\'']) >= 0)
                continue;

            // Names hold no quotes, so they are as long in the file as in the text.
            var nameRange = new TextRange(word.Range.Start, equals);
            variables.Add(new(word.Text.Substring(0, equals), nameRange, word.Text.Substring(equals + 1), TextRange.Between(nameRange.End + 1, word.Range.End), word.HasVariable));
        }

        return variables;
    }

    // ENV NAME value with spaces
    private static IReadOnlyList<DockerfileVariable> Legacy(IReadOnlyList<DockerfileWord> words)
    {
        if (words.Count < 2)
            return [];

        var value = string.Join(" ", words.Skip(1).Select(word => word.Text));
        return [new(words[0].Text, words[0].Range, value, TextRange.Between(words[1].Range.Start, words[words.Count - 1].Range.End), words.Any(word => word.HasVariable))];
    }
}

internal static class DockerfileWords
{
    public static IReadOnlyList<DockerfileWord> Split(LogicalLine line, int from)
    {
        var words = new List<DockerfileWord>();
        for (var at = from; at < line.Length;)
        {
            if (char.IsWhiteSpace(line[at]))
                at++;
            else
                words.Add(Word(line, ref at));
        }

        return words;
    }

    private static DockerfileWord Word(LogicalLine line, ref int at)
    {
        var (start, text, quote, hasVariable) = (at, new StringBuilder(), '\0', false);
        for (; at < line.Length && (quote != '\0' || !char.IsWhiteSpace(line[at])); at++)
        {
            var c = line[at];
            if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == line.Escape && quote != '\'' && at + 1 < line.Length)
                text.Append(line[++at]);
            else
            {
                hasVariable |= c == '$' && quote != '\'';
                text.Append(c);
            }
        }

        return new(text.ToString(), line.Range(start, at), hasVariable);
    }
}
