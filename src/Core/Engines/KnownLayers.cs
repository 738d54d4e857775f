using Containerize.References;

namespace Containerize.Engines;

/// <summary>Which layers of an image an engine has, as far as images that are there tell. Pure.</summary>
internal static class KnownLayers
{
    /// <summary>Layers that an archive for this engine may leave out.</summary>
    /// <param name="store">How the engine keeps layers.</param>
    /// <param name="layers">Uncompressed digests of the image's layers, bottom to top.</param>
    /// <param name="there">Images of the engine.</param>
    public static IReadOnlySet<Digest> Choose(EngineStore store, IReadOnlyList<Digest> layers, IReadOnlyCollection<EngineImage> there)
    {
        if (store != EngineStore.Classic)
        {
            // By content, wherever it lies. An image tells uncompressed digests only: whether the blobs are the same, the load shows.
            var known = there.SelectMany(image => image.Layers).ToHashSet(StringComparer.Ordinal);
            return layers.Where(layer => known.Contains(layer.Value)).ToHashSet();
        }

        var common = there.Select(image => image.Layers.Zip(layers).TakeWhile(pair => pair.First == pair.Second.Value).Count()).DefaultIfEmpty(0).Max();

        // A layer that comes again above new ones is another one to this store.
        return layers.Take(common).Except(layers.Skip(common)).ToHashSet();
    }
}
