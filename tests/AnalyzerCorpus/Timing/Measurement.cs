using System.Collections.Immutable;
using System.Diagnostics;
using Containerize.AnalyzerCorpus.Projects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.AnalyzerCorpus.Timing;

/// <summary>How long analyzers take, in milliseconds.</summary>
/// <param name="Wall">By the clock, with all that the compiler does; 0 when the time of each analyzer is measured, which takes time itself.</param>
/// <param name="ByAnalyzer">In the code of each, by the name of its type.</param>
internal sealed record Measurement(double Wall, IReadOnlyDictionary<string, double> ByAnalyzer)
{
    /// <summary>Runs analyzers on fresh compilations and fresh files, so that nothing is known from the run before. One thread, which is what can be compared.</summary>
    public static async Task<Measurement> TakeAsync(IEnumerable<CorpusProject> projects, ImmutableArray<DiagnosticAnalyzer> analyzers, IReadOnlyDictionary<string, ReportDiagnostic> severities, bool isByClock = false)
    {
        var (wall, byAnalyzer) = (0.0, new Dictionary<string, double>(StringComparer.Ordinal));
        foreach (var project in projects)
        {
            var compilation = (CSharpCompilation)project.Compilation.WithOptions(project.Compilation.Options.WithSpecificDiagnosticOptions(severities)).Clone();
            var files = project.Files.Select(AdditionalText (file) => ((FileText)file).Fresh()).ToImmutableArray();
            var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions(files), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: !isByClock);

            if (isByClock)
            {
                // The way that the compiler takes, without the bookkeeping for editors.
                var clock = Stopwatch.StartNew();
                await compilation.WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync(CancellationToken.None);
                wall += clock.Elapsed.TotalMilliseconds;
                continue;
            }

            var result = await compilation.WithAnalyzers(analyzers, options).GetAnalysisResultAsync(CancellationToken.None);
            foreach (var (analyzer, telemetry) in result.AnalyzerTelemetryInfo)
            {
                var name = analyzer.GetType().FullName!;
                byAnalyzer[name] = byAnalyzer.GetValueOrDefault(name) + telemetry.ExecutionTime.TotalMilliseconds;
            }
        }

        return new(wall, byAnalyzer);
    }

    public double Of(Func<string, bool> isCounted) => ByAnalyzer.Where(pair => isCounted(pair.Key)).Sum(pair => pair.Value);
}
