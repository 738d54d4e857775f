using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Configuration;

/// <summary>CTZ4016: the program needs a variable that only a launch profile sets.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LaunchVariableAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ4016", "Variable exists only in launchSettings.json",
        "'{0}' is null in a container, because only launchSettings.json sets it, which stays on the developer's machine: set it in the image, or where the container is run",
        Category.Configuration, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ4016");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        var compilation = context.Compilation;
        if (!project.Declared.InLaunchProfiles.Any() || !project.Declared.IsComplete || !ProjectFiles.KnowsBases(project) || compilation.GetTypeByMetadataName("System.Environment") is not { } environment)
            return;

        // Libraries that read .env files.
        if (compilation.GetTypeByMetadataName("DotNetEnv.Env") is not null || compilation.GetTypeByMetadataName("dotenv.net.DotEnv") is not null)
            return;

        var names = new HashSet<string>(project.Declared.InLaunchProfiles.Where(IsOfTheApp), StringComparer.Ordinal);
        names.ExceptWith(names.Where(name => project.Declared.InContainers.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList());
        if (names.Count > 0)
            context.RegisterOperationAction(found => Check(found, environment, names), OperationKind.Invocation);
    }

    private static bool IsOfTheApp(string name) =>
        !name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith("_ENVIRONMENT", StringComparison.OrdinalIgnoreCase) && !KnownVariables.IsKnown(name);

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol environment, HashSet<string> names)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "GetEnvironmentVariable" || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, environment))
            return;

        var argument = ListenCalls.Argument(call, "variable");
        if (ConstantText.Of(argument) is { IsComplete: true } text && names.Contains(text.Known) && IsNeeded(call) && !Guards.IsGuarded(call) && !CallSyntax.IsLookedAt(call))
            context.ReportDiagnostic(Diagnostic.Create(Rule, argument!.Syntax.GetLocation(), text.Known));
    }

    // Something is done with it that null does not stand, or that makes no sense with null. Who compares it, or has a default, can do without.
    private static bool IsNeeded(IInvocationOperation call)
    {
        if (call.Syntax.Parent is PostfixUnaryExpressionSyntax { Parent: var parent } and not null)
            return parent is not IsPatternExpressionSyntax and not BinaryExpressionSyntax;

        IOperation value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value.Parent switch
        {
            IInvocationOperation { Instance: { } instance } => instance == value,
            IPropertyReferenceOperation => true,
            IInterpolationOperation => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } => true,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } => !StandsNull(method),
            IArgumentOperation { Parent: IObjectCreationOperation } => true,
            _ => false,
        };
    }

    private static bool StandsNull(IMethodSymbol method) =>
        method.Name.StartsWith("Try", StringComparison.Ordinal) || method.Name.StartsWith("IsNull", StringComparison.Ordinal) || method.Name is "Equals" or "Compare" or "ToBoolean"
        || method.ContainingType.Name == "Console" || method.Name.StartsWith("Log", StringComparison.Ordinal) || method.Name.StartsWith("Write", StringComparison.Ordinal);
}
