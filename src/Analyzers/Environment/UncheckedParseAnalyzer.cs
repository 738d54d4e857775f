using System.Collections.Immutable;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Environment;

/// <summary>CTZ2008: a variable that nobody sets is parsed as if it were there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncheckedParseAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ2008", "Environment variable is parsed without a check",
        "{0} throws without a word of '{1}' when the container is started without it: set it in the image, or check for null",
        Category.Environment, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ2008");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project)
    {
        // A base that nobody has read may set anything.
        if (context.Compilation.GetTypeByMetadataName("System.Environment") is not { } environment || project.Image.BaseConfig is not { } config || PossibleImage.Of(project).Any(image => image.Contents is null))
            return;

        var set = new HashSet<string>(project.Declared.All.Select(variable => variable.Name).Concat(project.Image.Environment.Concat(config.Environment).Select(variable => variable.Name)), StringComparer.Ordinal);
        context.RegisterOperationAction(found => Check(found, environment, set), OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol environment, HashSet<string> set)
    {
        if (EnvironmentRead.Of(context.Operation, environment) is not { } read || set.Contains(read.Name) || Parser(read.Call) is not { } parser)
            return;
        if (!Guards.IsGuarded(read.Call) && !IsLookedAt(read) && !Guards.IsCaught(read.Call, "ArgumentNullException", "ArgumentException", "FormatException"))
            context.ReportDiagnostic(Diagnostic.Create(Rule, read.Call.Syntax.GetLocation(), parser, read.Name));
    }

    // What takes the value, when it is a method that throws for null.
    private static string? Parser(IInvocationOperation read)
    {
        var parent = read.Parent;
        while (parent is IConversionOperation { IsImplicit: true })
            parent = parent.Parent;
        if (parent is not IArgumentOperation { Parameter.Ordinal: 0 or 1 } argument)
            return null;

        return argument.Parent switch
        {
            IInvocationOperation { TargetMethod: { Name: "Parse", IsStatic: true, ContainingType: var type } } when IsInSystem(type) => type.Name + ".Parse",
            IObjectCreationOperation { Type: { Name: "Uri" } type } when IsInSystem(type) => "new Uri",
            _ => null,
        };
    }

    private static bool IsInSystem(ITypeSymbol type) => type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true } or { Name: "Net", ContainingNamespace.Name: "System" };

    // Whoever asks for the variable in a condition around or before the call knows that it may be missing.
    private static bool IsLookedAt(EnvironmentRead read)
    {
        foreach (var operation in CallSyntax.Root(read.Call).Descendants())
        {
            if (operation is IConditionalOperation conditional && conditional.Condition.Syntax.ToString().IndexOf(read.Argument.Syntax.ToString(), StringComparison.Ordinal) >= 0)
                return true;
        }

        return false;
    }
}
