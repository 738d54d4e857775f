namespace Containerize.Tasks;

/// <summary>Stops and removes this project's container; with Remove also its networks and, when asked, volumes.</summary>
public sealed class StopContainer : EngineTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    public string Remove { get; set; } = "";
    public string RemoveVolumes { get; set; } = "";
#pragma warning restore CS1591

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var connections = Connect();
        var runner = await OpenRunnerAsync(connections, cancellationToken).ConfigureAwait(false);
        var stopped = await runner.StopAsync(cancellationToken).ConfigureAwait(false);
        var removed = IsTrue(Remove) ? await runner.RemoveAsync(IsTrue(RemoveVolumes), cancellationToken).ConfigureAwait(false) : [];
        Say($"{ProjectName} -> {(stopped == 0 ? "no container was running" : "the container is stopped and removed")}{(removed.Count > 0 ? ", and " + string.Join(", ", removed) : "")}");
    }
}
