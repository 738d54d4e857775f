using Containerize.Analyzers.Ports;
using Containerize.CodeFixes;
using Containerize.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Tests;

/// <summary>What every rule has: an id of its own, a page, a row in each list, and fixes that name it.</summary>
[TestClass]
public sealed class RuleTests
{
    private static readonly DiagnosticDescriptor[] All =
    [
        .. Instances<DiagnosticAnalyzer>(typeof(LoopbackListenerAnalyzer)).SelectMany(analyzer => analyzer.SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    [TestMethod]
    public void Ids_are_unique_and_of_the_area_of_their_category()
    {
        string[] areas = ["Containerize.Ports", "Containerize.Environment", "Containerize.Runtime", "Containerize.Configuration"];

        CollectionAssert.AreEqual(All.Select(rule => rule.Id).Distinct().ToArray(), All.Select(rule => rule.Id).ToArray());
        Assert.IsEmpty(All.Where(rule => rule.Id[3] != '1' + Array.IndexOf(areas, rule.Category)).Select(rule => rule.Id));
        Assert.IsEmpty(All.Where(rule => rule.DefaultSeverity == DiagnosticSeverity.Error || rule.HelpLinkUri != "https://containerize.dev/codes/" + rule.Id).Select(rule => rule.Id));
    }

    [TestMethod]
    public void Every_rule_has_a_page_with_title_message_and_all_headings()
    {
        var wrong = All.Where(rule => !File.Exists(Page(rule)) || !IsComplete(rule, File.ReadAllText(Page(rule)))).Select(rule => rule.Id);

        Assert.IsEmpty(wrong, "No page, another title or message, or a heading is missing: " + string.Join(", ", wrong));
    }

    [TestMethod]
    public void Every_page_has_a_rule()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/codes"), "CTZ*.md").Select(file => Path.GetFileNameWithoutExtension(file)).Where(id => id[3] != '0');

        CollectionAssert.AreEquivalent(All.Select(rule => rule.Id).ToArray(), pages.ToArray());
    }

    [TestMethod]
    public void Every_rule_has_a_row_in_the_list_of_codes()
    {
        var list = File.ReadAllText(Path.Combine(Repository.Root, "docs/codes/README.md"));
        var missing = All.Where(rule => !list.Contains($"| [{rule.Id}]({rule.Id}.md) | {Kind(rule)} | {rule.Title} |", StringComparison.Ordinal)).Select(rule => rule.Id);

        Assert.IsEmpty(missing, "Not in docs/codes/README.md: " + string.Join(", ", missing));
    }

    [TestMethod]
    [DataRow("all", "warning", true)]
    [DataRow("errors", "error", false)]
    [DataRow("none", "none", true)]
    public void Presets_name_every_rule(string preset, string severity, bool withOptIn)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "src/Sdk/targets/analysis", preset + ".globalconfig"));
        var wanted = All.Where(rule => withOptIn || rule.IsEnabledByDefault).Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = {severity}");

        CollectionAssert.AreEqual(wanted.ToArray(), text.Split('\n').Where(line => line.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void Fixes_are_for_rules_that_exist_and_can_fix_all()
    {
        foreach (var fix in Instances<CodeFixProvider>(typeof(ReplaceLiteralFix)))
        {
            Assert.IsEmpty(fix.FixableDiagnosticIds.Except(All.Select(rule => rule.Id)), fix.GetType().Name);
            Assert.IsNotNull(fix.GetFixAllProvider(), fix.GetType().Name);
        }
    }

    private static bool IsComplete(DiagnosticDescriptor rule, string page) =>
        page.StartsWith($"# {rule.Id}: {rule.Title}\n\n> {Kind(rule)} {rule.Id}: {rule.MessageFormat}\n", StringComparison.Ordinal)
        && new[] { "Why", "Triggers", "Does not trigger", "Fix", "Configure", "Suppress" }.All(heading => page.Contains($"\n## {heading}\n", StringComparison.Ordinal));

    private static string Page(DiagnosticDescriptor rule) => Path.Combine(Repository.Root, "docs/codes", rule.Id + ".md");

    private static string Kind(DiagnosticDescriptor rule) => rule.DefaultSeverity == DiagnosticSeverity.Warning ? "warning" : "message";

    private static IEnumerable<T> Instances<T>(Type sibling) =>
        sibling.Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract).Select(type => (T)Activator.CreateInstance(type)!);
}
