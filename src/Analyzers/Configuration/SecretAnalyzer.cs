using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4008: a secret in the environment of an image.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SecretAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4008", "Secret in the image's environment",
        "Everybody who can pull the image can read '{0}': leave it out, and hand it over when the container is run",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4008");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnVariables(context, project, Check);

    private static Diagnostic? Check(DeclaredVariable variable) =>
        variable.IsInImage && !variable.IsConditional && variable.Value is { } value && SecretValue.IsSecret(variable.Name, value)
            ? InFile(Rule, variable.File, variable.NameRange, ImmutableDictionary<string, string?>.Empty, variable.Name)
            : null;
}
