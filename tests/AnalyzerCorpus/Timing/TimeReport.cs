using System.Collections.Immutable;
using System.Globalization;
using Containerize.AnalyzerCorpus.Findings;
using Containerize.AnalyzerCorpus.Projects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.AnalyzerCorpus.Timing;

/// <summary>Measures and prints what our analyzers cost. All figures are medians; the first runs, in which code is compiled, do not count.</summary>
internal static class TimeReport
{
    /// <summary>Milliseconds that all rules together may take on a program of one file, above an empty analyzer.</summary>
    public const double MostOnSmallApp = 2;

    /// <summary>Share of all analyzers' time on a large repository.</summary>
    public const double MostShare = 0.03;

    public static async Task<int> RunAsync(IEnumerable<Checkout> checkouts, int runs, TextWriter output)
    {
        var small = await SmallAsync(Math.Max(runs, 5) * 20, output);
        var largest = checkouts.MaxBy(checkout => Directory.EnumerateFiles(checkout.Folder, "*.cs", SearchOption.AllDirectories).Count());
        var share = largest is null ? 0 : await LargeAsync(largest, runs, output);
        return small < MostOnSmallApp && share < MostShare ? 0 : 1;
    }

    private static async Task<double> SmallAsync(int runs, TextWriter output)
    {
        CorpusProject[] app = [SmallApp.Create()];
        var none = ImmutableDictionary<string, ReportDiagnostic>.Empty;
        var (empty, ours, code) = (new List<double>(), new List<double>(), new List<double>());
        var last = new Measurement(0, none.ToDictionary(pair => pair.Key, _ => 0.0));
        for (var run = -runs; run < runs; run++)
        {
            // One after the other, so that what else the machine does falls on both.
            var without = await Measurement.TakeAsync(app, [new EmptyAnalyzer()], none, isByClock: true);
            var with = await Measurement.TakeAsync(app, [new EmptyAnalyzer(), .. Rules.Create()], none, isByClock: true);
            last = await Measurement.TakeAsync(app, [new EmptyAnalyzer(), .. Rules.Create()], none);
            if (run < 0)
                continue;

            empty.Add(without.Wall);
            ours.Add(with.Wall);
            code.Add(last.Of(SdkAnalyzers.IsOurs));
        }

        var above = Median(ours) - Median(empty);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"One file: {Median(empty):0.00} ms with an empty analyzer, {Median(ours):0.00} ms with all rules: {above:0.00} ms more, {ours.Min() - empty.Min():0.00} ms at best, {Median(code):0.00} ms in their own code ({runs} runs)"));
        await SlowestAsync(last, output);
        return above;
    }

    private static async Task<double> LargeAsync(Checkout checkout, int runs, TextWriter output)
    {
        var projects = CheckoutProjects.Of(checkout);
        var sources = projects.Sum(project => project.Compilation.SyntaxTrees.Length - 1);
        var all = (ImmutableArray<DiagnosticAnalyzer>)[.. SdkAnalyzers.Load(), .. Rules.Create()];
        await output.WriteLineAsync($"{checkout.Name}: {projects.Count} projects, {sources} sources, {all.Length - Rules.Create().Length} analyzers of the SDK");
        var worst = 0.0;
        foreach (var (name, severities) in ((string, Dictionary<string, ReportDiagnostic>)[])[("in an editor", SdkAnalyzers.InEditor()), ("in dotnet build", SdkAnalyzers.InBuild(all))])
        {
            var measured = new List<Measurement>();
            await Measurement.TakeAsync(projects.Take(projects.Count / 8 + 1), all, severities);
            for (var run = 0; run < runs; run++)
                measured.Add(await Measurement.TakeAsync(projects, all, severities));

            var (ours, total) = (Median(measured.Select(one => one.Of(SdkAnalyzers.IsOurs))), Median(measured.Select(one => one.Of(_ => true))));
            worst = Math.Max(worst, ours / total);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {name}: {ours:0} ms of {total:0} ms in all analyzers: {ours / total:0.00 %} ({runs} runs)"));
            await SlowestAsync(measured[^1], output);
        }

        return worst;
    }

    private static async Task SlowestAsync(Measurement measured, TextWriter output)
    {
        foreach (var analyzer in measured.ByAnalyzer.Where(pair => SdkAnalyzers.IsOurs(pair.Key)).OrderByDescending(pair => pair.Value).Take(8))
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"    {analyzer.Key[(analyzer.Key.LastIndexOf('.') + 1)..]} {analyzer.Value:0.00} ms"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
