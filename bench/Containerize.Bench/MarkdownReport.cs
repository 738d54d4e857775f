using System.Globalization;
using System.Text;

namespace Containerize.Bench;

/// <summary>The figures as Markdown.</summary>
public static class MarkdownReport
{
    private static readonly (BuildCase Case, string Title)[] Cases =
        [(BuildCase.Unchanged, "no change"), (BuildCase.Line, "one-line change"), (BuildCase.Package, "one package added"), (BuildCase.Cold, "cold")];

    /// <summary>A case in words.</summary>
    public static string Title(BuildCase which) => Cases.First(pair => pair.Case == which).Title;

    /// <summary>Puts figures between two marks of the page, and leaves the rest as it is.</summary>
    /// <param name="page">The page.</param>
    /// <param name="mark">Name of the marks.</param>
    /// <param name="figures">Markdown.</param>
    /// <exception cref="InvalidOperationException">The page has no marks.</exception>
    public static string Replace(string page, string mark, string figures)
    {
        ArgumentNullException.ThrowIfNull(page);
        var (first, last) = ($"<!-- {mark}:begin -->", $"<!-- {mark}:end -->");
        var (begin, end) = (page.IndexOf(first, StringComparison.Ordinal), page.IndexOf(last, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"The page has no {first} before an {last}.");

        return $"{page[..(begin + first.Length)]}\n{figures}{page[end..]}";
    }

    /// <summary>All tables.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="machine">Name and value of what describes the machine.</param>
    /// <param name="remarks">Sentences about this run.</param>
    public static string Write(IReadOnlyList<CellResult> results, IReadOnlyList<(string Name, string Value)> machine, IReadOnlyList<string> remarks)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(remarks);
        var text = Begin(remarks);
        text.Append("| | |\n|---|---|\n");
        foreach (var (name, value) in machine)
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {value} |\n");

        WriteBounds(text, "\n### Bounds\n\n", results);
        foreach (var app in results.GroupBy(result => result.Cell.App))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {char.ToUpperInvariant(app.Key.Title[0])}{app.Key.Title[1..]}\n\n");
            WriteTimes(text, [.. app]);
            WriteAmounts(text, [.. app]);
        }

