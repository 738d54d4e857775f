using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Says whether a project becomes an image at all; one message when it does not (CTZ0101 to CTZ0103).</summary>
public sealed class CheckProject : ContainerizeTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    [Required] public string ProjectName { get; set; } = "";
    public string OutputType { get; set; } = "";
    public string IsTestProject { get; set; } = "";
    public string IsPublishable { get; set; } = "";
    public string TargetFramework { get; set; } = "";
    public string TargetFrameworks { get; set; } = "";
#pragma warning restore CS1591

    /// <summary><c>true</c> when nothing else of ours runs for the project.</summary>
    [Output] public string Skip { get; set; } = "";

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken)
    {
        if (PublishGate.Check(ProjectName, OutputType, IsTestProject, IsPublishable, TargetFramework, TargetFrameworks) is { } finding)
        {
            Report(finding);
            Skip = "true";
        }

        return Task.CompletedTask;
    }
}
