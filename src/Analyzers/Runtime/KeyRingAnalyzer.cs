using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3010: keys of data protection that go with the container. Off unless asked for, because the app warns of it when it starts.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyRingAnalyzer : ContainerAnalyzer
{
    private const string KeyFolder = "DataProtection-Keys";

    // Whoever sets these keeps the keys in a repository of his own.
    private const string OptionsName = "KeyManagementOptions";

    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3010", "Keys of data protection are lost with the container",
        "'{0}' protects data with keys that are lost with the container, and nobody reads it after that: add PersistKeysTo…, or a ContainerVolume for /home/app/.aspnet/DataProtection-Keys",
        Category.Runtime, DiagnosticSeverity.Warning, isEnabledByDefault: false, helpLinkUri: Category.Pages + "CTZ3010", customTags: WellKnownDiagnosticTags.CompilationEnd);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        var writable = new Writable(project);
        if (writable.Mentions(KeyFolder) || writable.Mentions("/home/app") || writable.Mentions(".aspnet"))
            return;

        var found = new ConcurrentBag<Diagnostic>();
        var kept = new ConcurrentBag<bool>();
        context.RegisterOperationAction(operation => Look((IInvocationOperation)operation.Operation, found, kept), OperationKind.Invocation);
        context.RegisterOperationAction(operation => Look(operation.Operation, kept), OperationKind.Invalid);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (var diagnostic in kept.IsEmpty ? found : [])
                end.ReportDiagnostic(diagnostic);
        });
    }

    private static void Look(IInvocationOperation call, ConcurrentBag<Diagnostic> found, ConcurrentBag<bool> kept)
    {
        var method = call.TargetMethod;
        if (Keeps(method.Name) || method.TypeArguments.Any(type => type.Name == OptionsName))
            kept.Add(true);
        else if (method.Name is "AddDataProtection" or "AddCookie" or "AddSession" or "AddAntiforgery" && IsMicrosofts(method.ContainingNamespace) && !Guards.IsGuarded(call))
            found.Add(Diagnostic.Create(Rule, CallSyntax.Name(call).GetLocation(), method.Name));
    }

    // Extension methods of packages are unknown until the first restore.
    private static void Look(IOperation unknown, ConcurrentBag<bool> kept)
    {
        if (unknown.Syntax is InvocationExpressionSyntax call && CallSyntax.Name(call) is SimpleNameSyntax name
            && (Keeps(name.Identifier.ValueText) || (name is GenericNameSyntax generic && generic.TypeArgumentList.Arguments.Any(type => type.ToString().EndsWith(OptionsName, StringComparison.Ordinal)))))
        {
            kept.Add(true);
        }
    }

    private static bool Keeps(string method) => method.StartsWith("PersistKeysTo", StringComparison.Ordinal) || method is "UseEphemeralDataProtectionProvider" or "AddKeyManagementOptions";

    private static bool IsMicrosofts(INamespaceSymbol space) => space is { Name: "DependencyInjection", ContainingNamespace: { Name: "Extensions", ContainingNamespace.Name: "Microsoft" } };
}
