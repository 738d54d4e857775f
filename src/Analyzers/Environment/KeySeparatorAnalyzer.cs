using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2002: the names of configuration keys and of environment variables are mixed up.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeySeparatorAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2002", "Configuration key and environment variable are mixed up",
        "'{0}' is never found: {1}, so read '{2}'",
        Category.Environment, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ2002");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        if (context.Compilation.GetTypeByMetadataName("System.Environment") is { } environment)
            context.RegisterOperationAction(found => CheckVariable(found, environment), OperationKind.Invocation);
        if (context.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Configuration.IConfiguration") is not { } configuration)
            return;

        context.RegisterOperationAction(found => CheckIndexer(found, configuration, project), OperationKind.PropertyReference);
        context.RegisterOperationAction(found => CheckCall(found, project), OperationKind.Invocation);
    }

    private static void CheckVariable(OperationAnalysisContext context, INamedTypeSymbol environment)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "GetEnvironmentVariable" || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, environment))
            return;

        var argument = ListenCalls.Argument(call, "variable");
        if (ConstantText.Of(argument) is { IsComplete: true } text && IsKey(text.Known, ":") && !Guards.IsGuarded(call) && !CallSyntax.HasOtherRead(call))
            Report(context, argument!, text.Known, "variables in a container have '__' where configuration keys have ':'", text.Known.Replace(":", "__"));
    }

    private static void CheckIndexer(OperationAnalysisContext context, INamedTypeSymbol configuration, ContainerProject project)
    {
        var reference = (IPropertyReferenceOperation)context.Operation;
        if (!reference.Property.IsIndexer || reference.Arguments.Length != 1 || reference.Parent is IAssignmentOperation assignment && assignment.Target == reference)
            return;

        // Most indexers are asked with numbers and names of other kinds; the interfaces of a type take longer to find.
        if (reference.Property.Parameters[0].Type.SpecialType != SpecialType.System_String || ConstantText.Of(ConstantText.Unwrap(reference.Arguments[0].Value)) is not { IsComplete: true } text || !IsKey(text.Known, "__"))
            return;

        var type = reference.Property.ContainingType;
        if (SymbolEqualityComparer.Default.Equals(type, configuration) || type.AllInterfaces.Any(i => SymbolEqualityComparer.Default.Equals(i, configuration)))
            CheckKey(context, reference.Arguments[0].Value, project);
    }

    private static void CheckCall(OperationAnalysisContext context, ContainerProject project)
    {
        var call = (IInvocationOperation)context.Operation;
        var parameter = call.TargetMethod.Name switch
        {
            "GetSection" or "GetRequiredSection" or "GetValue" => "key",
            "GetConnectionString" => "name",
            _ => null,
        };
        if (parameter is not null && call.TargetMethod.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.Configuration")
            CheckKey(context, ListenCalls.Argument(call, parameter), project);
    }

    private static void CheckKey(OperationAnalysisContext context, IOperation? key, ContainerProject project)
    {
        key = ConstantText.Unwrap(key);
        if (ConstantText.Of(key) is not { IsComplete: true } text || !IsKey(text.Known, "__") || Guards.IsGuarded(context.Operation))
            return;

        // A JSON file may have such a key, letter by letter.
        if (project.Files.Any(file => file.Kind == ProjectFileKind.AppSettings && file.Text.ToString().IndexOf(text.Known, StringComparison.OrdinalIgnoreCase) >= 0))
            return;

        Report(context, key!, text.Known, "configuration turns '__' in a variable's name into ':'", text.Known.Replace("__", ":"));
    }

    private static void Report(OperationAnalysisContext context, IOperation argument, string name, string why, string better)
    {
        var properties = argument is ILiteralOperation ? ReplaceBy(better, $"Read '{better}'") : ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Diagnostic.Create(Rule, argument.Syntax.GetLocation(), properties, name, why, better));
    }

    // Words joined by the separator; anything else is a name of somebody's own making.
    private static bool IsKey(string text, string separator)
    {
        var parts = text.Split([separator], StringSplitOptions.None);
        return parts.Length > 1 && parts.All(part => part.Length > 0 && part[0] != '_' && part[part.Length - 1] != '_' && part.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-'));
    }
}
