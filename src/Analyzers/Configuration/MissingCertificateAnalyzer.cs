using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Diagnostics;
using Containerize.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4017: configuration asks for HTTPS, and nothing gives a certificate.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingCertificateAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4017", "HTTPS endpoint without a certificate",
        "{0} asks for HTTPS, and no certificate is declared, so the app ends at start: listen on http behind a proxy, or set Kestrel__Certificates__Default__Path",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4017");

    // Code with any of them may bring a certificate, or listen elsewhere than configuration says.
    private static readonly string[] Words = ["UseHttps", "ConfigureHttps", "Certificate", "LettuceEncrypt", "Kestrel", "Urls", "UseHttpSys", "UseIIS", ".Run(\"http", ".RunAsync(\"http"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        var compilation = context.Compilation;
        if (compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Hosting.IWebHostBuilder") is null || !ProjectFiles.KnowsBases(project))
            return;

        var isGiven = new Lazy<bool>(() => IsDeclared(project) || MayBeInCode(compilation));
        OnFiles(context, project, file => Check(project, file).Where(place => !isGiven.Value).Select(place => InFile(Rule, file, place.Range, ImmutableDictionary<string, string?>.Empty, place.Name)));
    }

    private static IEnumerable<(TextRange Range, string Name)> Check(ContainerProject project, ConfigFile file) => file.Kind switch
    {
        ProjectFileKind.AppSettings when AppSettings.IsForContainers(file) => Settings(project, file),
        ProjectFileKind.Project or ProjectFileKind.Dockerfile when !HasEndpoints(project) => Variables(project.Declared.All.Where(variable => variable.File == file && !variable.IsConditional).Select(variable => (variable.Name, variable.Value, variable.ValueRange, variable.NameRange))),
        ProjectFileKind.Compose when !HasEndpoints(project) => ProjectFiles.Services(project).Where(pair => pair.File == file && IsKnown(pair.Service))
            .SelectMany(pair => Variables(pair.Service.Environment.Select(variable => (variable.Name, variable.Value, variable.ValueRange, variable.NameRange)))),
        _ => [],
    };

    // Editors mount the developer's certificate into a service for developing.
    private static bool IsKnown(Compose.ComposeService service) =>
        service.IsComplete && !service.HasMounts && !service.Environment.Any(variable => variable.Name.EndsWith("_ENVIRONMENT", StringComparison.OrdinalIgnoreCase) && string.Equals(variable.Value, "Development", StringComparison.OrdinalIgnoreCase));

    // URLS hides HTTPS_PORTS.
    private static IEnumerable<(TextRange Range, string Name)> Variables(IEnumerable<(string Name, string? Value, TextRange ValueRange, TextRange NameRange)> declared)
    {
        var variables = declared.Where(variable => variable.Value?.Trim().Length > 0).ToList();
        var hasUrls = variables.Any(variable => ListenValue.Setting(variable.Name) == "URLS");
        return from variable in variables
               let setting = ListenValue.Setting(variable.Name)
               where setting == "URLS" ? HasHttps(variable.Value!) : setting == "HTTPS_PORTS" && !hasUrls && variable.Value!.Split(';').All(port => port.Trim().All(char.IsDigit))
               select (variable.ValueRange.Length > 0 ? variable.ValueRange : variable.NameRange, variable.Name);
    }

    private static IEnumerable<(TextRange Range, string Name)> Settings(ContainerProject project, ConfigFile file)
    {
        if (file.Json is not { } root)
            yield break;

        foreach (var endpoint in Endpoints(file))
        {
            var path = "Kestrel:Endpoints:" + endpoint.Name + ":Url";
            if (endpoint.Value["Url"] is { Kind: JsonKind.String } url && HasHttps(url.Text) && !AppSettings.IsOverridden(project, file, path))
                yield return (url.Range, path);
        }

        if (root["Urls"] is { Kind: JsonKind.String } urls && HasHttps(urls.Text) && !HasEndpoints(project) && !project.Declared.InContainers.Any(name => ListenValue.Setting(name) == "URLS" || name.Equals("URLS", StringComparison.OrdinalIgnoreCase)))
            yield return (urls.Range, "Urls");
    }

    private static bool HasHttps(string urls) => ListenAddress.ParseList(urls).Any(address => address is { Scheme: "https", IsSocket: false });

    // Kestrel's endpoints take the place of all other addresses.
    private static bool HasEndpoints(ContainerProject project) =>
        project.Files.Any(file => AppSettings.IsForContainers(file) && Endpoints(file).Count > 0) || project.Declared.InContainers.Any(name => name.IndexOf("Kestrel__Endpoints", StringComparison.OrdinalIgnoreCase) >= 0);

    private static IReadOnlyList<JsonMember> Endpoints(ConfigFile file) => file.Json?["Kestrel"]?["Endpoints"]?.Members ?? [];

    private static bool IsDeclared(ContainerProject project) =>
        !project.Declared.IsComplete
        || project.Declared.InContainers.Any(name => name.IndexOf("Certificate", StringComparison.OrdinalIgnoreCase) >= 0)
        || project.Files.Any(file => AppSettings.IsForContainers(file) && (file.Json?["Kestrel"]?["Certificates"] is not null || Endpoints(file).Any(endpoint => endpoint.Value["Certificate"] is not null || endpoint.Value["Sni"] is not null)));

    // Only asked when configuration is suspicious.
    private static bool MayBeInCode(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var text = tree.GetText().ToString().Replace("UseHttpsRedirection", "");
            if (Words.Any(word => text.IndexOf(word, StringComparison.Ordinal) >= 0))
                return true;
        }

        return false;
    }
}
