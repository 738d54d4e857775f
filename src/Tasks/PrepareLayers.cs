using Containerize.Planning;

namespace Containerize.Tasks;

/// <summary>
/// Begins with the layers that hold packages, while the project is still being compiled. It is told only what those layers depend on; a guess that is wrong
/// changes nothing.
/// </summary>
public sealed class PrepareLayers : FactsTask
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var environment = ReadEnvironment();
        var facts = await ReadFactsAsync(environment, cancellationToken).ConfigureAwait(false);

        _ = ShareConnections(ReadSettings(environment)).Early.Begin(() => PackageLayers.Foresee(facts));
    }
}
