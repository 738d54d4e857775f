using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Where the published files are: ContainerWorkingDirectory, with or without a slash at its end, else <c>/app</c>.</summary>
internal static class WorkingDirectoryChoice
{
    private const string Default = "/app";

    public static Choice<UnixPath> Choose(ProjectFacts facts)
    {
        var text = facts.Image.ContainerWorkingDirectory;
        if (text.Length == 0)
            return new(UnixPath.Parse(Default), []);
        if (TextCheck.Check("", text) is null && UnixPath.TryParse(text, out var path) && !path.IsRoot)
            return new(path, [], $"{path} (from ContainerWorkingDirectory)");

        return new(UnixPath.Parse(Default), [ProjectCodes.InvalidWorkingDirectory.With(text.Replace("\0", "\\0"))]);
    }
}
