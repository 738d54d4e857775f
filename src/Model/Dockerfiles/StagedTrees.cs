using System.Text;
using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>A folder of the build context, laid out as the image's root, that one COPY line copies.</summary>
/// <param name="Name">Name of the folder in the context: plain characters only, unique without regard to case.</param>
/// <param name="Owner">Owner of everything in it: COPY gives one owner to all that it copies.</param>
/// <param name="Entries">What it holds, in the layer's order; empty for a tree that only makes its <see cref="Root"/> exist.</param>
public sealed record StagedTree(string Name, Ownership Owner, IReadOnlyList<FileEntry> Entries)
{
    /// <summary>
    /// The folder of the image that is copied onto itself: <c>/</c>, or the deepest folder that holds the entries. A COPY leaves the folder that it
    /// copies to as it is, and gives every folder below it the mode and owner that were staged.
    /// </summary>
    public UnixPath Root { get; init; }

    /// <summary>Name of the plan's layer.</summary>
    public string Layer { get; init; } = "";
}

/// <summary>
/// Splits the layers of a plan into what COPY can copy. The renderer and the stager both use it, so that they agree. Measured on Docker 20.10
/// and Podman 4.3: a copied parent folder overwrites mode and owner of the base's own (<c>/tmp</c> loses 1777), and where the base has a link instead
/// (<c>/lib</c>) Docker fails and Podman hides what is behind it. So a folder that the plan does not name is never copied where it may exist.
/// </summary>
public static class StagedTrees
{
    // What distributions have, any of which may be a link, private, or somebody's. Other folders do not exist in Microsoft's images.
    private static readonly string[] SystemFolders =
    [
        "bin", "boot", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "media", "mnt", "opt", "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var",
    ];

    /// <summary>The trees in the order in which they are copied: layers bottom to top, within a layer root's first, then by owner and place.</summary>
    public static IReadOnlyList<StagedTree> Of(ImagePlan plan)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var made = new HashSet<UnixPath> { UnixPath.Root };
        var trees = new List<StagedTree>();
        foreach (var layer in plan.Layers)
        {
            foreach (var group in layer.Entries.GroupBy(entry => entry.Owner).OrderBy(group => group.Key.UserId).ThenBy(group => group.Key.GroupId))
                AddGroup(plan, layer.Name, group.Key, [.. group], names, made, trees);
        }

        return trees;
    }

    private static void AddGroup(ImagePlan plan, string layer, Ownership owner, FileEntry[] entries, HashSet<string> names, HashSet<UnixPath> made, List<StagedTree> trees)
    {
        var name = Plain(layer) + (owner == Ownership.Root ? "" : $"-{owner.UserId}-{owner.GroupId}");
        var folders = new HashSet<UnixPath>(entries.Where(entry => entry.Kind == FileEntryKind.Directory).Select(entry => entry.Path));
        var whole = owner == Ownership.Root && Parents(entries).All(parent => folders.Contains(parent) || IsNew(plan, parent));
        foreach (var part in entries.GroupBy(entry => whole ? UnixPath.Root : RootOf(entry, folders)).OrderBy(part => part.Key.Value, Utf8Order.Comparer))
        {
            // COPY makes a missing destination its owner's; engines make it root's. An empty folder that is copied before makes it, and changes nothing else.
            if (owner != Ownership.Root && !made.Contains(part.Key))
                trees.Add(new(Unique(Plain(layer) + "-parents", names), Ownership.Root, []) { Root = part.Key, Layer = layer });

            trees.Add(new(Unique(name, names), owner, [.. part]) { Root = part.Key, Layer = layer });
            made.UnionWith(Parents(part));
            made.UnionWith(part.Where(entry => entry.Kind == FileEntryKind.Directory).Select(entry => entry.Path));
        }
    }

    // Copied with the tree, a new folder becomes 0755 and root's: what engines make of missing parents.
    private static bool IsNew(ImagePlan plan, UnixPath folder)
    {
        var declared = plan.Layers.SelectMany(layer => layer.Entries).Where(entry => entry.Path == folder);
        if (declared.Any(entry => entry.Kind != FileEntryKind.Directory || entry.Mode != Modes.Directory || entry.Owner != Ownership.Root))
            return false;

        return plan.Base.IsScratch || (plan.Base.Config?.Source == "table" && !SystemFolders.Contains(folder.Value.Split('/')[1]));
    }

    private static UnixPath RootOf(FileEntry entry, HashSet<UnixPath> folders)
    {
        var parent = entry.Path.Parent;
        while (folders.Contains(parent))
            parent = parent.Parent;

        return parent;
    }

    private static IEnumerable<UnixPath> Parents(IEnumerable<FileEntry> entries)
    {
        var seen = new HashSet<UnixPath>();
        foreach (var entry in entries)
        {
            for (var parent = entry.Path.Parent; !parent.IsRoot && seen.Add(parent); parent = parent.Parent)
                yield return parent;
        }
    }

    private static string Plain(string layer)
    {
        var text = new StringBuilder();
        foreach (var c in layer)
            text.Append(c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '-' or '_' or '.' ? c : '_');

        return text.Length > 0 && text[0] is not ('.' or '-') ? text.ToString() : "_" + text;
    }

    private static string Unique(string name, HashSet<string> names)
    {
        var unique = name;
        for (var number = 2; !names.Add(unique); number++)
            unique = $"{name}.{number}";

        return unique;
    }
}
