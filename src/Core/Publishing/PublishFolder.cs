using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Publishing;

/// <summary>A file that the build says it copies to the publish folder.</summary>
/// <param name="Source">Absolute path of what is copied.</param>
/// <param name="RelativePath">Path below the publish folder, separated by <c>/</c>.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="PackageId">Package id; empty unless it comes from a package.</param>
/// <param name="PackageVersion">Package version; empty unless it comes from a package.</param>
public sealed record ListedFile(string Source, string RelativePath, PublishedFileOrigin Origin, string PackageId = "", string PackageVersion = "");

/// <summary>What is in a publish folder, together with what the build says about each file.</summary>
public static class PublishFolder
{
    private static readonly EnumerationOptions AllFiles = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Every file of the folder, ordered by path. A file that the build did not list has an unknown origin.</summary>
    /// <exception cref="ContainerizeException">CTZ0117: there is no such folder, or it is empty. CTZ0310: part of it may not be read.</exception>
    public static IReadOnlyList<PublishedFile> Read(string folder, IEnumerable<ListedFile> listed)
    {
        var byPath = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (var file in listed)
            byPath[file.RelativePath] = file;

        var root = new DirectoryInfo(folder);
        try
        {
            var files = root.Exists
                ? root.EnumerateFiles("*", AllFiles).Select(file => Describe(file, root.FullName, byPath)).OrderBy(file => file.RelativePath, Images.Utf8Order.Comparer).ToArray()
                : [];
            return files.Length > 0 ? files : throw new ContainerizeException(ProjectCodes.PublishFolderMissing.With(folder));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ContainerizeException(ImageCodes.LayerUnreadable.With(folder, exception.Message), exception);
        }
    }

    /// <summary>What a publish would copy, without a publish folder: for a dry run.</summary>
    public static IReadOnlyList<PublishedFile> Foresee(IEnumerable<ListedFile> listed) =>
        [.. listed.DistinctBy(file => file.RelativePath, StringComparer.Ordinal).Select(file => Describe(new FileInfo(file.Source), file))];

    private static PublishedFile Describe(FileInfo file, string root, Dictionary<string, ListedFile> listed)
    {
        var relative = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
        return Describe(file, listed.GetValueOrDefault(relative) ?? new ListedFile(file.FullName, relative, PublishedFileOrigin.Unknown));
    }

    private static PublishedFile Describe(FileInfo file, ListedFile listed) => new()
    {
        Source = file.FullName,
        RelativePath = listed.RelativePath,
        Origin = listed.Origin,
        PackageId = listed.PackageId,
        PackageVersion = listed.PackageVersion,
        Size = file.Exists ? file.Length : 0,
        Executable = file.Exists && !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute),
        RuntimeIdentifier = RuntimeOf(listed.RelativePath),
    };

    private static string RuntimeOf(string relativePath)
    {
        var segments = relativePath.Split('/', 3);
        return segments is ["runtimes", var identifier, _] ? identifier : "";
    }
}
