using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Containerize.AnalyzerCorpus.Findings;
using Containerize.AnalyzerCorpus.Projects;
using Containerize.AnalyzerCorpus.Timing;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.AnalyzerCorpus;

/// <summary>The whole program.</summary>
public static class CorpusRun
{
    /// <summary>Runs it.</summary>
    /// <param name="arguments">Command line.</param>
    /// <param name="output">Where tables and messages go.</param>
    /// <param name="another">An analyzer that runs beside the rules; for tests.</param>
    /// <returns>Exit code: 0 when all is well, 1 when a rule crashed or is wrong too often, 2 for wrong arguments.</returns>
    public static async Task<int> MainAsync(IReadOnlyList<string> arguments, TextWriter output, DiagnosticAnalyzer? another = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        try
        {
            return await RunAsync(Options.Parse(arguments), output, another is null ? [] : [another]);
        }
        catch (FormatException e)
        {
            await output.WriteLineAsync($"{e.Message}\n\n{Options.Usage}");
            return 2;
        }
    }

    private static async Task<int> RunAsync(Options options, TextWriter output, ImmutableArray<DiagnosticAnalyzer> others)
    {
        var labels = Labels.Read(options.Labels);
        Checkout[] checkouts = [.. Checkout.Find(options.Folder).Where(checkout => checkout.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))];
        if (options.Time)
            return await TimeReport.RunAsync(checkouts, options.Runs, output);

        var (findings, crashes) = (new List<Finding>(), new List<string>());
        foreach (var checkout in checkouts)
            await AnalyzeAsync(checkout, options, others, findings, crashes, output);

        findings = [.. findings.DistinctBy(finding => (finding.Repository, finding.Path, finding.Line, finding.Column, finding.Rule))];
        if (options.Table is { } table)
            await File.WriteAllTextAsync(table, FindingTable.Render(findings, labels, table.EndsWith(".csv", StringComparison.Ordinal)));
        if (options.NewLabels is { } rows)
            await File.WriteAllLinesAsync(rows, findings.Where(finding => labels.Of(finding) is null).Select(finding => Labels.Row(finding, checkouts.Single(checkout => checkout.Name == finding.Repository).Commit)).Distinct());

        await output.WriteAsync("\n" + FindingTable.Precision(findings, labels));
        foreach (var label in FindingTable.Lost(findings, labels, checkouts))
            await output.WriteLineAsync($"lost: {label.Repository} {label.Path}({label.Line}) {label.Rule}");
        foreach (var crash in crashes)
            await output.WriteLineAsync($"crash: {crash}");

        await output.WriteLineAsync($"{crashes.Count} crashes");
        return crashes.Count > 0 || FindingTable.StarredPrecision(findings, labels) < FindingTable.Wanted ? 1 : 0;
    }

    private static async Task AnalyzeAsync(Checkout checkout, Options options, ImmutableArray<DiagnosticAnalyzer> others, List<Finding> findings, List<string> crashes, TextWriter output)
    {
        var (clock, before, files, random) = (Stopwatch.StartNew(), findings.Count, 0, new Random(options.Seed));
        var projects = CheckoutProjects.Of(checkout);
        foreach (var project in projects)
        {
            files += project.Compilation.SyntaxTrees.Length - 1;
            var (found, thrown) = await ProjectAnalysis.RunAsync(project.Compilation, project.Files, others);
            findings.AddRange(ProjectAnalysis.Describe(checkout, project, found));
            crashes.AddRange(thrown.Select(crash => $"{checkout.Name} {Path.GetFileName(project.Path)}: {crash}"));
            for (var cut = 0; cut < options.Truncate; cut++)
            {
                var (compilation, texts) = ProjectAnalysis.Cut(project, random);
                var (_, cutCrashes) = await ProjectAnalysis.RunAsync(compilation, texts, others);
                crashes.AddRange(cutCrashes.Select(crash => $"{checkout.Name} {Path.GetFileName(project.Path)} cut {cut + 1} with seed {options.Seed}: {crash}"));
            }
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{checkout.Name} {checkout.Commit}: {projects.Count} projects, {files} sources, {findings.Count - before} findings in {clock.Elapsed.TotalSeconds:0} s"));
    }
}
