using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Oci.Layouts;
using Containerize.Registries;

namespace Containerize.Building;

/// <summary>
/// Gives an engine the bases that a Dockerfile names, by our own registry client: so mirrors, credentials and pins hold for engine builds as they do
/// for those in process, and the engine needs no login of its own.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="source">Where bases come from.</param>
/// <param name="log">Takes details.</param>
public sealed class EngineBases(IContainerEngine engine, IBaseSource source, IBuildLog log)
{
    /// <summary>Sees to it that the engine has the base under a name, as it is in its registry now.</summary>
    /// <returns>The base as it was found.</returns>
    /// <exception cref="ContainerizeException">The base cannot be read, or the engine does not take it.</exception>
    public async Task<ResolvedBase> LoadAsync(string reference, string name, Platform platform, CancellationToken cancellationToken)
    {
        var found = await source.ResolveAsync(reference, platform, cancellationToken).ConfigureAwait(false);
        if (reference != BaseImage.Scratch)
            await new EngineSink(engine, [name], new ImageRelatives(reference), ImageArchive.WriteAsync).WriteAsync(ImageOf.Base(found), cancellationToken).ConfigureAwait(false);

        return found;
    }

    /// <summary>Loads a base that the engine lacks; where we cannot have it either, the engine may try on its own.</summary>
    /// <returns>Layers of the base, to know them again in what is built on it; empty when the engine has it, unless <paramref name="wantLayers"/>.</returns>
    public async Task<IReadOnlyList<Layer>> LoadIfMissingAsync(string reference, Platform platform, bool wantLayers, CancellationToken cancellationToken)
    {
        // An engine knows a digest only of what it pulled itself.
        if (reference.Contains('@', StringComparison.Ordinal) && !wantLayers)
            return [];

        var isThere = reference.Contains('@', StringComparison.Ordinal) || await engine.FindImageAsync(reference, cancellationToken).ConfigureAwait(false) is not null;
        if (isThere && !wantLayers)
            return [];

        try
        {
            var found = isThere
                ? await source.ResolveAsync(reference, platform, cancellationToken).ConfigureAwait(false)
                : await LoadAsync(reference, reference, platform, cancellationToken).ConfigureAwait(false);
            return found.Layers;
        }
        catch (ContainerizeException e) when (e is RegistryException || e.Diagnostic.Code == ImageCodes.BaseNotCached || e.Diagnostic.Code == ImageCodes.InvalidBase)
        {
            log.Detail($"{reference} is left to the engine: {e.Message}");
            return [];
        }
    }
}
