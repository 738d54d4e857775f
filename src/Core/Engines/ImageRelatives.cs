using System.Runtime.CompilerServices;

namespace Containerize.Engines;

/// <summary>Images of an engine that may begin with the same layers as one that is to be loaded.</summary>
/// <param name="BaseReference">Name of the base; empty from scratch.</param>
/// <param name="Label">A label that images of the same kind carry, <c>name=value</c>: those of other projects share base and runtime; empty for none.</param>
public sealed record ImageRelatives(string BaseReference = "", string Label = "")
{
    // Each image costs a question. An engine may have hundreds of one repository, and any of the last few tells nearly everything.
    private const int MostOfAKind = 20;

    /// <summary>The images, likely ones first. Who has seen enough stops asking.</summary>
    /// <param name="engine">Is asked.</param>
    /// <param name="reference">What the image will be called: other tags of its repository come first.</param>
    /// <param name="hasEarlier">True when an image of that name is known: other tags tell no more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async IAsyncEnumerable<EngineImage> FindAsync(IContainerEngine engine, string reference, bool hasEarlier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var repository = reference.LastIndexOf(':') is var colon && colon > reference.LastIndexOf('/') ? reference[..colon] : reference;
        (string Filter, string Value)[] kinds = hasEarlier ? [] : [("reference", repository), ("label", Label)];
        if (await FindAsync(engine, BaseReference, asked, cancellationToken).ConfigureAwait(false) is { } @base)
            yield return @base;

        foreach (var (filter, value) in kinds.Where(kind => kind.Value.Length > 0))
        {
            var ids = await ListAsync(engine, filter, value, cancellationToken).ConfigureAwait(false);
            foreach (var id in ids.Take(MostOfAKind))
            {
                if (await FindAsync(engine, id, asked, cancellationToken).ConfigureAwait(false) is { } found)
                    yield return found;
            }
        }
    }

    // Podman answers with an error when an image of the list is removed meanwhile. Relatives only save work.
    private static async Task<IReadOnlyList<string>> ListAsync(IContainerEngine engine, string filter, string value, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.ListImagesAsync(filter, value, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException)
        {
            return [];
        }
    }

    private static async Task<EngineImage?> FindAsync(IContainerEngine engine, string name, HashSet<string> asked, CancellationToken cancellationToken) =>
        name.Length > 0 && asked.Add(name) ? await engine.FindImageAsync(name, cancellationToken).ConfigureAwait(false) : null;
}
