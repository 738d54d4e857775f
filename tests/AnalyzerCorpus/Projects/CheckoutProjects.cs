using Microsoft.CodeAnalysis.CSharp;

namespace Containerize.AnalyzerCorpus.Projects;

/// <summary>The projects of a checkout: one for each folder that holds a project file.</summary>
internal sealed class CheckoutProjects
{
    private readonly Dictionary<string, EvaluatedProject> _evaluated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CorpusProject> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    private CheckoutProjects()
    {
    }

    /// <summary>Projects by path. Those for .NET Framework are left out.</summary>
    public static IReadOnlyList<CorpusProject> Of(Checkout checkout)
    {
        var projects = new CheckoutProjects();
        foreach (var folder in Directory.EnumerateFiles(checkout.Folder, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).GroupBy(file => Path.GetDirectoryName(file)!))
        {
            projects._folders.Add(folder.Key);
            var file = folder.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == Path.GetFileName(folder.Key)) ?? folder.First();
            if (EvaluatedProject.Read(file, checkout.Folder) is { } project && project["TargetFrameworkIdentifier"] != ".NETFramework")
                projects._evaluated[file] = project;
        }

        return [.. projects._evaluated.Values.Select(projects.Make)];
    }

    private CorpusProject Make(EvaluatedProject project)
    {
        if (_made.TryGetValue(project.Path, out var made))
            return made;

        _open.Add(project.Path);
        var references = new Dictionary<string, CSharpCompilation>(StringComparer.Ordinal);
        Collect(project, references);
        made = CorpusProject.Create(project, _folders.Contains, references.Values);
        _open.Remove(project.Path);
        return _made[project.Path] = made;
    }

    // References of references come along, as in the SDK. Circles do not compile anywhere, and are cut.
    private void Collect(EvaluatedProject project, Dictionary<string, CSharpCompilation> references)
    {
        foreach (var item in project.Of("ProjectReference"))
        {
            var path = Path.GetFullPath(Path.Combine(project.Folder, item.Include.Replace('\\', '/')));
            if (!_evaluated.TryGetValue(path, out var referenced) || _open.Contains(path) || references.ContainsKey(path))
                continue;

            references[path] = Make(referenced).Compilation;
            Collect(referenced, references);
        }
    }
}
