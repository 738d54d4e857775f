using Containerize.Analysis;
using Containerize.Compose;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Analyzers.Project;

/// <summary>Which Dockerfiles and compose services are this project's: several projects may see the same file.</summary>
internal static class ProjectFiles
{
    /// <summary>Dockerfiles in the project's folder, or further up when what they start is this project's assembly.</summary>
    public static IEnumerable<ConfigFile> Dockerfiles(ContainerProject project) =>
        project.Files.Where(file => file.Kind == ProjectFileKind.Dockerfile && (IsInProjectFolder(project, file.Path) || Starts(file.Dockerfile, project.Facts["AssemblyName"])));

    /// <summary>Compose services that are built from the project's folder or from one of its Dockerfiles.</summary>
    public static IEnumerable<(ConfigFile File, ComposeService Service)> Services(ContainerProject project)
    {
        foreach (var file in project.Files.Where(file => file.Kind == ProjectFileKind.Compose))
        {
            foreach (var service in file.Services)
            {
                if (service.Context.IndexOf('$') < 0 && IsBuiltFrom(project, Join(Folder(file.Path), service.Context), service.Dockerfile))
                    yield return (file, service);
            }
        }
    }

    /// <summary>What the base of a Dockerfile's image declares; null when only the base knows.</summary>
    public static BaseImageConfig? BaseOf(ConfigFile dockerfile)
    {
        var stages = dockerfile.Dockerfile.Final;
        return stages.Count == 0 || stages[0].Image.HasVariable ? null : BaseImageTable.Find(stages[0].Image.Text);
    }

    /// <summary>True when it is known what the bases of all images declare that the project may become.</summary>
    public static bool KnowsBases(ContainerProject project) =>
        (project.Image.BaseConfig is not null || project.Image.Base == BaseImage.Scratch) && Dockerfiles(project).All(file => BaseOf(file) is not null);

    /// <summary>True for a file that only development uses.</summary>
    public static bool IsForDevelopment(ConfigFile file) =>
        file.Name.IndexOf("override", StringComparison.OrdinalIgnoreCase) >= 0 || file.Name.IndexOf("dev", StringComparison.OrdinalIgnoreCase) >= 0
        || file.Name.IndexOf("debug", StringComparison.OrdinalIgnoreCase) >= 0 || file.Name.IndexOf("test", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsBuiltFrom(ContainerProject project, string context, string dockerfile)
    {
        var path = Join(context, dockerfile);
        return ConfigFile.SamePath(Folder(path), project.Facts["MSBuildProjectDirectory"]) || Dockerfiles(project).Any(file => ConfigFile.SamePath(file.Path, path));
    }

    private static bool IsInProjectFolder(ContainerProject project, string path) => ConfigFile.SamePath(Folder(path), project.Facts["MSBuildProjectDirectory"]);

    private static bool Starts(DockerfileContent dockerfile, string assembly)
    {
        var start = dockerfile.Final.SelectMany(stage => stage.Instructions).LastOrDefault(instruction => instruction.Keyword == "ENTRYPOINT")
            ?? dockerfile.Final.SelectMany(stage => stage.Instructions).LastOrDefault(instruction => instruction.Keyword == "CMD");
        if (start is null || assembly.Length == 0)
            return false;

        // The words of a JSON array keep their brackets and commas.
        var words = start.Words.SelectMany(word => word.Text.Split(',', '[', ']', ' ')).Select(word => word.Substring(word.LastIndexOf('/') + 1));
        return words.Any(word => word == assembly || word == assembly + ".dll");
    }

    private static string Folder(string path)
    {
        var slash = path.Replace('\\', '/').LastIndexOf('/');
        return slash < 0 ? "" : path.Substring(0, slash);
    }

    private static string Join(string folder, string relative)
    {
        var parts = (relative.StartsWith("/", StringComparison.Ordinal) ? relative : folder + "/" + relative).Replace('\\', '/').Split('/');
        var joined = new List<string>();
        foreach (var part in parts)
        {
            if (part == ".." && joined.Count > 1)
                joined.RemoveAt(joined.Count - 1);
            else if (part.Length > 0 && part != "." || joined.Count == 0)
                joined.Add(part);
        }

        return string.Join("/", joined);
    }
}
