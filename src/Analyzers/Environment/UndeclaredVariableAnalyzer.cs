using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2010: a variable that no file of the project declares. Off unless asked for: most apps get variables from elsewhere.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UndeclaredVariableAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2010", "Environment variable is read and declared nowhere",
        "'{0}' is read, and no item, Dockerfile, compose file or launch profile declares it: add a ContainerEnvironmentVariable",
        Category.Environment, DiagnosticSeverity.Warning, isEnabledByDefault: false, helpLinkUri: Category.Pages + "CTZ2010");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Environment") is not { } environment)
            return;

        var declared = new HashSet<string>(project.Declared.Names.Concat((project.Image.BaseConfig?.Environment ?? []).Select(variable => variable.Name)), StringComparer.Ordinal);
        context.RegisterOperationAction(found =>
        {
            if (EnvironmentRead.Of(found.Operation, environment) is { } read && !declared.Contains(read.Name) && !PlatformVariables.IsOne(read.Name) && !Guards.IsGuarded(read.Call))
                found.ReportDiagnostic(Diagnostic.Create(Rule, read.Argument.Syntax.GetLocation(), read.Name));
        }, OperationKind.Invocation);
    }
}
