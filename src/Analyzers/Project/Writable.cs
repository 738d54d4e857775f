using Containerize.Analysis;

namespace Containerize.Analyzers.Project;

/// <summary>Where in the container the app may write, as far as the project says.</summary>
internal sealed class Writable
{
    private readonly List<string> _folders;
    private readonly List<string> _texts;

    public Writable(ContainerProject project)
    {
        var declared = project.Facts["ContainerWorkingDirectory"].TrimEnd('/');
        AppFolder = declared.Length > 0 ? declared : "/app";
        var files = ProjectFiles.Dockerfiles(project).ToList();
        HasDockerfile = files.Count > 0;
        User = HasDockerfile || project.Image.User?.Split(':')[0] is null or "" or "0" or "root" ? null : project.Image.User;
        _folders = [.. project.Facts.Items.Where(item => item.Type is "ContainerVolume" or "ContainerDirectory").Select(item => item.Fact.Include.TrimEnd('/'))];
        _texts = [.. files.Concat(project.Files.Where(file => file.Kind == ProjectFileKind.Compose)).Select(file => file.Text.ToString())];
    }

    /// <summary>Where the published files are, without a slash at its end.</summary>
    public string AppFolder { get; }

    /// <summary>True when the image may come from a Dockerfile, which can do anything.</summary>
    public bool HasDockerfile { get; }

    /// <summary>The user, when it is certainly one that may write only where it is said; else null.</summary>
    public string? User { get; }

    /// <summary>True when a path is below a declared volume or folder or has one below it, or when a Dockerfile or compose file has to do with it.</summary>
    /// <param name="path">An absolute path.</param>
    public bool IsDeclared(string path) =>
        _folders.Any(folder => IsBelow(path, folder) || IsBelow(folder, path)) || Mentions(":" + AppFolder) || _texts.Any(text => text.IndexOf("VOLUME", StringComparison.Ordinal) >= 0);

    /// <summary>True when a declared volume or folder, a Dockerfile or a compose file has to do with a word.</summary>
    public bool Mentions(string word) => _folders.Concat(_texts).Any(text => text.IndexOf(word, StringComparison.Ordinal) >= 0);

    private static bool IsBelow(string path, string folder) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
