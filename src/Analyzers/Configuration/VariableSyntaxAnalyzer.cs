using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4002: a name that shells and orchestrators do not take for a variable's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class VariableSyntaxAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4002", "Invalid environment variable name",
        "'{0}' {1}: write '{2}'",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4002");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        OnVariables(context, project, Check);

    private static Diagnostic? Check(DeclaredVariable variable)
    {
        if (variable.Name.Length == 0 || variable.Name.IndexOf('$') >= 0 || IsValid(variable.Name))
            return null;

        // - NAME:value sets a variable of that whole name to nothing.
        var colon = variable.Name.IndexOf(':');
        if (variable.File.Kind == ProjectFileKind.Compose && variable.Value is null && colon > 0)
        {
            var name = variable.Name.Substring(0, colon);
            var entry = name + "=" + variable.Name.Substring(colon + 1).Trim();
            return IsValid(name) ? InFile(Rule, variable.File, variable.NameRange, ReplaceBy(entry, "Write '=' between name and value"), variable.Name, $"is a name without a value, and '{name}' is not set", entry) : null;
        }

        var better = string.Concat(variable.Name.Replace(":", "__").Select(c => IsNameCharacter(c) ? c : '_'));
        better = char.IsDigit(better[0]) ? "_" + better : better;
        return InFile(Rule, variable.File, variable.NameRange, ReplaceBy(better, $"Rename to '{better}'"), variable.Name, "is no name that shells, Kubernetes and PublishContainer accept, so it gets lost there", better);
    }

    // Kubernetes' rule: with dots and dashes, which configuration keys have (Logging__LogLevel__Microsoft.AspNetCore) and which work.
    private static bool IsValid(string name) => !char.IsDigit(name[0]) && name.All(IsNameCharacter);

    private static bool IsNameCharacter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' or '.' or '-';
}
