using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>What the compiler can tell about a text.</summary>
/// <param name="Known">The text, or as much of its beginning as is known.</param>
/// <param name="IsComplete">False when something follows that is known only when the program runs.</param>
internal readonly record struct ConstantText(string Known, bool IsComplete)
{
    /// <summary>Reads constants, beginnings of interpolated strings and sums, read-only fields and locals that get one constant. Null when nothing is known.</summary>
    public static ConstantText? Of(IOperation? operation)
    {
        operation = Unwrap(operation);
        if (operation is null)
            return null;
        if (operation.ConstantValue is { HasValue: true, Value: var value })
            return value is string text ? new(text, true) : null;

        return operation switch
        {
            IInterpolatedStringOperation interpolated => Interpolated(interpolated),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Sum(sum),
            IFieldReferenceOperation { Field.IsReadOnly: true } field => Initializer(field.Field),
            ILocalReferenceOperation local => Initializer(local.Local),
            IObjectCreationOperation { Type.Name: "Uri", Arguments.Length: > 0 } uri => Of(uri.Arguments[0].Value),
            _ => null,
        };
    }

    /// <summary>A constant number.</summary>
    public static int? Number(IOperation? operation) => Unwrap(operation)?.ConstantValue is { HasValue: true, Value: int number } ? number : null;

    /// <summary>What is converted, when an operation only converts.</summary>
    public static IOperation? Unwrap(IOperation? operation)
    {
        while (operation is IConversionOperation { IsImplicit: true } or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        return operation;
    }

    private static ConstantText? Interpolated(IInterpolatedStringOperation interpolated)
    {
        var known = "";
        foreach (var part in interpolated.Parts)
        {
            var value = part switch
            {
                IInterpolatedStringTextOperation text => Of(text.Text),
                IInterpolationOperation { FormatString: null, Alignment: null } hole => Hole(hole.Expression),
                _ => null,
            };
            if (value is null)
                return new(known, false);

            known += value.Value.Known;
            if (!value.Value.IsComplete)
                return new(known, false);
        }

        return new(known, true);
    }

    private static ConstantText? Hole(IOperation expression) => Number(expression) is { } number ? new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), true) : Of(expression);

    private static ConstantText? Sum(IBinaryOperation sum)
    {
        if (Of(sum.LeftOperand) is not { } left || !left.IsComplete)
            return Of(sum.LeftOperand);

        return Hole(sum.RightOperand) is { } right ? new(left.Known + right.Known, right.IsComplete) : new(left.Known, false);
    }

    private static ConstantText? Initializer(ISymbol symbol)
    {
        if (symbol.DeclaringSyntaxReferences.Length != 1 || symbol.DeclaringSyntaxReferences[0].GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: LiteralExpressionSyntax literal } declarator)
            return null;
        if (!literal.IsKind(SyntaxKind.StringLiteralExpression) || (symbol is ILocalSymbol && IsChanged(declarator)) || (symbol is IFieldSymbol && IsSetInConstructor(declarator)))
            return null;

        return new(literal.Token.ValueText, true);
    }

    private static bool IsSetInConstructor(VariableDeclaratorSyntax declarator) => declarator.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && IsWritten(type, declarator.Identifier.ValueText);

    private static bool IsChanged(VariableDeclaratorSyntax declarator) =>
        declarator.FirstAncestorOrSelf<SyntaxNode>(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax) is not { } scope || IsWritten(scope, declarator.Identifier.ValueText);

    private static bool IsWritten(SyntaxNode scope, string name)
    {
        foreach (var node in scope.DescendantNodes())
        {
            var written = node switch
            {
                AssignmentExpressionSyntax assignment => assignment.Left,
                ArgumentSyntax argument when !argument.RefKindKeyword.IsKind(SyntaxKind.None) => argument.Expression,
                _ => null,
            };
            if (written is not null && written.ToString().IndexOf(name, StringComparison.Ordinal) >= 0)
                return true;
        }

        return false;
    }
}
