using Containerize.Diagnostics;

namespace Containerize.Dockerfiles;

/// <summary>Finds the files that restore reads, and the nearest folder that holds them and all projects.</summary>
/// <param name="Folder">Absolute path of the context.</param>
/// <param name="RestoreFiles">What restore reads, below the context, separated by <c>/</c>, in ordinal order.</param>
/// <param name="SecretNuGetConfigs">Those of them that hold credentials.</param>
public sealed record SourceContext(string Folder, IReadOnlyList<string> RestoreFiles, IReadOnlyList<string> SecretNuGetConfigs)
{
    private static readonly string[] Imported = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Directory.Build.rsp"];
    private static readonly string[] NuGetConfigs = ["nuget.config", "NuGet.config", "NuGet.Config"];

    /// <summary>Looks around the projects.</summary>
    /// <param name="projects">Absolute paths of the project and all it references, directly or not; the project first.</param>
    /// <exception cref="ContainerizeException">CTZ0205: no folder but a drive or root holds them all.</exception>
    public static SourceContext Find(IReadOnlyList<string> projects)
    {
        ArgumentNullException.ThrowIfNull(projects);
        var files = new SortedSet<string>(projects, StringComparer.Ordinal);
        foreach (var project in projects)
        {
            var folder = new DirectoryInfo(Path.GetDirectoryName(project)!);
            AddIfThere(files, folder, "packages.lock.json");
            foreach (var name in Imported)
                AddImported(files, folder, name);
            AddNearest(files, folder, "global.json");
            AddNuGetConfigs(files, folder);
        }

        var root = files.Select(file => Path.GetDirectoryName(file)!).Aggregate(CommonFolder);
        if (Path.GetPathRoot(root) == root)
        {
            throw new ContainerizeException(DockerfileCodes.SourceOutsideContext.With(
                $"No folder but '{root}' holds {string.Join(", ", files)}: move them below one folder, or set ContainerizeDockerfileKind to publish."));
        }

        string[] relative = [.. files.Select(file => Relative(root, file)).Order(StringComparer.Ordinal)];
        return new(root, relative, [.. relative.Where(file => NuGetConfigs.Contains(Path.GetFileName(file)) && NuGetCredentials.AreIn(Path.Combine(root, file)))]);
    }

    /// <summary>A path below the context, separated by <c>/</c>.</summary>
    public string Relative(string path) => Relative(Folder, path);

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    // MSBuild imports the nearest; one further up counts only when that one imports it, which it does by its name.
    private static void AddImported(SortedSet<string> files, DirectoryInfo folder, string name)
    {
        for (var current = folder; AddNearest(files, current, name) is { } found; current = found.Directory!.Parent)
        {
            if (found.Directory?.Parent is null || !File.ReadAllText(found.FullName).Contains(name, StringComparison.OrdinalIgnoreCase))
                return;
        }
    }

    // NuGet merges all up to the root; above the repository they belong to the machine, and its own are not the project's.
    private static void AddNuGetConfigs(SortedSet<string> files, DirectoryInfo folder)
    {
        var repository = Up(folder).FirstOrDefault(current => Path.Exists(Path.Combine(current.FullName, ".git")));
        foreach (var current in Up(folder))
        {
            var found = NuGetConfigs.Any(name => AddIfThere(files, current, name) is not null);
            if (current.FullName == repository?.FullName || (found && repository is null))
                return;
        }
    }

    private static FileInfo? AddNearest(SortedSet<string> files, DirectoryInfo? folder, string name) =>
        Up(folder).Select(current => AddIfThere(files, current, name)).FirstOrDefault(file => file is not null);

    private static IEnumerable<DirectoryInfo> Up(DirectoryInfo? folder)
    {
        for (var current = folder; current is not null; current = current.Parent)
            yield return current;
    }

    private static FileInfo? AddIfThere(SortedSet<string> files, DirectoryInfo folder, string name)
    {
        // Case-insensitive file systems answer to every spelling: the real one is taken.
        var found = folder.Exists ? folder.EnumerateFiles(name, new EnumerationOptions { MatchCasing = MatchCasing.CaseSensitive }).FirstOrDefault() : null;
        if (found is not null)
            files.Add(found.FullName);
        return found;
    }

    private static string CommonFolder(string left, string right)
    {
        for (var common = left; Path.GetDirectoryName(common) is { } parent; common = parent)
        {
            if (right == common || right.StartsWith(common + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                return common;
        }

        return Path.GetPathRoot(left)!;
    }
}
