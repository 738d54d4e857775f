using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3003: a program that a key press ends.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConsoleWaitAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3003", "Program waits for console input",
        "'Console.{0}' {1} in a container, which has no console: leave it out, or wait for SIGTERM with a host or with PosixSignalRegistration",
        Category.Runtime, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ3003");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Console") is { } console)
            context.RegisterOperationAction(found => Check(found, console), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol console)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name is not ("ReadKey" or "ReadLine" or "Read") || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, console))
            return;
        if (!IsWait(call) || Guards.IsGuarded(call))
            return;

        // Looked for as late as this: few programs come here, and finding it takes a while.
        if (!SymbolEqualityComparer.Default.Equals(context.ContainingSymbol, context.Compilation.GetEntryPoint(context.CancellationToken)))
            return;

        var effect = call.TargetMethod.Name == "ReadKey" ? "throws" : "returns at once";
        context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), call.TargetMethod.Name, effect));
    }

    // What is read is thrown away, or only ends a loop. A program that uses what it reads is meant for a console.
    private static bool IsWait(IInvocationOperation call)
    {
        var parent = call.Parent;
        if (parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation })
            return true;

        while (parent is IBinaryOperation or IUnaryOperation or IConversionOperation or IPropertyReferenceOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent is IWhileLoopOperation { Body: var body } && !UsesInput(body);
    }

    private static bool UsesInput(IOperation body) => body.Descendants().OfType<IInvocationOperation>().Any(call => call.TargetMethod.ContainingType.Name == "Console" && call.TargetMethod.Name.StartsWith("Read", StringComparison.Ordinal));
}
