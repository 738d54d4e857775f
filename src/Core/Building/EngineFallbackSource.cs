using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registries;

namespace Containerize.Building;

/// <summary>A base that no registry gives is taken from the engine, when it has one of that name, with a word about it.</summary>
/// <param name="inner">The registries.</param>
/// <param name="findEngine">The engine; null when none answers or none may be asked.</param>
/// <param name="images">Reads it out.</param>
/// <param name="log">Is told.</param>
public sealed class EngineFallbackSource(IBaseSource inner, Func<CancellationToken, Task<IContainerEngine?>> findEngine, Func<EngineImages> images, IBuildLog log) : IBaseSource
{
    private const string Hub = "docker.io/library/";

    private bool _told;

    /// <inheritdoc />
    public async Task<ResolvedBase> ResolveAsync(string reference, Platform platform, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.ResolveAsync(reference, platform, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException refused)
        {
            // Without an engine, the registry's own words are the ones to hear.
            if (await FindAsync(reference, cancellationToken).ConfigureAwait(false) is not var (engine, id))
                throw;

            if (!_told)
                log.Report(BuildCodes.BaseFromEngine.With(reference, refused.Diagnostic.Code.Id, engine.Address));
            _told = true;
            var image = await images().ReadAsync(engine, id, reference, [], docker: true, cancellationToken).ConfigureAwait(false);
            return new ResolvedBase { Reference = reference, ManifestMediaType = image.Manifest.MediaType, ConfigBytes = image.ConfigBytes, Layers = image.Layers };
        }
    }

    private async Task<(IContainerEngine Engine, string Id)?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            if (await findEngine(cancellationToken).ConfigureAwait(false) is not { } engine)
                return null;

            // Podman keeps images without a registry under localhost/.
            foreach (var name in (string[])[reference, reference.StartsWith(Hub, StringComparison.Ordinal) ? "localhost/" + reference[Hub.Length..] : reference])
            {
                if (await engine.FindImageAsync(name, cancellationToken).ConfigureAwait(false) is { } found)
                    return (engine, found.Id);
            }
        }
        catch (ContainerizeException e)
        {
            log.Detail($"The engine cannot be asked for '{reference}': {e.Message}");
        }

        return null;
    }
}
