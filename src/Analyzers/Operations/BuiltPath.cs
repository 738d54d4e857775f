using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>How code puts a path together.</summary>
/// <param name="Root">What it begins with: a call, a property, or the operation that holds the constant.</param>
/// <param name="Rest">As much as is known of what follows the root; the whole path when it begins with a constant.</param>
internal readonly record struct BuiltPath(IOperation Root, string Rest)
{
    // As many locals as anybody puts one into the other.
    private const int MostSteps = 8;

    /// <summary>Follows Path.Combine, sums and locals that get one value to where the path begins.</summary>
    public static BuiltPath Of(IOperation path) => Of(path, MostSteps);

    private static BuiltPath Of(IOperation path, int steps)
    {
        path = ConstantText.Unwrap(path)!;
        if (ConstantText.Of(path) is { Known.Length: > 0 } text)
            return new(path, text.Known);
        if (steps == 0)
            return new(path, "");

        return path switch
        {
            ILocalReferenceOperation local when Initializer(local) is { } value => Of(value, steps - 1),
            IInvocationOperation { TargetMethod: { ContainingType.Name: "Path", Name: "Combine" or "Join" } } call => Joined([.. PathArguments.Of(call.TargetMethod, call.Arguments)], "/", path, steps),
            IInvocationOperation { TargetMethod: { ContainingType.Name: "Path", Name: "GetFullPath" }, Arguments.Length: 1 } call => Of(call.Arguments[0].Value, steps - 1),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Joined([sum.LeftOperand, sum.RightOperand], "", path, steps),
            IInterpolatedStringOperation interpolated => Joined([.. interpolated.Parts.Select(part => part is IInterpolatedStringTextOperation known ? known.Text : ((IInterpolationOperation)part).Expression)], "", path, steps),
            _ => new(path, ""),
        };
    }

    private static BuiltPath Joined(IReadOnlyList<IOperation> pieces, string separator, IOperation whole, int steps)
    {
        if (pieces.Count == 0)
            return new(whole, "");

        var (root, rest) = Of(pieces[0], steps - 1);
        for (var i = 1; i < pieces.Count && ConstantText.Of(pieces[i]) is { } text; i++)
        {
            // A piece that begins at the top throws away what stands before it.
            if (separator.Length > 0 && text.Known.StartsWith("/", StringComparison.Ordinal))
                return new(whole, "");

            rest += (rest.Length == 0 ? "" : separator) + text.Known;
            if (!text.IsComplete)
                break;
        }

        return new(root, rest);
    }

    private static IOperation? Initializer(ILocalReferenceOperation local)
    {
        IOperation? value = null;
        foreach (var operation in CallSyntax.Root(local).Descendants())
        {
            if (operation is IVariableDeclaratorOperation { Initializer: { } initializer } declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local))
                value = initializer.Value;
            else if (operation is IAssignmentOperation { Target: ILocalReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Local, local.Local))
                return null;
        }

        return value;
    }
}
