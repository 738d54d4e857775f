using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4009: a secret in a settings file that is published with the app.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SettingsSecretAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4009", "Secret in appsettings",
        "{0} is part of the image, and everybody who can pull it can read it there: hand {1} over when the container is run, and keep one for developing in user secrets",
        Category.Configuration, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4009");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        // Only the web SDK is known to publish the files.
        if (project.Facts.Is("UsingMicrosoftNETSdkWeb"))
            OnFiles(context, project, file => AppSettings.IsForContainers(file) ? Check(project, file) : []);
    }

    // A password for a server on the developer's machine opens nothing else, and what a container gets anew is for developing: neither is worth hiding.
    private static IEnumerable<Diagnostic?> Check(ContainerProject project, ConfigFile file) =>
        from text in AppSettings.Texts(file)
        where SecretValue.IsSecretSetting(Key(text.Path), text.Value.Text) && LoopbackTarget.Find(text.Path, text.Value.Text) is null && !AppSettings.IsOverridden(project, file, text.Path)
        select InFile(Rule, file, text.Value.Range, ImmutableDictionary<string, string?>.Empty, text.Path, text.Path.Replace(":", "__"));

    // An item of an array goes by the name of the array.
    private static string Key(string path) => path.Split(':').LastOrDefault(part => !part.All(char.IsDigit)) ?? "";
}
