using Containerize.Diagnostics;
using Containerize.Projects;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Containerize.Tasks;

/// <summary>Says which projects are in a solution.</summary>
public sealed class ReadSolution : ContainerizeTask
{
#pragma warning disable CS1591 // a MSBuild property of the same name
    [Required] public string Solution { get; set; } = "";
#pragma warning restore CS1591

    /// <summary>Absolute paths of the projects that are there.</summary>
    [Output]
#pragma warning disable CA1819 // MSBuild wants an array
    public ITaskItem[] Projects { get; set; } = [];
#pragma warning restore CA1819

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Solution, Path.GetDirectoryName(ProjectPath)!);
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            var projects = SolutionReader.ReadProjects(path, text) ?? throw new ContainerizeException(ProjectCodes.FileUnreadable.With(path, "it is no solution"));
            var from = Path.GetFullPath(SolutionReader.ReadFilteredSolution(path, text) ?? path, Path.GetDirectoryName(path)!);
            Projects = [.. projects.Select(project => Path.GetFullPath(project, Path.GetDirectoryName(from)!)).Where(File.Exists).Select(project => new TaskItem(project))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(ProjectCodes.FileUnreadable.With(path, e.Message.TrimEnd('.')), e);
        }
    }
}
