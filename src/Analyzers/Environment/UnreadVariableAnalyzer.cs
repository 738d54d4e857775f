using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2011: the image sets a variable that the project never names. Off unless asked for: a library may read it, or an object that configuration is bound to.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnreadVariableAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2011", "Environment variable is declared and never read",
        "The image sets '{0}', and neither the code nor appsettings names it: remove it",
        Category.Environment, DiagnosticSeverity.Warning, isEnabledByDefault: false, helpLinkUri: Category.Pages + "CTZ2011", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        var declared = project.Declared.All.Where(variable => variable.IsInImage && IsName(variable.Name) && !PlatformVariables.IsOne(variable.Name)).ToList();
        if (declared.Count == 0)
            return;

        var texts = new ConcurrentDictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        context.RegisterOperationAction(found =>
        {
            if (found.Operation.ConstantValue is { HasValue: true, Value: string { Length: > 0 } text })
                texts.TryAdd(text, true);
        }, OperationKind.Literal, OperationKind.NameOf, OperationKind.Binary, OperationKind.InterpolatedString);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (var variable in declared)
            {
                if (!IsNamed(variable.Name, texts, project) && !IsUsedIn(variable.File, variable.Name) && InFile(Rule, variable.File, variable.NameRange, ImmutableDictionary<string, string?>.Empty, variable.Name) is { } diagnostic)
                    end.ReportDiagnostic(diagnostic);
            }
        });
    }

    // Of what is no name CTZ4002 tells.
    private static bool IsName(string text) => text.Length > 0 && !char.IsDigit(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c == '_');

    // The Dockerfile or the project names it twice: in a command, or in another value.
    private static bool IsUsedIn(ConfigFile file, string name)
    {
        var text = file.Text.ToString();
        var first = text.IndexOf(name, StringComparison.Ordinal);
        return first >= 0 && text.IndexOf(name, first + name.Length, StringComparison.Ordinal) >= 0;
    }

    // By its own name, as the configuration key it becomes, by a section it is in, or by a prefix that is taken off.
    private static bool IsNamed(string name, ConcurrentDictionary<string, bool> texts, ContainerProject project)
    {
        var parts = name.Replace("__", ":").Split(':');
        if (texts.ContainsKey(name) || parts.Any(texts.ContainsKey))
            return true;

        for (var length = 2; length <= parts.Length; length++)
        {
            if (texts.ContainsKey(string.Join(":", parts.Take(length))))
                return true;
        }

        return texts.Keys.Any(text => text[text.Length - 1] == '_' && name.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            || project.Files.Any(file => file.Kind == ProjectFileKind.AppSettings && file.Text.ToString().IndexOf("\"" + parts[parts.Length - 1] + "\"", StringComparison.OrdinalIgnoreCase) >= 0);
    }
}
