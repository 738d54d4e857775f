using System.Globalization;

namespace Containerize.AnalyzerCorpus.Findings;

/// <summary>What somebody who read it says of a finding.</summary>
/// <param name="Commit">What was read.</param>
/// <param name="IsTrue">True when what the message predicts happens in a container, and its advice helps.</param>
/// <param name="Note">Why, in a few words.</param>
internal sealed record Label(string Repository, string Commit, string Path, int Line, string Hash, string Rule, bool IsTrue, string Note);

/// <summary>The committed verdicts: one row for each finding, fields between tabs.</summary>
internal sealed class Labels
{
    public const string Header = "repository\tcommit\tpath\tline\thash\trule\tverdict\tnote";

    private readonly Dictionary<(string Repository, string Path, string Hash, string Rule), Label> _labels = [];

    public IEnumerable<Label> All => _labels.Values;

    /// <exception cref="FormatException">A row has not all fields, or a verdict is neither true nor false.</exception>
    public static Labels Read(string path)
    {
        var labels = new Labels();
        foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            if (line.Length == 0 || line == Header)
                continue;

            var fields = line.Split('\t');
            if (fields.Length < 7 || fields[6] is not ("true" or "false") || !int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new FormatException($"{path}: '{line}' is no label: {Header.Replace('\t', ' ')}, with the verdict true or false.");

            labels._labels[(fields[0], fields[2], fields[4], fields[5])] = new(fields[0], fields[1], fields[2], number, fields[4], fields[5], fields[6] == "true", fields.Length > 7 ? fields[7] : "");
        }

        return labels;
    }

    /// <summary>The verdict on a finding; null when nobody has read it.</summary>
    public Label? Of(Finding finding) => _labels.GetValueOrDefault((finding.Repository, finding.Path, finding.Hash, finding.Rule));

    /// <summary>A row for somebody to fill in.</summary>
    public static string Row(Finding finding, string commit) =>
        string.Join('\t', finding.Repository, commit, finding.Path, finding.Line.ToString(CultureInfo.InvariantCulture), finding.Hash, finding.Rule, "?", "");
}
