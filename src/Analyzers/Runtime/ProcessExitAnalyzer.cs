using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3001: shutdown code that does not run when a container is stopped.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProcessExitAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3001", "Shutdown code in ProcessExit does not run on SIGTERM",
        "'{0}' is not raised when the container is stopped: from .NET 10 on nothing handles SIGTERM, and the engine kills the app after a while, unless PosixSignalRegistration or a host does",
        Category.Runtime, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ3001", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (!Version.TryParse(project.Facts["TargetFrameworkVersion"].TrimStart('v'), out var framework) || framework.Major < 10)
            return;

        var found = new ConcurrentBag<Diagnostic>();
        var handled = new HandledFlag();
        context.RegisterOperationAction(operation => Find(operation, found), OperationKind.EventAssignment);
        context.RegisterOperationAction(operation => handled.Look(operation.Operation), OperationKind.Invocation, OperationKind.ObjectCreation);
        context.RegisterCompilationEndAction(end =>
        {
            if (handled.IsSet)
                return;

            foreach (var diagnostic in found)
                end.ReportDiagnostic(diagnostic);
        });
    }

    private static void Find(OperationAnalysisContext context, ConcurrentBag<Diagnostic> found)
    {
        var assignment = (IEventAssignmentOperation)context.Operation;
        if (!assignment.Adds || assignment.EventReference is not IEventReferenceOperation reference || !IsExit(reference))
            return;
        if (Operations.Guards.IsGuarded(assignment) || OnlyDeletes(assignment.HandlerValue))
            return;

        found.Add(Diagnostic.Create(Rule, reference.Syntax.GetLocation(), reference.Event.ContainingType.Name + "." + reference.Event.Name));
    }

    private static bool IsExit(IEventReferenceOperation reference) => reference.Event switch
    {
        { Name: "ProcessExit", ContainingType: { Name: "AppDomain", ContainingNamespace.Name: "System" } } => true,
        { Name: "Unloading", ContainingType: { Name: "AssemblyLoadContext" } } => reference.Instance is IPropertyReferenceOperation { Property.Name: "Default" },
        _ => false,
    };

    // Temporary files go with the container anyway.
    private static bool OnlyDeletes(IOperation handler)
    {
        var calls = (Method(handler) ?? handler).Descendants().OfType<IInvocationOperation>().ToList();
        return calls.Count > 0 && calls.All(call => call.TargetMethod is { Name: "Delete", ContainingType.ContainingNamespace.Name: "IO" });
    }

    // The body of a handler that is named, where it is in the same file.
    private static IOperation? Method(IOperation handler)
    {
        var method = handler.DescendantsAndSelf().OfType<IMethodReferenceOperation>().FirstOrDefault()?.Method;
        var syntax = method?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        return syntax is not null && syntax.SyntaxTree == handler.Syntax.SyntaxTree ? handler.SemanticModel?.GetOperation(syntax) : null;
    }

    // Whether anything in the program handles signals: a registration, or a host that does.
    private sealed class HandledFlag
    {
        private volatile bool _isSet;

        public bool IsSet => _isSet;

        public void Look(IOperation operation)
        {
            if (_isSet)
                return;

            var type = operation is IInvocationOperation call ? call.TargetMethod.ContainingType : operation.Type;
            if (type?.Name == "PosixSignalRegistration" || IsOfAHost(type?.ContainingNamespace))
                _isSet = true;
        }

        // Every call of a program comes here, so no text is made of names.
        private static bool IsOfAHost(INamespaceSymbol? space)
        {
            for (; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            {
                if (space is { Name: "AspNetCore", ContainingNamespace: { Name: "Microsoft", ContainingNamespace.IsGlobalNamespace: true } }
                    or { Name: "Hosting", ContainingNamespace: { Name: "Extensions", ContainingNamespace: { Name: "Microsoft", ContainingNamespace.IsGlobalNamespace: true } } })
                    return true;
            }

            return false;
        }
    }
}
