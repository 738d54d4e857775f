using System.Globalization;
using System.Text;

namespace Containerize.AnalyzerCorpus.Findings;

/// <summary>What is printed and written: all findings, and how often each rule is right.</summary>
internal static class FindingTable
{
    /// <summary>Share of starred findings that must be right.</summary>
    public const double Wanted = 0.95;

    /// <summary>All findings with their verdicts. They quote the checkouts, so the file is for reading and not for committing.</summary>
    public static string Render(IEnumerable<Finding> findings, Labels labels, bool asCsv)
    {
        var text = new StringBuilder(asCsv ? "repository,file,line,hash,rule,severity,message,text,verdict\n" : "| repository | file | line | rule | severity | message | verdict |\n|---|---|---|---|---|---|---|\n");
        foreach (var finding in findings)
        {
            var line = finding.Line.ToString(CultureInfo.InvariantCulture);
            string[] fields = asCsv
                ? [finding.Repository, finding.Path, line, finding.Hash, finding.Rule, finding.Severity.ToString(), finding.Message, finding.Text, Verdict(finding, labels)]
                : [finding.Repository, finding.Path, line, finding.Rule, finding.Severity.ToString(), finding.Message, Verdict(finding, labels)];
            text.Append(asCsv ? string.Join(',', fields.Select(Quote)) : "| " + string.Join(" | ", fields.Select(field => field.Replace("|", "\\|", StringComparison.Ordinal))) + " |").Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Precision by rule, those without findings included.</summary>
    public static string Precision(IReadOnlyCollection<Finding> findings, Labels labels)
    {
        var text = new StringBuilder("| rule | | findings | right | wrong | not read | precision |\n|---|---|---:|---:|---:|---:|---:|\n");
        foreach (var id in Rules.Descriptors.Keys.Order(StringComparer.Ordinal))
            text.Append(Row(id, Rules.Starred.Contains(id) ? "★" : Rules.Descriptors[id].IsEnabledByDefault ? "" : "opt-in", [.. findings.Where(finding => finding.Rule == id)], labels));

        text.Append(Row("starred", "★", [.. findings.Where(finding => Rules.Starred.Contains(finding.Rule))], labels));
        text.Append(Row("on by default", "", [.. findings.Where(finding => Rules.Descriptors[finding.Rule].IsEnabledByDefault)], labels));
        return text.ToString();
    }

    /// <summary>Share of right findings among those that somebody read; null when nobody has read any.</summary>
    public static double? StarredPrecision(IEnumerable<Finding> findings, Labels labels) => Share(Count([.. findings.Where(finding => Rules.Starred.Contains(finding.Rule))], labels));

    /// <summary>Labels of right findings that nothing reports any more, in the commits that were read.</summary>
    public static IEnumerable<Label> Lost(IReadOnlyCollection<Finding> findings, Labels labels, IReadOnlyList<Checkout> checkouts) =>
        labels.All.Where(label => label.IsTrue && Rules.Descriptors.ContainsKey(label.Rule)
            && checkouts.Any(checkout => checkout.Name == label.Repository && checkout.Commit == label.Commit)
            && !findings.Any(finding => labels.Of(finding) == label));

    private static string Row(string name, string mark, IReadOnlyCollection<Finding> findings, Labels labels)
    {
        var (right, wrong) = Count(findings, labels);
        var share = Share((right, wrong)) is { } known ? known.ToString("0.0 %", CultureInfo.InvariantCulture) : "";
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {mark} | {findings.Count} | {right} | {wrong} | {findings.Count - right - wrong} | {share} |\n");
    }

    private static (int Right, int Wrong) Count(IReadOnlyCollection<Finding> findings, Labels labels) =>
        (findings.Count(finding => labels.Of(finding) is { IsTrue: true }), findings.Count(finding => labels.Of(finding) is { IsTrue: false }));

    private static double? Share((int Right, int Wrong) count) => count.Right + count.Wrong == 0 ? null : (double)count.Right / (count.Right + count.Wrong);

    private static string Verdict(Finding finding, Labels labels) => labels.Of(finding) is not { } label ? "not read" : label.IsTrue ? "right" : "wrong";

    private static string Quote(string field) => "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
