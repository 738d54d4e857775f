using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Containerize.Bench;

/// <summary>
/// How long the targets of a tool take in a publish without changes, and after one line where that has a bound, as MSBuild states it. A difference of two
/// publishes has the noise of both, which is more than we add; this has not. It leaves out what a package adds to the evaluation. The second table is of a
/// package that is switched off.
/// </summary>
/// <param name="workspace">Where it works.</param>
public sealed partial class TargetTable(Workspace workspace)
{
    // Rounds that are not counted: the first makes what the others find unchanged.
    private const int WarmUp = 2;

    /// <summary>Publishes each app to each output, both tools in turns.</summary>
    /// <param name="apps">The apps.</param>
    /// <param name="outputs">Where the images go.</param>
    /// <param name="rounds">How often.</param>
    /// <returns>The figures as Markdown.</returns>
    public string Measure(IEnumerable<BenchApp> apps, IReadOnlyList<Output> outputs, int rounds)
    {
        ArgumentNullException.ThrowIfNull(apps);
        ArgumentNullException.ThrowIfNull(outputs);
        var text = new StringBuilder("\n| app | case | output | rounds | Containerize | `PublishContainer` | ratio | at most | |\n|---|---|---|---|---|---|---|---|---|\n");
        Tool[] tools = [new ContainerizePublish(workspace), new SdkPublish(workspace)];
        var number = 0;
        foreach (var cell in CellsOf(apps, outputs))
        {
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var index = -WarmUp; index < rounds; index++)
            {
                var round = new Round(cell, ++number, index);
                var times = (index % 2 == 0 ? tools : tools.Reverse()).ToDictionary(tool => tool.Name, tool => Publish(tool, round));
                if (index < 0)
                    continue;

                ours.Add(times["ours"]);
                theirs.Add(times["sdk"]);
            }

            Append(text, cell, ours, theirs);
        }

        text.Append("\n| app | rounds | Containerize, switched off |\n|---|---|---|\n");
        foreach (var app in apps)
        {
            var off = OffTable.Plain(workspace, app, "ours");
            var times = Enumerable.Range(0, rounds + WarmUp).Select(_ => Publish(off, outputs[0])).ToArray();
            var time = Statistics.MedianOf(times[WarmUp..]);
            text.Append(CultureInfo.InvariantCulture, $"| {app.Name} | {rounds} | {Write(time)} |\n");
            Console.WriteLine($"{app.Name}, switched off, targets: {Write(time)}");
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Milliseconds of the targets that have to do with containers, from the performance summary of MSBuild's console logger.</summary>
    public static double Sum(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var from = output.LastIndexOf("Target Performance Summary:", StringComparison.Ordinal);
        var to = output.IndexOf("Task Performance Summary:", Math.Max(from, 0), StringComparison.Ordinal);
        return from < 0 || to < 0 ? throw new FormatException("no summary of the targets' times") : Times().Matches(output[from..to]).Sum(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    // A cold publish is not among them: what compresses beside the compiler is in no target's time.
    private static IEnumerable<Cell> CellsOf(IEnumerable<BenchApp> apps, IReadOnlyList<Output> outputs) =>
        from app in apps
        from output in outputs
        from @case in (BuildCase[])[BuildCase.Unchanged, BuildCase.Line]
        let cell = new Cell(app, output, @case)
        where @case == BuildCase.Unchanged || Bound.Of(cell) is not null
        select cell;

    private double Publish(Tool tool, Round round)
    {
        tool.Prepare(round);
        return tool.Commands(round).Sum(command => Publish(command, round.Cell.Output));
    }

    private double Publish(Command command, Output output) =>
        Sum(workspace.RunOn(output, command with { Arguments = [.. command.Arguments, "-v:n", "-clp:PerformanceSummary"] }).Output);

    private static string Write(Estimate time) => string.Create(CultureInfo.InvariantCulture, $"{time.Value:F0} ms ({time.Low:F0} to {time.High:F0})");

    private static void Append(StringBuilder text, Cell cell, List<double> ours, List<double> theirs)
    {
        var (time, other, ratio) = (Statistics.MedianOf(ours), Statistics.MedianOf(theirs), Statistics.RatioOf(ours, theirs));
        var (most, verdict) = Bound.Of(cell) is { } bound ? (bound.Ratio.ToString(CultureInfo.InvariantCulture), MarkdownReport.Word(bound.Judge(ratio, ours.Count))) : ("–", "");
        text.Append(CultureInfo.InvariantCulture, $"| {cell.App.Name} | {MarkdownReport.Title(cell.Case)} | {cell.Output.Name} | {ours.Count} | {Write(time)} | {Write(other)} | {ratio.Value:F3} ({ratio.Low:F3} to {ratio.High:F3}) | {most} | {verdict} |\n");
        Console.WriteLine($"{cell}, targets: ours {Write(time)}, sdk {Write(other)}");
    }

    // The SDK's PublishContainer only calls another one, whose time is in its own.
    [GeneratedRegex(@"^ *(\d+) ms +(?!PublishContainer )\S*Container\S* +\d+ calls", RegexOptions.Multiline)]
    private static partial Regex Times();
}
