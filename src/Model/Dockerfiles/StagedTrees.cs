using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>A folder of the build context, laid out as the image's root, that one COPY line copies.</summary>
/// <param name="Name">Name of the folder in the context.</param>
/// <param name="Owner">Owner of everything in it: COPY gives one owner to all that it copies.</param>
/// <param name="Entries">What it holds, in the layer's order.</param>
public sealed record StagedTree(string Name, Ownership Owner, IReadOnlyList<FileEntry> Entries)
{
    /// <summary>The entries that lie below no other folder of the tree.</summary>
    public IEnumerable<FileEntry> Tops
    {
        get
        {
            var folders = new HashSet<UnixPath>(Entries.Where(entry => entry.Kind == FileEntryKind.Directory).Select(entry => entry.Path));
            return Entries.Where(entry =>
            {
                for (var parent = entry.Path.Parent; !parent.IsRoot; parent = parent.Parent)
                {
                    if (folders.Contains(parent))
                        return false;
                }

                return true;
            });
        }
    }
}

/// <summary>Splits the layers of a plan into what COPY can copy. The renderer and the stager both use it, so that they agree.</summary>
public static class StagedTrees
{
    /// <summary>The trees in the order in which they are copied: layers bottom to top, within a layer root's part first, then by owner.</summary>
    public static IReadOnlyList<StagedTree> Of(ImagePlan plan) => [.. plan.Layers.SelectMany(OfLayer)];

    private static IEnumerable<StagedTree> OfLayer(LayerPlan layer)
    {
        var owned = layer.Entries.Where(entry => entry.Owner != Ownership.Root).ToArray();
        var parents = MissingParents(layer, owned);
        FileEntry[] roots = [.. layer.Entries.Where(entry => entry.Owner == Ownership.Root), .. parents];
        if (roots.Length > 0)
            yield return new(layer.Name, Ownership.Root, [.. roots.OrderBy(entry => entry.Path.Value, Utf8Order.Comparer)]);

        foreach (var group in owned.GroupBy(entry => entry.Owner).OrderBy(group => group.Key.UserId).ThenBy(group => group.Key.GroupId))
            yield return new($"{layer.Name}-{group.Key.UserId}-{group.Key.GroupId}", group.Key, [.. group]);
    }

    // COPY gives its owner to the parents that it makes on the way, too. So they are copied before, as root's; what the base has already stays as it is.
    private static IEnumerable<FileEntry> MissingParents(LayerPlan layer, IEnumerable<FileEntry> owned)
    {
        var known = new HashSet<UnixPath>(layer.Entries.Select(entry => entry.Path));
        foreach (var entry in owned)
        {
            for (var parent = entry.Path.Parent; !parent.IsRoot && known.Add(parent); parent = parent.Parent)
                yield return new FileEntry { Kind = FileEntryKind.Directory, Path = parent, Mode = Modes.Directory };
        }
    }
}
