using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Diagnostics;
using Containerize.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

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
            .Where(member => IsText(member.Value["Url"]) && !IsDeclared(project, "Kestrel__Endpoints__" + member.Name + "__Url"))
            .Select(member => (Url: member.Value["Url"]!, Whole: Endpoint(root, member))).ToList();

        // Kestrel's endpoints hide Urls.
        if (endpoints.Count == 0 && IsText(root["urls"]) && !IsDeclared(project, "ASPNETCORE_URLS") && !IsDeclared(project, "URLS"))
            endpoints.Add((root["urls"]!, JsonRemoval.Of(root, root.Members.Last(member => member.Value == root["urls"]))));

        // One on loopback beside one for the world is an admin's.
        var allLoopback = endpoints.All(endpoint => ListenAddress.ParseList(endpoint.Url.Text).All(address => address.IsLoopback && address.EffectivePort != 0));
        return endpoints.Where(endpoint => allLoopback || !ListenAddress.ParseList(endpoint.Url.Text).Any(address => address.IsLoopback)).Select(endpoint => Report(file, endpoint.Url, endpoint.Whole, allLoopback));
    }

    // The endpoint, or what holds nothing but the endpoint. One that says more than its address, as a certificate, is not taken away lightly.
    private static TextRange? Endpoint(JsonNode root, JsonMember endpoint)
    {
        if (endpoint.Value.Members.Count != 1)
            return null;

        var kestrel = root.Members.Last(member => member.Value == root["Kestrel"]);
        var endpoints = kestrel.Value.Members.Last(member => member.Value == kestrel.Value["Endpoints"]);
        if (endpoints.Value.Members.Count > 1)
            return JsonRemoval.Of(endpoints.Value, endpoint);

        return kestrel.Value.Members.Count > 1 ? JsonRemoval.Of(kestrel.Value, endpoints) : JsonRemoval.Of(root, kestrel);
    }

    private static Diagnostic? Report(ConfigFile file, JsonNode url, TextRange? whole, bool isLoopback)
    {
        if (file.Ignores(Rule.Id, url.Range))
            return null;

        var better = ListenValue.ToAnyHost(url.Text);
        var properties = OrRemove(ReplaceBy(isLoopback ? "\"" + better + "\"" : null, $"Change to '{better}'"), whole, "Let ASPNETCORE_HTTP_PORTS decide");
        var effect = isLoopback ? ", and is reachable only from inside the container" : "";
        var advice = isLoopback ? $"write '{better}', or take the endpoint out" : "take the endpoint out if the container's settings shall decide";
        return Diagnostic.Create(Rule, file.Locate(url.Range), isLoopback ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info, additionalLocations: null, properties, url.Text, effect, advice);
    }

    private static bool IsText(JsonNode? node) => node is { Kind: JsonKind.String } && ListenAddress.ParseList(node.Text) is { Count: > 0 } addresses && addresses.All(address => address.Scheme.Length > 0 && !address.IsSocket);

    private static bool IsDeclared(ContainerProject project, string name) => project.Declared.All.Any(variable => variable.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
