using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4004: URLS and HTTP_PORTS in one place, and only one of them counts.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HiddenPortsAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4004", "ASPNETCORE_URLS hides ASPNETCORE_HTTP_PORTS",
        "'{0}' has no effect, because '{1}' is set, too, and wins with other ports: keep one of them",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4004");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnFiles(context, project, file => Check([.. project.Declared.All.Where(variable => variable.File == file && !variable.IsConditional)]));

    private static IEnumerable<Diagnostic?> Check(List<DeclaredVariable> variables)
    {
        // Of several the last counts; in a compose file they may belong to several services.
        var urls = variables.Where(variable => ListenValue.Setting(variable.Name) == "URLS").ToList();
        var ports = variables.Where(variable => ListenValue.Setting(variable.Name) == "HTTP_PORTS").ToList();
        if (urls.Count != 1 || ports.Count != 1 || urls[0].Value is not { } url || ports[0].Value is not { } port || url.Trim().Length == 0 || port.Trim().Length == 0)
            return [];

        var listening = ListenAddress.ParseList(url).Select(address => address.EffectivePort.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return port.Split(';').All(part => listening.Contains(part.Trim())) ? [] : [InFile(Rule, ports[0].File, ports[0].NameRange, ImmutableDictionary<string, string?>.Empty, ports[0].Name, urls[0].Name)];
    }
}
