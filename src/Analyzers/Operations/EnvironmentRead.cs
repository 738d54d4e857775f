using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>A read of an environment variable by a name that the compiler knows.</summary>
/// <param name="Call">The call.</param>
/// <param name="Argument">The argument that holds the name.</param>
/// <param name="Name">The name.</param>
internal sealed record EnvironmentRead(IInvocationOperation Call, IOperation Argument, string Name)
{
    /// <summary>Null when an operation is no such call, or the name is known only when the program runs.</summary>
    /// <param name="operation">Any operation.</param>
    /// <param name="environment">The type System.Environment.</param>
    public static EnvironmentRead? Of(IOperation? operation, INamedTypeSymbol environment)
    {
        if (operation is not IInvocationOperation { TargetMethod.Name: "GetEnvironmentVariable" } call || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, environment))
            return null;

        return ListenCalls.Argument(call, "variable") is { } argument && ConstantText.Of(argument) is { IsComplete: true, Known.Length: > 0 } name ? new(call, argument, name.Known) : null;
    }
}
