using Containerize.Planning;

namespace Containerize.Tasks;

/// <summary>
/// Begins with the layers that hold packages and asks for the base, while the project is still being compiled. It is told only what those depend on; a guess
/// that is wrong changes nothing.
/// </summary>
public sealed class PrepareLayers : FactsTask
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var environment = ReadEnvironment();
        var facts = await ReadFactsAsync(environment, cancellationToken).ConfigureAwait(false);
        var settings = ReadSettings(WorkFolder, environment);
        var shared = ShareConnections(settings);
        _ = shared.Early.Begin(() => PackageLayers.Foresee(facts));

        if (settings.Offline || BaseImageChoice.Foresee(facts) is not { } wanted)
            return;

        Detail($"Asking for {wanted.Reference} meanwhile");
        shared.AskEarly(() => wanted);
    }
}
