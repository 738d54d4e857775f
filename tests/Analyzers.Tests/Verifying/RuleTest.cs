using System.Collections.Immutable;
using Containerize.Analysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace Containerize.Analyzers.Tests;

/// <summary>
/// Runs one rule over a small project: ids and exact places must be those that the markup says. Fixes are applied one by one and all at once; both must give the
/// same text, which compiles.
/// </summary>
internal sealed class RuleTest<TAnalyzer>(string id)
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    private readonly TestProject _project = new();

    /// <summary>Messages that the findings must have, in the order of files and places.</summary>
    public string[] Messages { get; init; } = [];

    /// <summary>Severities likewise.</summary>
    public DiagnosticSeverity[] Severities { get; init; } = [];

    public RuleTest<TAnalyzer> Source(string text, string path = "/0/Program.cs")
    {
        _project.AddSource(text, path);
        return this;
    }

    public RuleTest<TAnalyzer> File(ProjectFileKind kind, string path, string text)
    {
        _project.AddFile(kind, path, text);
        return this;
    }

    public RuleTest<TAnalyzer> With(Action<TestProject> change)
    {
        change(_project);
        return this;
    }

    public async Task RunAsync() => await VerifyAsync(_project.Build(id, out var expected), expected, "rule");

    /// <summary>Applies the fix; <paramref name="action"/> chooses among several by its equivalence key.</summary>
    public async Task RunFixAsync<TFix>(string wanted, string action)
        where TFix : CodeFixProvider, new()
    {
        var solution = _project.Build(id, out var expected);
        await VerifyAsync(solution, expected, "rule");
        var target = _project.FirstSource!;
        await CheckAsync(await FixOneByOneAsync(new TFix(), solution, action, diagnostic => diagnostic.Location.IsInSource), target, wanted, "one by one");
        var provider = new TFix().GetFixAllProvider()!;
        foreach (var scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
        {
            var all = (await DiagnosticsAsync(solution)).Where(diagnostic => diagnostic.Location.IsInSource).ToImmutableArray();
            var context = new FixAllContext(solution.GetDocument(target)!, new TFix(), scope, action, [id], new Known(all), default);
            var fixAll = await provider.GetFixAsync(context);
            Assert.IsNotNull(fixAll, $"no fix for {scope}");
            await CheckAsync(await ApplyAsync(fixAll, solution), target, wanted, $"all in {scope}");
        }
    }

    /// <summary>Applies the fix of a file that is no C#; <paramref name="action"/> is <c>replace</c> or <c>remove</c>.</summary>
    public async Task RunFileFixAsync<TFix>(string path, string wanted, string action = "replace")
        where TFix : CodeFixProvider, new()
    {
        var solution = _project.Build(id, out var expected);
        await VerifyAsync(solution, expected, "rule");
        var one = await FixOneByOneAsync(new TFix(), solution, id + "." + action, diagnostic => diagnostic.Location.GetLineSpan().Path == path);
        Assert.AreEqual(wanted, await TextAsync(one, path), "one by one");

        var all = (await DiagnosticsAsync(solution)).ToImmutableArray();
        var context = new FixAllContext(solution.Projects.Single(), new TFix(), FixAllScope.Project, id + "." + action, [id], new Known(all), default);
        var fixAll = await new TFix().GetFixAllProvider()!.GetFixAsync(context);
        Assert.AreEqual(wanted, await TextAsync(await ApplyAsync(fixAll!, solution), path), "all");
    }

    private async Task<Solution> FixOneByOneAsync(CodeFixProvider fix, Solution solution, string action, Func<Diagnostic, bool> filter)
    {
        for (var count = 0; count < 50; count++)
        {
            var found = (await DiagnosticsAsync(solution)).FirstOrDefault(diagnostic => filter(diagnostic) && fix.FixableDiagnosticIds.Contains(diagnostic.Id));
            if (found is null)
                return solution;

            var actions = new List<CodeAction>();
            var document = solution.GetDocument(found.Location.SourceTree) ?? (TextDocument)solution.Projects.Single().AdditionalDocuments.Single(file => file.FilePath == found.Location.GetLineSpan().Path);
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, found, (offered, _) => actions.Add(offered), default));
            var chosen = actions.FirstOrDefault(offered => offered.EquivalenceKey == action);
            Assert.IsNotNull(chosen, $"no action '{action}' for {found}");
            var next = await ApplyAsync(chosen, solution);
            Assert.AreNotEqual(solution, next, "the fix changes nothing");
            solution = next;
        }

        throw new AssertFailedException("the fix does not end");
    }

    private async Task<List<Diagnostic>> DiagnosticsAsync(Solution solution)
    {
        var project = solution.Projects.Single();
        var compilation = (await project.GetCompilationAsync())!;
        var analyzer = new TAnalyzer();
        var optIn = analyzer.SupportedDiagnostics.Where(rule => !rule.IsEnabledByDefault).ToDictionary(rule => rule.Id, _ => ReportDiagnostic.Warn);
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(optIn));
        if (!_project.AllowErrors)
            AssertCompiles(compilation);

        string? crash = null;
        var run = compilation.WithAnalyzers([analyzer], new CompilationWithAnalyzersOptions(project.AnalyzerOptions, (exception, _, _) => crash = exception.ToString(), concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var found = await run.GetAnalyzerDiagnosticsAsync();
        Assert.IsNull(crash, crash);
        return [.. found.Where(diagnostic => diagnostic.Id == id || analyzer.SupportedDiagnostics.Any(rule => rule.Id == diagnostic.Id))
            .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private async Task VerifyAsync(Solution solution, List<(string Path, TextSpan Span, string Id)> expected, string phase)
    {
        var found = await DiagnosticsAsync(solution);
        var wanted = expected.OrderBy(place => place.Path, StringComparer.Ordinal).ThenBy(place => place.Span.Start).Select(place => $"{place.Path} {place.Span} {place.Id}");
        var actual = found.Select(diagnostic => $"{diagnostic.Location.GetLineSpan().Path} {diagnostic.Location.SourceSpan} {diagnostic.Id}");
        Assert.AreEqual(string.Join("\n", wanted), string.Join("\n", actual), phase + "\n" + string.Join("\n", found));
        if (Messages.Length > 0)
            Assert.AreEqual(string.Join("\n", Messages), string.Join("\n", found.Select(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture))));
        if (Severities.Length > 0)
            CollectionAssert.AreEqual(Severities, found.Select(diagnostic => diagnostic.Severity).ToArray());
        foreach (var diagnostic in found)
        {
            // A build does not run rules that are hints by default, so a warning of one would never be seen.
            Assert.IsTrue(!diagnostic.Descriptor.IsEnabledByDefault || diagnostic.Severity <= diagnostic.Descriptor.DefaultSeverity, $"{diagnostic.Id} is reported as {diagnostic.Severity}, and is {diagnostic.Descriptor.DefaultSeverity} by default");
            Assert.IsFalse(diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Contains("{0}", StringComparison.Ordinal), "arguments of the message are missing");
        }
    }

    private async Task CheckAsync(Solution solution, DocumentId target, string wanted, string phase)
    {
        var document = await Simplifier.ReduceAsync(solution.GetDocument(target)!, Simplifier.Annotation);
        document = await Formatter.FormatAsync(document, Formatter.Annotation);
        Assert.AreEqual(Markup.Parse(wanted).Text.ReplaceLineEndings("\n"), (await document.GetTextAsync()).ToString().ReplaceLineEndings("\n"), phase);
        AssertCompiles((await document.Project.GetCompilationAsync())!);
    }

    private static void AssertCompiles(Compilation compilation)
    {
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.IsEmpty(errors, "does not compile:\n" + string.Join("\n", errors));
    }

    private static async Task<string> TextAsync(Solution solution, string path) =>
        (await solution.Projects.Single().AdditionalDocuments.Single(file => file.FilePath == path).GetTextAsync()).ToString();

    private static async Task<Solution> ApplyAsync(CodeAction action, Solution solution) =>
        (await action.GetOperationsAsync(solution, new Progress<CodeAnalysisProgress>(), default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

    private sealed class Known(ImmutableArray<Diagnostic> all) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Microsoft.CodeAnalysis.Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(all.Where(diagnostic => diagnostic.Location.GetLineSpan().Path == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Microsoft.CodeAnalysis.Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
