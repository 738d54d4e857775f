using Containerize.Pipeline;
using Containerize.Running;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Starts a container of the image, waits until it is ready, and says where it is.</summary>
public sealed class RunImage : EngineTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    [Required] public string PlanFile { get; set; } = "";
    public string Detach { get; set; } = "";
    public string Follow { get; set; } = "";
#pragma warning restore CS1591

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = PlanJson.Read(await File.ReadAllBytesAsync(PlanFile, cancellationToken).ConfigureAwait(false));
        using var connections = Connect();
        var runner = await OpenRunnerAsync(connections, cancellationToken).ConfigureAwait(false);
        var container = await runner.StartAsync(plan, plan.Name.References[0], cancellationToken).ConfigureAwait(false);
        var address = container.Addresses.Count > 0 ? string.Join(", ", container.Addresses) : "running";
        if (!IsTrue(Follow) || IsTrue(Detach))
        {
            Say($"{ProjectName} -> {address} ({plan.Name.References[0]}; log: docker logs -f {container.Name}; stop: dotnet publish -t:ContainerizeStop)");
            return;
        }

        Say($"{ProjectName} -> {address}; Ctrl-C stops it");
        try
        {
            await foreach (var line in runner.FollowAsync(container, cancellationToken).ConfigureAwait(false))
                Say(line);
        }
        finally
        {
            await runner.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
