using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4005: a variable that nobody reads, and that looks like one that .NET does.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class VariableSpellingAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4005", "Unknown ASPNETCORE_ or DOTNET_ variable",
        "'{0}' has no effect, because nothing reads it: did you mean '{1}'?",
        Category.Configuration, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4005");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        var compilation = context.Compilation;
        OnVariables(context, project, variable => Check(variable, compilation));
    }

    private static Diagnostic? Check(DeclaredVariable variable, Compilation compilation)
    {
        // The hosts read their variables without regard to case.
        if (KnownVariables.Meant(variable.Name, ignoreCase: true) is not { } meant || IsUsed(variable.Name, compilation))
            return null;

        return InFile(Rule, variable.File, variable.NameRange, ReplaceBy(meant, $"Rename to '{meant}'"), variable.Name, meant);
    }

    // A program may read a name of its own making. Only asked for names that are suspicious.
    private static bool IsUsed(string name, Compilation compilation)
    {
        var setting = name.Substring(name.IndexOf('_') + 1);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var text = tree.GetText().ToString();
            if (text.IndexOf(name, StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("\"" + setting + "\"", StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        }

        return false;
    }
}
