using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>The parts of a call as they are written.</summary>
internal static class CallSyntax
{
    /// <summary>The name of the method, without what stands before the dot and without arguments.</summary>
    public static SyntaxNode Name(IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax invocation ? Name(invocation) : call.Syntax;

    /// <summary>The same, for a call of a method that nobody knows.</summary>
    public static SyntaxNode Name(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        var expression => expression,
    };

    /// <summary>The outermost operation around one: the body of a method, or all top-level statements.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>True when the same code also reads the variable of the process: one with a target is then what comes after it.</summary>
    public static bool HasPlainRead(IInvocationOperation read)
    {
        var variable = ListenCalls.Argument(read, "variable")?.Syntax.ToString();
        foreach (var descendant in Root(read).Descendants())
        {
            if (descendant is IInvocationOperation { TargetMethod: { Name: "GetEnvironmentVariable", Parameters.Length: 1 } } other
                && ListenCalls.Argument(other, "variable")?.Syntax.ToString() == variable)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when a condition of the same code reads the variable too: who asks whether it is there knows that it may be missing.</summary>
    public static bool IsLookedAt(IInvocationOperation read)
    {
        var variable = ListenCalls.Argument(read, "variable")?.Syntax.ToString();
        foreach (var descendant in Root(read).Descendants())
        {
            if (descendant is IConditionalOperation conditional && conditional.Condition.DescendantsAndSelf().Any(operation =>
                operation is IInvocationOperation { TargetMethod.Name: "GetEnvironmentVariable" } other && other != read && ListenCalls.Argument(other, "variable")?.Syntax.ToString() == variable))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the other side of a <c>??</c> reads the environment as well: one of two names, on purpose.</summary>
    public static bool HasOtherRead(IOperation read)
    {
        for (var (child, parent) = (read, read.Parent); parent is ICoalesceOperation or IConversionOperation; (child, parent) = (parent, parent.Parent))
        {
            if (parent is ICoalesceOperation coalesce && (coalesce.Value == child ? coalesce.WhenNull : coalesce.Value).Syntax.ToString().IndexOf("EnvironmentVariable", StringComparison.Ordinal) >= 0)
                return true;
        }

        return false;
    }
}
