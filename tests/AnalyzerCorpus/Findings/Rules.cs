using System.Collections.Immutable;
using Containerize.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.AnalyzerCorpus.Findings;

/// <summary>All rules that there are.</summary>
internal static class Rules
{
    /// <summary>Those that must be right nearly always, because they are what people see first.</summary>
    public static readonly ImmutableHashSet<string> Starred =
        ["CTZ1001", "CTZ1002", "CTZ2001", "CTZ2002", "CTZ2003", "CTZ3001", "CTZ3003", "CTZ4002", "CTZ4003", "CTZ4006", "CTZ4011", "CTZ4012"];

    /// <summary>New ones with each call: what an analyzer remembers of one run must not help the next.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Create() =>
        [.. typeof(ContainerAnalyzer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    public static ImmutableDictionary<string, DiagnosticDescriptor> Descriptors { get; } =
        Create().SelectMany(analyzer => analyzer.SupportedDiagnostics).GroupBy(rule => rule.Id).ToImmutableDictionary(group => group.Key, group => group.First());
}
