using System.Collections.Immutable;
using System.Globalization;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4004: URLS and HTTP_PORTS are both set, and only one of them counts.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HiddenPortsAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4004", "ASPNETCORE_URLS hides ASPNETCORE_HTTP_PORTS",
        "{0} has no effect, because '{1}' is set, too, and wins with other ports: {2}",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4004");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnFiles(context, project, file => [Check(project, file, [.. project.Declared.All.Where(variable => variable.File == file && !variable.IsConditional)])]);

    private static Diagnostic? Check(ContainerProject project, ConfigFile file, List<DeclaredVariable> variables)
    {
        // Of several the last counts; in a compose file they may belong to several services.
        var urls = variables.Where(variable => ListenValue.Setting(variable.Name) == "URLS").ToList();
        var ports = variables.Where(variable => ListenValue.Setting(variable.Name) == "HTTP_PORTS").ToList();
        if (urls.Count != 1 || urls[0].Value is not { } url || url.Trim().Length == 0)
            return null;

        var addresses = ListenAddress.ParseList(url);
        if (ports.Count == 0)
            return urls[0].IsInImage && PortsOfBase(project, file) is { } ofBase ? Base(urls[0], addresses, ofBase) : null;

        return ports.Count == 1 && ports[0].Value is { } port && port.Trim().Length > 0 && !Contain(addresses, port) ? Both(urls[0], ports[0]) : null;
    }

    private static Diagnostic? Both(DeclaredVariable urls, DeclaredVariable ports)
    {
        var properties = OrRemove(ImmutableDictionary<string, string?>.Empty, ports.Whole, $"Remove '{ports.Name}'");
        return InFile(Rule, ports.File, ports.NameRange, properties, $"'{ports.Name}'", urls.Name, "keep one of them");
    }

    // Worth a word only when the ports say the same and nothing is lost: one value is overridden, and the app warns about it at each start.
    private static Diagnostic? Base(DeclaredVariable urls, IReadOnlyList<ListenAddress> addresses, string ofBase)
    {
        var isPlain = addresses.Count > 0 && addresses.All(address => address is { Scheme: "http", Host: "+" or "*" or "0.0.0.0" or "[::]", Rest: "", EffectivePort: > 0 and <= 65535 });
        if (!isPlain || Contain(addresses, ofBase) || urls.ValueRange.Length == 0 || urls.File.Ignores(Rule.Id, urls.NameRange))
            return null;

        var name = urls.Name.Substring(0, urls.Name.IndexOf('_')) + "_HTTP_PORTS";
        var better = string.Join(";", addresses.Select(Port).Distinct());
        var between = urls.File.Text.ToString(new(urls.NameRange.End, urls.ValueRange.Start - urls.NameRange.End));
        var properties = ReplaceAt(TextRange.Between(urls.NameRange.Start, urls.ValueRange.End), name + between + urls.ValueInFile(better), $"Change to {name}={better}");
        return Diagnostic.Create(
            Rule, urls.File.Locate(urls.NameRange), DiagnosticSeverity.Info, additionalLocations: null, properties,
            $"'ASPNETCORE_HTTP_PORTS={ofBase}' of the base image", urls.Name, $"write {name}={better} instead, and the app does not warn about it at each start");
    }

    // Null when only the base knows.
    private static string? PortsOfBase(ContainerProject project, ConfigFile file)
    {
        var config = file.Kind == ProjectFileKind.Dockerfile ? ProjectFiles.BaseOf(file) : project.Image.BaseConfig;
        return config?.Environment.FirstOrDefault(variable => variable.Name == "ASPNETCORE_HTTP_PORTS")?.Value;
    }

    private static bool Contain(IReadOnlyList<ListenAddress> addresses, string ports)
    {
        var listening = addresses.Select(Port).ToList();
        return ports.Split(';').All(port => listening.Contains(port.Trim()));
    }

    private static string Port(ListenAddress address) => address.EffectivePort.ToString(CultureInfo.InvariantCulture);
}
