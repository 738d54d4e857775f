using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>A folder of the build context, laid out as the image's root, that one COPY line copies.</summary>
/// <param name="Name">Name of the folder in the context.</param>
/// <param name="Owner">Owner of everything in it: COPY gives one owner to all that it copies.</param>
/// <param name="Entries">What it holds, in the layer's order.</param>
public sealed record StagedTree(string Name, Ownership Owner, IReadOnlyList<FileEntry> Entries);

/// <summary>Splits the layers of a plan into what COPY can copy. The renderer and the stager both use it, so that they agree.</summary>
public static class StagedTrees
{
    /// <summary>The trees in the order in which they are copied: layers bottom to top, within a layer root's part first, then by owner.</summary>
    public static IReadOnlyList<StagedTree> Of(ImagePlan plan) =>
        [.. plan.Layers.SelectMany(layer => layer.Entries
            .GroupBy(entry => entry.Owner)
            .OrderBy(group => group.Key.UserId).ThenBy(group => group.Key.GroupId)
            .Select(group => new StagedTree(NameOf(layer.Name, group.Key), group.Key, [.. group])))];

    private static string NameOf(string layer, Ownership owner) =>
        owner == Ownership.Root ? layer : $"{layer}-{owner.UserId}-{owner.GroupId}";
}
