namespace Containerize.Tasks;

/// <summary>Stops this project's container; with Remove it, its networks and, when asked, volumes go.</summary>
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
        var done = IsTrue(Remove)
            ? await runner.RemoveAsync(Label, IsTrue(RemoveVolumes), cancellationToken).ConfigureAwait(false)
            : await runner.StopAsync(Label, cancellationToken).ConfigureAwait(false);
        Say($"{ProjectName} -> {(done.Count == 0 ? "nothing was there" : $"{(IsTrue(Remove) ? "removed" : "stopped")} {string.Join(", ", done)}")}");
    }
}
