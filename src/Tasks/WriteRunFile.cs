using Containerize.Io;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Writes what the process needs to know that <c>dotnet run</c> starts.</summary>
public sealed class WriteRunFile : ContainerizeTask
{
#pragma warning disable CS1591, CA1819 // MSBuild properties of the same names; MSBuild hands in arrays
    [Required] public string RunFile { get; set; } = "";
    [Required] public string PlanFile { get; set; } = "";
    public string ProjectName { get; set; } = "";
    public string ImageLine { get; set; } = "";
    public string EngineHost { get; set; } = "";
    public string LocalRegistry { get; set; } = "";
    public string Offline { get; set; } = "";
    public ITaskItem[] Variables { get; set; } = [];
#pragma warning restore CS1591, CA1819

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken) => AtomicFile.WriteTextIfDifferentAsync(
        RunFile,
        new Pipeline.RunFile
        {
            PlanFile = PlanFile,
            ProjectPath = ProjectPath,
            ProjectName = ProjectName,
            ImageLine = ImageLine,
            EngineHost = EngineHost,
            LocalRegistry = LocalRegistry,
            Offline = IsTrue(Offline),
            Variables = [.. Variables.Select(variable => variable.ItemSpec).Distinct()],
        }.Write(),
        cancellationToken);
}
