using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Containerize.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4010: a connection string or address in appsettings whose server is the container itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LoopbackTargetAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4010", "Connection string points at the container itself",
        "'{0}' of {1} is the container itself, where nothing answers: set {2} where the container is run, or keep the value in appsettings.Development.json",
        Category.Configuration, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4010");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        // Somebody who shares a network, or sets variables elsewhere, may well reach what is meant.
        if (project.Declared.IsComplete && !AppHost.Starts(project) && !ProjectFiles.Services(project).Any(pair => pair.Service.SharesNetwork))
            OnFiles(context, project, file => AppSettings.IsReadInContainers(project, file) ? Check(context.Compilation, project, file) : []);
    }

    private static IEnumerable<Diagnostic?> Check(Compilation compilation, ContainerProject project, ConfigFile file)
    {
        HashSet<int>? own = null;
        foreach (var (path, value) in AppSettings.Texts(file))
        {
            if (LoopbackTarget.Find(path, value.Text) is not { } target || AppSettings.IsOverridden(project, file, path) || SettingsSection.IsUnused(project, file, path))
                continue;
            if (target is { IsHttp: true, Port: { } port } && (own ??= OwnPorts(project)).Contains(port))
                continue;
            if (!IsRead(compilation, path))
                continue;

            yield return InFile(Rule, file, value.Range, ImmutableDictionary<string, string?>.Empty, target.Text, path, path.Replace(":", "__"));
        }
    }

    // A connection string goes by its name, all others by the section that they are in. HTTP.sys is there on Windows only, and so is what it serves.
    private static bool IsRead(Compilation compilation, string path)
    {
        var keys = path.Split(':');
        var name = keys.Length > 1 && string.Equals(keys[0], "ConnectionStrings", StringComparison.OrdinalIgnoreCase) ? keys[1] : keys[0];
        return name.Length > 0 && SourceWords.Have(compilation, name) && !SourceWords.Have(compilation, "UseHttpSys");
    }

    // An app may call itself, and names itself by the address that it has on the developer's machine.
    private static HashSet<int> OwnPorts(ContainerProject project)
    {
        var ports = new HashSet<int>((project.Image.ConfiguredPorts ?? []).Concat(project.Image.Ports).Select(port => port.Number));
        foreach (var root in project.Files.Where(file => file.Kind == ProjectFileKind.LaunchSettings).Select(file => file.Json).OfType<JsonNode>())
        {
            Add(root["iisSettings"]?["iisExpress"]?["applicationUrl"]);
            if (int.TryParse(root["iisSettings"]?["iisExpress"]?["sslPort"]?.Text, out var ssl))
                ports.Add(ssl);
            foreach (var profile in root["profiles"]?.Members ?? [])
                Add(profile.Value["applicationUrl"]);
        }

        return ports;

        void Add(JsonNode? urls) => ports.UnionWith(ListenAddress.ParseList(urls?.Text ?? "").Select(address => address.EffectivePort));
    }
}
