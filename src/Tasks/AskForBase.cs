using System.Text.Json;
using Containerize.Images;
using Containerize.Pipeline;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// Asks the registry what the base's tag names now, while the project is still being compiled. Which base that is, the plan of the last publish tells; a
/// guess that is wrong costs one request and changes nothing.
/// </summary>
public sealed class AskForBase : ConnectedTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    [Required] public string PlanFile { get; set; } = "";
#pragma warning restore CS1591

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken)
    {
        var settings = ReadSettings(Path.GetDirectoryName(PlanFile)!, ReadEnvironment());
        ShareConnections(settings).AskEarly(() => ReadPlan(PlanFile) is { Base.IsScratch: false } plan ? (plan.Base.Reference, plan.Platform) : null);
        return Task.CompletedTask;
    }

    private static ImagePlan? ReadPlan(string path)
    {
        try
        {
            return PlanJson.Read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // it is written anew soon
        }
    }
}
