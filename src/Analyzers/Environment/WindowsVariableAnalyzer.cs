using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2006: a variable that only Windows sets is read as if it were always there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WindowsVariableAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2006", "Variable of Windows is read",
        "'{0}' is null in a Linux container, because only Windows sets it: {1}",
        Category.Environment, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ2006");

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
        if (EnvironmentRead.Of(context.Operation, environment) is not { } read || WindowsVariables.Advice(read.Name) is not { } advice || !IsTrusted(read.Call))
            return;
        if (!project.Declared.Names.Contains(read.Name) && !Guards.IsGuarded(read.Call) && !CallSyntax.IsLookedAt(read.Call))
            context.ReportDiagnostic(Diagnostic.Create(Rule, read.Argument.Syntax.GetLocation(), read.Name, advice));
    }

    // It is said never to be null, something is called on it, or it is a piece of a text or a path. Who stores it may look at it before it is used.
    private static bool IsTrusted(IInvocationOperation call)
    {
        if (call.Syntax.Parent.IsKind(SyntaxKind.SuppressNullableWarningExpression) || call.Syntax.Parent is MemberAccessExpressionSyntax or InterpolationSyntax)
            return true;

        var parent = call.Parent;
        while (parent is IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation)
            parent = parent.Parent;
        return parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add }
            || (parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { Name: "Path" or "File" or "Directory", ContainingNamespace.Name: "IO" } } outer } && outer.TargetMethod.Name != "Exists");
    }
}
