using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Operations;
using Containerize.Analyzers.Project;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Runtime;

/// <summary>CTZ3004: a path that only Windows understands.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WindowsPathAnalyzer : ContainerAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CTZ3004", "Windows path in a file API",
        "In a Linux container '{0}' {1}: {2}",
        Category.Runtime, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Category.Pages + "CTZ3004");

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    private protected override bool AppliesToLibraries => true;

    private protected override void Start(CompilationStartAnalysisContext context, ContainerProject project) =>
        context.RegisterOperationAction(Check, OperationKind.Invocation, OperationKind.ObjectCreation);

    private static void Check(OperationAnalysisContext context)
    {
        var (method, arguments) = context.Operation switch
        {
            IInvocationOperation call => (call.TargetMethod, call.Arguments),
            IObjectCreationOperation creation => (creation.Constructor, creation.Arguments),
            _ => (null, []),
        };
        if (IsConverted(context.Operation, method))
            return;

        foreach (var path in PathArguments.Of(method, arguments))
            CheckPieces(context, method!, path, follows: false);
    }

    // Path.Combine(…).Replace('\\', '/') and the like: somebody sees to it.
    private static bool IsConverted(IOperation operation, IMethodSymbol? method) =>
        method?.ContainingType is { Name: "Path" } && operation.Syntax.Parent is MemberAccessExpressionSyntax access && access.Expression == operation.Syntax;

    // A path is often a sum of pieces: those that are constant are looked at one by one.
    private static void CheckPieces(OperationAnalysisContext context, IMethodSymbol method, IOperation? piece, bool follows)
    {
        piece = ConstantText.Unwrap(piece);
        if (piece is null)
            return;

        if (piece.ConstantValue.HasValue)
        {
            CheckText(context, method, piece, piece.ConstantValue.Value as string, follows);
        }
        else if (piece is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum)
        {
            CheckPieces(context, method, sum.LeftOperand, follows);
            CheckPieces(context, method, sum.RightOperand, follows: true);
        }
        else if (piece is IInterpolatedStringOperation interpolated)
        {
            foreach (var part in interpolated.Parts)
            {
                CheckPieces(context, method, part is IInterpolatedStringTextOperation text ? text.Text : (part as IInterpolationOperation)?.Expression, follows);
                follows = true;
            }
        }
        else if (piece is ILocalReferenceOperation or IFieldReferenceOperation)
        {
            CheckText(context, method, piece, ConstantText.Of(piece)?.Known, follows);
        }
    }

    private static void CheckText(OperationAnalysisContext context, IMethodSymbol method, IOperation piece, string? text, bool follows)
    {
        if (string.IsNullOrEmpty(text) || WindowsPath.Find(text!, follows) is not { } kind || Guards.IsGuarded(piece))
            return;

        var (effect, advice) = kind switch
        {
            _ when PathArguments.IsParser(method) => ("is one name", $"Path.{method.Name} knows '/' only"),
            WindowsPathKind.Drive => ("is a name in the working directory, because Linux has no drives", "read the folder from configuration, or name one such as '/data'"),
            WindowsPathKind.Share => ("is a name in the working directory, because Linux has no shares", "read the folder from configuration, and mount it as a volume"),
            _ => ("is part of a file name, because Linux parts folders with '/'", "write '/', or use Path.Combine"),
        };
        context.ReportDiagnostic(Diagnostic.Create(Rule, piece.Syntax.GetLocation(), text, effect, advice));
    }
}
