using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>Calls of System.IO that write.</summary>
internal static class FileWrites
{
    // System.IO.FileMode.Open, the one mode that needs a file to be there.
    private const int OpenMode = 3;

    /// <summary>The path that an operation writes to; null when it writes no file and makes no folder.</summary>
    public static IOperation? Path(IOperation operation) => operation switch
    {
        IInvocationOperation call when IsInIO(call.TargetMethod.ContainingType) => call.TargetMethod.ContainingType.Name switch
        {
            "File" => OfFile(call),
            "Directory" => call.TargetMethod.Name == "CreateDirectory" ? Argument(call.Arguments, "path") : call.TargetMethod.Name == "Move" ? Argument(call.Arguments, "destDirName") : null,
            _ => null,
        },
        IObjectCreationOperation { Type: INamedTypeSymbol type } creation when IsInIO(type) => type.Name switch
        {
            "StreamWriter" => Argument(creation.Arguments, "path"),
            "FileStream" when Mode(creation.Arguments) is not (null or OpenMode) => Argument(creation.Arguments, "path"),
            _ => null,
        },
        _ => null,
    };

    private static IOperation? OfFile(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Create" or "CreateText" or "AppendText" or "OpenWrite" => Argument(call.Arguments, "path"),
        "Copy" or "Move" => Argument(call.Arguments, "destFileName"),
        "Replace" => Argument(call.Arguments, "destinationFileName"),
        "Open" when Mode(call.Arguments) is not (null or OpenMode) => Argument(call.Arguments, "path"),
        var name when name.StartsWith("WriteAll", StringComparison.Ordinal) || name.StartsWith("AppendAll", StringComparison.Ordinal) => Argument(call.Arguments, "path"),
        _ => null,
    };

    private static int? Mode(ImmutableArray<IArgumentOperation> arguments) => ConstantText.Number(Argument(arguments, "mode"));

    private static IOperation? Argument(ImmutableArray<IArgumentOperation> arguments, string name)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Name == name && (name == "mode" || parameter.Type.SpecialType == SpecialType.System_String))
                return ConstantText.Unwrap(argument.Value);
        }

        return null;
    }

    private static bool IsInIO(INamedTypeSymbol type) => type.ContainingNamespace is { Name: "IO", ContainingNamespace.Name: "System" };
}
