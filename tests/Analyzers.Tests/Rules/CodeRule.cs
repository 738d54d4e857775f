using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Tests;

/// <summary>Short forms for rules about C#.</summary>
internal static class CodeRule<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>Runs top-level statements of a web app.</summary>
    public static Task RunAsync(string id, string statements) => new RuleTest<TAnalyzer>(id).Source(statements).RunAsync();

    /// <summary>Runs top-level statements of a console app.</summary>
    public static Task RunConsoleAsync(string id, string statements) => new RuleTest<TAnalyzer>(id).Source(statements).With(project => project.IsWeb = false).RunAsync();
}
