using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Projects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4001: a ContainerPort item that makes publishing fail, or that says nothing new.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PortItemAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4001", "Invalid ContainerPort item",
        "ContainerPort '{0}' {1}: {2}",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4001");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnFiles(context, project, file => file.Kind == ProjectFileKind.Project ? Check(project, file) : []);

    private static IEnumerable<Diagnostic?> Check(ContainerProject project, ConfigFile file)
    {
        var items = project.Facts.Items.Where(item => item.Type == "ContainerPort").ToList();
        for (var i = 0; i < items.Count; i++)
        {
            if (!ConfigFile.SamePath(items[i].DefinedIn, file.Path) || Written(items, i, file) is not { } written || !IsCurrent(written, items[i]))
                continue;

            if (PortItem.Check(items[i].Fact) is { } problem)
                yield return Invalid(file, items[i], written, problem);
            else if (written.Conditions.Length == 0 && items.Take(i).Any(earlier => PortItem.AreSame(earlier.Fact, items[i].Fact)))
                yield return InFile(Rule, file, written.Include.Range, OrRemove(ImmutableDictionary<string, string?>.Empty, file.WholeLines(written.Range) ?? written.Range, "Remove it"), items[i].Fact.Include, "is there twice", "remove one");
        }
    }

    private static Diagnostic? Invalid(ConfigFile file, ProjectItem item, WrittenItem written, PortItemProblem problem)
    {
        var place = problem.Place != "Include" && written.Metadata.TryGetValue(problem.Place, out var metadata) ? metadata.Range : written.Include.Range;
        var (replacement, shown) = problem.Fix is { Value.Length: > 0 } fix && (problem.Place == "Include" || written.Metadata.ContainsKey(problem.Place)) ? Write(file, written, problem.Place, fix) : (null, "");
        var advice = replacement is null ? "write a number from 1 to 65535, with Type tcp, udp or sctp" : "write " + shown;
        return InFile(Rule, file, place, ReplaceBy(replacement, "Write " + shown), item.Fact.Include, $"makes publishing fail, because {problem.Problem}", advice);
    }

    // A file that is edited is ahead of what was evaluated.
    private static bool IsCurrent(WrittenItem written, ProjectItem item) =>
        written.Metadata.All(pair => pair.Key is not ("Type" or "HostPort" or "HostIp") || WrittenItems.Same(pair.Value.Text, item.Fact[pair.Key]));

    // Metadata that is to be added follows in the same quotes that Include has.
    private static (string? Text, string Shown) Write(ConfigFile file, WrittenItem written, string place, PortItemFix fix)
    {
        var quote = file.Text[written.Include.Range.Start - 1];
        var more = Attribute("HostPort", fix.HostPort, quote) + Attribute("HostIp", fix.HostIp, quote);
        var text = more.Length == 0 ? fix.Value : fix.Value + quote + more.Substring(0, more.Length - 1);
        return (text, $"{place}={quote}{text}{quote}");
    }

    private static string Attribute(string name, string value, char quote) => value.Length == 0 ? "" : $" {name}={quote}{value}{quote}";

    // Of items with the same Include, the first that was evaluated is the first in the file, when there are as many.
    private static WrittenItem? Written(List<ProjectItem> items, int index, ConfigFile file)
    {
        bool IsAlike(ProjectItem item) => ConfigFile.SamePath(item.DefinedIn, file.Path) && item.Fact.Include == items[index].Fact.Include;
        var written = file.Items.Where(item => item.Type == "ContainerPort" && WrittenItems.Same(item.Include.Text, items[index].Fact.Include)).ToList();
        return written.Count == items.Count(IsAlike) ? written[items.Take(index).Count(IsAlike)] : null;
    }
}