        return End(text, results);
    }

    /// <summary>The table of what has a bound, alone.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="remarks">Sentences about this run.</param>
    public static string WriteBounds(IReadOnlyList<CellResult> results, IReadOnlyList<string> remarks)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(remarks);
        var text = Begin(remarks);
        WriteBounds(text, "", results);
        return End(text, results);
    }

    private static StringBuilder Begin(IReadOnlyList<string> remarks)
    {
        var text = new StringBuilder("\n");
        foreach (var remark in remarks)
            text.Append(remark).Append("\n\n");

        return text;
    }

    private static string End(StringBuilder text, IReadOnlyList<CellResult> results)
    {
        foreach (var failed in results.Where(result => result.Failure is not null))
            text.Append(CultureInfo.InvariantCulture, $"\n**Failed: {failed.Cell}**, after {failed.Rounds.Count} rounds:\n\n```\n{failed.Failure}\n```\n");

        return text.Append('\n').ToString();
    }

    private static void WriteBounds(StringBuilder text, string heading, IReadOnlyList<CellResult> results)
    {
        var judged = results.Select(result => (result, Bound: Bound.Of(result.Cell), Ratio: result.RatioTo("sdk"))).Where(row => row.Bound is not null && row.Ratio is not null).ToArray();
        if (judged.Length == 0)
            return;

        text.Append(heading).Append("| app | case | output | pairs | Containerize adds | `PublishContainer` adds | ratio | at most | |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var (result, bound, ratio) in judged)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Cell.App.Name} | {Title(result.Cell.Case)} | {result.Cell.Output.Name} | {Pairs(result)} | {Time(result.AddedBy("ours"))} | {Time(result.AddedBy("sdk"))} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Ratio(ratio)} | {bound!.Ratio} | {Word(bound.Judge(ratio!.Value, Math.Min(result.Added("ours").Count, result.Added("sdk").Count)))} |\n");
            if (bound is { App: "large", Output: "registry" } && result.Sent("ours", sent => sent.BlobBytes) is { } ours && result.Sent("sdk", sent => sent.BlobBytes) is { } theirs)
                WriteByteBound(text, result.Cell, ours, theirs);
        }
    }

    private static void WriteByteBound(StringBuilder text, Cell cell, double ours, double theirs)
    {
        if (cell.Case == BuildCase.Unchanged)
            text.Append(CultureInfo.InvariantCulture, $"| {cell.App.Name} | {Title(cell.Case)} | {cell.Output.Name} | | | | {Bytes(ours)} of blobs | 0 B | {Word(ours == 0 ? Verdict.Met : Verdict.NotMet)} |\n");
        else if (cell.Case == BuildCase.Line)
            text.Append(CultureInfo.InvariantCulture, $"| {cell.App.Name} | {Title(cell.Case)} | {cell.Output.Name} | | | | {Bytes(ours)} of {Bytes(theirs)} of blobs, {100 * ours / theirs:0.0##} % | 1 % | {Word(ours < theirs / 100 ? Verdict.Met : Verdict.NotMet)} |\n");
    }

    private static void WriteTimes(StringBuilder text, IReadOnlyList<CellResult> results)
    {
        text.Append("| output | case | pairs | plain publish | Containerize adds | `PublishContainer` adds | docker adds | ratio to `PublishContainer` | ratio to docker |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Cell.Output.Name} | {Title(result.Cell.Case)} | {Pairs(result)} | {Seconds(result.Plain)} | {Time(result.AddedBy("ours"))} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Time(result.AddedBy("sdk"))} | {Time(result.AddedBy("docker"))} | {Ratio(result.RatioTo("sdk"))} | {Ratio(result.RatioTo("docker"))} |\n");
        }
    }

    private static void WriteAmounts(StringBuilder text, IReadOnlyList<CellResult> results)
    {
        text.Append("\n| output | case | sent: Containerize | `PublishContainer` | docker | requests: Containerize | `PublishContainer` | docker | memory: plain publish | Containerize | `PublishContainer` |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Cell.Output.Name} | {Title(result.Cell.Case)}");
            foreach (var tool in CellResult.Tools)
                text.Append(" | ").Append(Bytes(result.Sent(tool, sent => sent.Bytes)));

            foreach (var tool in CellResult.Tools)
                text.Append(" | ").Append(result.Sent(tool, sent => sent.Requests)?.ToString("0", CultureInfo.InvariantCulture) ?? "–");

            foreach (var tool in (string[])["plain", "ours", "sdk"])
                text.Append(" | ").Append(Bytes(result.PeakMemory(tool)));

            text.Append(" |\n");
        }
    }

    private static string Pairs(CellResult result) =>
        string.Join(" / ", CellResult.Tools.Select(tool => result.Added(tool).Count).Where(count => count > 0).Distinct());

    /// <summary>A verdict in the tables.</summary>
    public static string Word(Verdict verdict) => verdict switch { Verdict.Met => "met", Verdict.NotMet => "**not met**", _ => "undecided" };

    private static string Seconds(double? value) => value is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} s") : "–";

    private static string Time(Estimate? estimate) =>
        estimate is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.Value * 1000:F0} ms ({time.Low * 1000:F0} to {time.High * 1000:F0})") : "–";

    private static string Ratio(Estimate? estimate) => estimate is { } ratio ? $"{Number(ratio.Value)} ({Number(ratio.Low)} to {Number(ratio.High)})" : "–";

    private static string Number(double ratio) => double.IsInfinity(ratio) ? "∞" : ratio.ToString(Math.Abs(ratio) < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    private static string Bytes(double? value) => value switch
    {
        null => "–",
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{value:F0} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:F1} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000:F1} MB"),
    };
}
