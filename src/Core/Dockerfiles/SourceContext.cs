using System.Text.RegularExpressions;
using Containerize.Diagnostics;

namespace Containerize.Dockerfiles;

/// <summary>Finds the files that restore reads, and the nearest folder that holds them and all projects.</summary>
public sealed record SourceContext(string Folder, IReadOnlyList<string> RestoreFiles, string? SecretNuGetConfig)
{
    private static readonly string[] AboveProject = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Directory.Build.rsp"];
    private static readonly string[] Everywhere = ["nuget.config", "NuGet.config", "NuGet.Config", "global.json"];

    /// <summary>Looks around the projects.</summary>
    /// <param name="projects">Absolute paths of the project and all it references, directly or not; the project first.</param>
    /// <exception cref="ContainerizeException">CTZ0205: no folder but a drive or root holds them all.</exception>
    public static SourceContext Find(IReadOnlyList<string> projects)
    {
        ArgumentNullException.ThrowIfNull(projects);
        var files = new SortedSet<string>(projects, StringComparer.Ordinal);
        foreach (var project in projects)
        {
            var folder = Path.GetDirectoryName(project)!;
            AddIfThere(files, Path.Combine(folder, "packages.lock.json"));

            // MSBuild takes the nearest of each; files that import the next one up need that one, too, so all are copied up to the repository's root.
            for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
            {
                foreach (var name in AboveProject.Concat(Everywhere))
                    AddIfThere(files, Path.Combine(current.FullName, name));

                if (Path.Exists(Path.Combine(current.FullName, ".git")))
                    break;
            }
        }

        var root = files.Select(file => Path.GetDirectoryName(file)!).Aggregate(CommonFolder);
        if (Path.GetPathRoot(root) == root)
            throw new ContainerizeException(DockerfileCodes.SourceOutsideContext.With($"No folder but '{root}' holds {string.Join(", ", projects)}: move them below one folder, or set ContainerizeDockerfileKind to publish."));

        string[] relative = [.. files.Select(file => Relative(root, file)).Order(StringComparer.Ordinal)];
        return new SourceContext(root, relative, relative.FirstOrDefault(file => file.EndsWith("nuget.config", StringComparison.OrdinalIgnoreCase) && HoldsCredentials(Path.Combine(root, file))));
    }

    /// <summary>A path below the context, separated by <c>/</c>.</summary>
    public string Relative(string path) => Relative(Folder, path);

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static void AddIfThere(SortedSet<string> files, string path)
    {
        // Case-insensitive file systems answer to every spelling: the real one is taken.
        var folder = new DirectoryInfo(Path.GetDirectoryName(path)!);
        var name = Path.GetFileName(path);
        if (folder.Exists && folder.EnumerateFiles(name, new EnumerationOptions { MatchCasing = MatchCasing.CaseSensitive }).FirstOrDefault() is { } file)
            files.Add(file.FullName);
    }

    private static bool HoldsCredentials(string path) => Regex.IsMatch(File.ReadAllText(path), "<packageSourceCredentials|<apikeys", RegexOptions.IgnoreCase);

    private static string CommonFolder(string left, string right)
    {
        var common = left;
        while (right != common && !right.StartsWith(Path.TrimEndingDirectorySeparator(common) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            common = Path.GetDirectoryName(common) ?? Path.GetPathRoot(left)!;

        return common;
    }
}
