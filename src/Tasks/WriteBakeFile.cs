using Containerize.Buildx;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Writes one bake file of what the projects of a solution wrote.</summary>
public sealed class WriteBakeFile : ContainerizeTask
{
#pragma warning disable CS1591, CA1819 // MSBuild properties of the same names; MSBuild hands in arrays
    [Required] public string BakeFile { get; set; } = "";
    [Required] public ITaskItem[] TargetFiles { get; set; } = [];
    public string ProjectName { get; set; } = "";
#pragma warning restore CS1591, CA1819

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(BakeFile, Path.GetDirectoryName(ProjectPath)!);
        var builds = new List<BakeBuild>();
        foreach (var file in TargetFiles)
            builds.Add(BakeBuild.Read(await File.ReadAllBytesAsync(file.ItemSpec, cancellationToken).ConfigureAwait(false)));

        if (Report(BakeDefinition.Choose(builds.Select(build => build.In(Path.GetDirectoryName(path)!)))) is not { } targets)
            return;

        await Buildx.BakeFile.WriteAsync(path, targets, cancellationToken).ConfigureAwait(false);
        Say($"{ProjectName} -> {path} ({targets.Count} {(targets.Count == 1 ? "target" : "targets")}: {string.Join(", ", targets.Select(target => target.Name))})");
    }
}
