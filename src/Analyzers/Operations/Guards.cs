using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>
/// Whether code runs always, or only where somebody thought of it: in development, on Windows, under a debugger, with a console, outside of a container,
/// in a Debug build, or when something failed. Rules say nothing about code that is guarded in any such way.
/// </summary>
internal static class Guards
{
    private static readonly string[] Words =
    [
        "IsDevelopment", "IsEnvironment", "IsStaging", "Debugger", "IsWindows", "IsOSPlatform", "IsMacOS", "IsLinux", "OSPlatform", "OSVersion", "UserInteractive", "IsInputRedirected",
        "isDevelopment", "isWindows", "isMacOS", "isLinux", "DirectorySeparatorChar", "RUNNING_IN_CONTAINER", "RunningInContainer", "InContainer", "InDocker", "Interactive", "interactive",
    ];

    /// <summary>True when the code is guarded by one of the known conditions, or is a fallback.</summary>
    public static bool IsGuarded(IOperation operation) => Walk(operation, anyCondition: false);

    /// <summary>True when any condition decides whether the code runs.</summary>
    public static bool IsConditional(IOperation operation) => Walk(operation, anyCondition: true);

    /// <summary>
    /// True when somebody waits for the failure: a <c>catch</c> of one of these exceptions, or of any in a <c>try</c> that holds little else.
    /// </summary>
    public static bool IsCaught(IOperation operation, params string[] exceptions)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (parent is not ITryOperation { Catches: { Length: > 0 } catches, Body: var body } || body != child)
                continue;

            foreach (var clause in catches)
            {
                if (exceptions.Contains(clause.ExceptionType.Name) || (clause.ExceptionType.Name is "Exception" or "Object" && body.Operations.Length <= 3))
                    return true;
            }
        }

        return false;
    }

    private static bool Walk(IOperation operation, bool anyCondition)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case IConditionalOperation conditional when child != conditional.Condition && (anyCondition || Mentions(conditional.Condition.Syntax)):
                case ISwitchCaseOperation or ISwitchExpressionArmOperation or ICatchClauseOperation when anyCondition || parent is ICatchClauseOperation:
                case ICoalesceOperation coalesce when child == coalesce.WhenNull:
                case IBlockOperation block when LeavesBefore(block, child):
                    return true;
                case ISwitchCaseOperation { Parent: ISwitchOperation choice } when Mentions(choice.Value.Syntax):
                    return true;
            }
        }

        return IsInDebugOnly(operation.Syntax) || IsOnWindowsOnly(operation);
    }

    // if (!OperatingSystem.IsWindows()) return; and the like, before the code in question.
    private static bool LeavesBefore(IBlockOperation block, IOperation child)
    {
        foreach (var statement in block.Operations)
        {
            if (statement == child)
                return false;
            if (statement is IConditionalOperation { WhenFalse: null } guard && Leaves(guard.WhenTrue) && Mentions(guard.Condition.Syntax))
                return true;
        }

        return false;
    }

    private static bool Leaves(IOperation statement) => statement switch
    {
        IReturnOperation => true,
        IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IThrowOperation => true,
        IBlockOperation { Operations.Length: > 0 } block => Leaves(block.Operations[block.Operations.Length - 1]),
        _ => false,
    };

    private static bool Mentions(SyntaxNode condition)
    {
        var text = condition.ToString();
        foreach (var word in Words)
        {
            if (text.IndexOf(word, StringComparison.Ordinal) >= 0)
                return true;
        }

        return false;
    }

    private static bool IsInDebugOnly(SyntaxNode node)
    {
        var root = node.SyntaxTree.GetRoot();
        if (!root.ContainsDirectives)
            return false;

        var depth = 0;
        for (var directive = root.GetFirstDirective(); directive is not null && directive.SpanStart < node.SpanStart; directive = directive.GetNextDirective())
        {
            var isDebug = directive is IfDirectiveTriviaSyntax condition && condition.Condition.ToString().IndexOf("DEBUG", StringComparison.Ordinal) >= 0;
            if (directive.IsKind(SyntaxKind.IfDirectiveTrivia) && (isDebug || depth > 0))
                depth++;
            else if (directive.IsKind(SyntaxKind.EndIfDirectiveTrivia) && depth > 0)
                depth--;
        }

        return depth > 0;
    }

    private static bool IsOnWindowsOnly(IOperation operation)
    {
        for (var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart); symbol is not null; symbol = symbol.ContainingSymbol)
        {
            foreach (var attribute in symbol.GetAttributes())
            {
                if (attribute.AttributeClass?.Name == "SupportedOSPlatformAttribute" && attribute.ConstructorArguments.Length == 1
                    && attribute.ConstructorArguments[0].Value is string platform && !platform.StartsWith("linux", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }

                if (attribute.AttributeClass?.Name == "ConditionalAttribute" && attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Value is "DEBUG")
                    return true;
            }
        }

        return false;
    }
}
