using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2005: a variable in a text that is never put in.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnexpandedValueAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2005", "Variable in a text is never expanded",
        "'{0}' stays as it is in a Linux container, because {1}: {2}",
        Category.Environment, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ2005");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Environment") is { } environment)
            context.RegisterOperationAction(found => Check(found, environment, project), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol environment, ContainerProject project)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "ExpandEnvironmentVariables" || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, environment))
            return;

        var argument = ListenCalls.Argument(call, "name");
        if (ConstantText.Of(argument) is not { IsComplete: true } text || Guards.IsGuarded(call))
            return;

        if (Shell(text.Known) is { } shell)
            context.ReportDiagnostic(Diagnostic.Create(Rule, argument!.Syntax.GetLocation(), argument is ILiteralOperation ? ReplaceBy(Percents(text.Known), "Write variables between '%'") : ImmutableDictionary<string, string?>.Empty, shell, "only names between '%' are variables", $"write '%{shell.Trim('$', '{', '}')}%'"));
        else if (Windows(text.Known, project) is { } windows)
            context.ReportDiagnostic(Diagnostic.Create(Rule, argument!.Syntax.GetLocation(), windows, "only Windows sets it", "use Path.GetTempPath or Environment.GetFolderPath, or set it in the image"));
    }

    // $NAME or ${NAME}: a shell's.
    private static string? Shell(string text)
    {
        var dollar = text.IndexOf('$');
        var start = dollar < 0 ? -1 : dollar + 1 < text.Length && text[dollar + 1] == '{' ? dollar + 2 : dollar + 1;
        if (start < 0 || start >= text.Length || !(char.IsLetter(text[start]) || text[start] == '_'))
            return null;

        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        if (start == dollar + 1)
            return text.Substring(dollar, end - dollar);

        return end < text.Length && text[end] == '}' ? text.Substring(dollar, end + 1 - dollar) : null;
    }

    private static string Percents(string text)
    {
        while (Shell(text) is { } shell)
            text = text.Replace(shell, "%" + shell.Trim('$', '{', '}') + "%");
        return text;
    }

    private static string? Windows(string text, ContainerProject project)
    {
        var parts = text.Split('%');
        for (var i = 1; i + 1 < parts.Length; i += 2)
        {
            if (WindowsVariables.Advice(parts[i]) is not null && !project.Declared.Names.Contains(parts[i]))
                return "%" + parts[i] + "%";
        }

        return null;
    }
}
