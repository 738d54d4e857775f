using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Containerize.Analyzers.Operations;

/// <summary>Arguments that are paths of files or folders.</summary>
internal static class PathArguments
{
    private static readonly HashSet<string> Parameters = new(StringComparer.Ordinal)
    {
        "path", "path1", "path2", "path3", "path4", "paths", "fileName", "sourceFileName", "destFileName", "destinationFileName", "sourceDirName", "destDirName", "root", "basePath",
        "directoryPath", "sourceArchiveFileName", "destinationArchiveFileName", "archiveFileName", "sourceDirectoryName", "destinationDirectoryName", "relativeTo",
    };

    /// <summary>The paths of a call of System.IO, of a file provider or of a configuration source; empty for all other calls.</summary>
    public static IEnumerable<IOperation> Of(IMethodSymbol? method, ImmutableArray<IArgumentOperation> arguments) =>
        method is not null && arguments.Length > 0 && TakesPaths(method.ContainingType) ? Paths(arguments) : [];

    /// <summary>True for a class that is about paths as texts, and opens no file.</summary>
    public static bool IsParser(IMethodSymbol method) => method is { ContainingType.Name: "Path", Name: "GetFileName" or "GetDirectoryName" or "GetFileNameWithoutExtension" or "GetExtension" or "GetPathRoot" };

    private static bool TakesPaths(INamedTypeSymbol type) => type.Name switch
    {
        "File" or "Directory" or "Path" or "FileStream" or "StreamReader" or "StreamWriter" or "FileInfo" or "DirectoryInfo" or "FileSystemWatcher" => IsIn(type, "IO", "System"),
        "ZipFile" => IsIn(type, "Compression", "IO"),
        "PhysicalFileProvider" => IsIn(type, "FileProviders", "Extensions"),
        "JsonConfigurationExtensions" or "XmlConfigurationExtensions" or "IniConfigurationExtensions" or "FileConfigurationExtensions" or "KeyPerFileConfigurationBuilderExtensions" => IsIn(type, "Configuration", "Extensions"),
        _ => false,
    };

    private static bool IsIn(INamedTypeSymbol type, string name, string parent) => type.ContainingNamespace is { } space && space.Name == name && space.ContainingNamespace?.Name == parent;

    private static IEnumerable<IOperation> Paths(ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue || argument.Parameter is not { } parameter || !Parameters.Contains(parameter.Name))
                continue;

            foreach (var value in Values(ConstantText.Unwrap(argument.Value)))
                yield return value;
        }
    }

    // Several of them in a params array or span are one argument.
    private static IEnumerable<IOperation> Values(IOperation? argument) => argument switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues.Select(element => ConstantText.Unwrap(element)!),
        ICollectionExpressionOperation collection => collection.Elements.Select(element => ConstantText.Unwrap(element)!),
        null => [],
        _ => [argument],
    };
}
