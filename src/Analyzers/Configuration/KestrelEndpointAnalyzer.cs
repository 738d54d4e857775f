using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4011: endpoints in appsettings take the place of the container's port settings.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KestrelEndpointAnalyzer : ContainerAnalyzer
{
    // A build leaves out rules that are only hints by default: this one is not, and its mild findings say that they are.
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4011", "Endpoints in appsettings override the container's port settings",
        "'{0}' is used instead of ASPNETCORE_HTTP_PORTS{1}: {2}",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4011");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnFiles(context, project, file => Check(file, project));

    private static IEnumerable<Diagnostic?> Check(ConfigFile file, ContainerProject project)
    {
        if (!AppSettings.IsForContainers(file) || file.Json is not { } root)
            return [];

        var endpoints = (root["Kestrel"]?["Endpoints"]?.Members ?? [])
            .Select(member => (key: "Kestrel__Endpoints__" + member.Name + "__Url", url: member.Value["Url"]))
            .Where(endpoint => IsText(endpoint.url) && !IsDeclared(project, endpoint.key))
            .Select(endpoint => endpoint.url!).ToList();

        // Kestrel's endpoints hide Urls.
        if (endpoints.Count == 0 && IsText(root["urls"]) && !IsDeclared(project, "ASPNETCORE_URLS") && !IsDeclared(project, "URLS"))
            endpoints.Add(root["urls"]!);

        // One on loopback beside one for the world is an admin's.
        var allLoopback = endpoints.All(url => ListenAddress.ParseList(url.Text).All(address => address.IsLoopback && address.EffectivePort != 0));
        return endpoints.Where(url => allLoopback || !ListenAddress.ParseList(url.Text).Any(address => address.IsLoopback)).Select(url => Report(file, url, allLoopback));
    }

    private static Diagnostic? Report(ConfigFile file, JsonNode url, bool isLoopback)
    {
        if (file.Ignores(Rule.Id, url.Range))
            return null;

        var better = ListenValue.ToAnyHost(url.Text);
        var properties = ReplaceBy(isLoopback ? "\"" + better + "\"" : null, $"Change to '{better}'");
        var effect = isLoopback ? ", and is reachable only from inside the container" : "";
        var advice = isLoopback ? $"write '{better}', or take the endpoint out" : "take the endpoint out if the container's settings shall decide";
        return Diagnostic.Create(Rule, file.Locate(url.Range), isLoopback ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info, additionalLocations: null, properties, url.Text, effect, advice);
    }

    private static bool IsText(JsonNode? node) => node is { Kind: JsonKind.String } && ListenAddress.ParseList(node.Text) is { Count: > 0 } addresses && addresses.All(address => address.Scheme.Length > 0 && !address.IsSocket);

    private static bool IsDeclared(ContainerProject project, string name) => project.Declared.All.Any(variable => variable.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
