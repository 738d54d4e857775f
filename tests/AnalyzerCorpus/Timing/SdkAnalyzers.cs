using System.Collections.Immutable;
using System.Reflection;
using Containerize.AnalyzerCorpus.Findings;
using Containerize.AnalyzerCorpus.Projects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.AnalyzerCorpus.Timing;

/// <summary>The analyzers that the installed SDK runs in each build, and the severities that it gives them.</summary>
internal static class SdkAnalyzers
{
    /// <summary>Microsoft.CodeAnalysis.NetAnalyzers, and what a web project gets besides.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Load() =>
    [
        .. ((string[])["Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll"])
            .Select(name => Path.Combine(TargetingPacks.AnalyzerFolder, name)).Concat(TargetingPacks.WebAnalyzers)
            .SelectMany(file => new AnalyzerFileReference(file, new Loader()).GetAnalyzers(LanguageNames.CSharp)),
    ];

    /// <summary>As in an editor, where hints are shown, too.</summary>
    public static Dictionary<string, ReportDiagnostic> InEditor()
    {
        var severities = new Dictionary<string, ReportDiagnostic>(StringComparer.Ordinal);
        var config = Path.Combine(TargetingPacks.AnalyzerFolder, "build/config/analysislevel_10_default.globalconfig");
        foreach (var line in File.Exists(config) ? File.ReadAllLines(config) : [])
        {
            var parts = line.Split('=', StringSplitOptions.TrimEntries);
            if (parts is [var key, var value] && key.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal) && key.EndsWith(".severity", StringComparison.Ordinal) && Severity(value) is { } severity)
                severities[key["dotnet_diagnostic.".Length..^".severity".Length]] = severity;
        }

        return severities;
    }

    /// <summary>As in <c>dotnet build</c>, which leaves out analyzers that have nothing but hints to give.</summary>
    public static Dictionary<string, ReportDiagnostic> InBuild(IEnumerable<DiagnosticAnalyzer> analyzers)
    {
        var severities = InEditor();
        foreach (var rule in analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics))
        {
            var isShown = severities.TryGetValue(rule.Id, out var set) ? set is ReportDiagnostic.Warn or ReportDiagnostic.Error : rule is { IsEnabledByDefault: true, DefaultSeverity: >= DiagnosticSeverity.Warning };
            if (!isShown)
                severities[rule.Id] = ReportDiagnostic.Suppress;
        }

        return severities;
    }

    /// <summary>True for a rule of ours, by the name of its type.</summary>
    public static bool IsOurs(string type) => type.StartsWith(typeof(Analyzers.ContainerAnalyzer).Namespace + ".", StringComparison.Ordinal);

    private static ReportDiagnostic? Severity(string text) => text switch
    {
        "error" => ReportDiagnostic.Error,
        "warning" => ReportDiagnostic.Warn,
        "suggestion" => ReportDiagnostic.Info,
        "silent" => ReportDiagnostic.Hidden,
        "none" => ReportDiagnostic.Suppress,
        _ => null,
    };

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
