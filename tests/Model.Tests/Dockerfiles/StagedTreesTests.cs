using Containerize.Dockerfiles;
using Containerize.Images;

namespace Containerize.Model.Tests.Dockerfiles;

[TestClass]
public sealed class StagedTreesTests
{
    [TestMethod]
    public void Makes_one_tree_of_a_layer_that_lies_in_folders_which_the_base_has_not() =>
        CollectionAssert.AreEqual(new[] { "packages /", "assets /", "app /" }, Names(Plans.Web));

    [TestMethod]
    public void Copies_below_folders_of_an_unknown_base() =>
        CollectionAssert.AreEqual(new[] { "packages /app", "assets /app", "app /app" }, Names(Plans.Web with { Base = new() { Reference = "example.com/base:1" } }));

    [TestMethod]
    public void Copies_no_system_folder_of_the_base()
    {
        var names = Names(Plans.Web with { Layers = [Layer("files", Plans.File("/etc/a"), Plans.File("/etc/b/c"), Plans.File("/tmp/d"))] });

        CollectionAssert.AreEqual(new[] { "files /etc", "files.2 /etc/b", "files.3 /tmp" }, names);
    }

    [TestMethod]
    public void Gives_an_owner_nothing_but_its_own()
    {
        var trees = StagedTrees.Of(Plans.Web with { Layers = [Layer("files", Plans.Folder("/app/data", owner: 1654), Plans.File("/app/data/readme"), Plans.File("/x/y/z", owner: 7))] });

        CollectionAssert.AreEqual(
            new[] { "files /app/data 0:0", "files-parents /x/y 0:0", "files-7-7 /x/y 7:7", "files-1654-1654 /app 1654:1654" },
            trees.Select(tree => $"{tree.Name} {tree.Root} {tree.Owner}").ToArray());
    }

    [TestMethod]
    public void Names_folders_that_every_file_system_can_hold()
    {
        var file = Plans.File("/app/a");

        var names = StagedTrees.Of(Plans.Web with { Layers = [Layer("My layer/1", file), Layer("my_Layer_1", file), Layer("..", file), Layer("", file)] }).Select(tree => tree.Name).ToArray();

        CollectionAssert.AreEqual(new[] { "My_layer_1", "my_Layer_1.2", "_..", "_" }, names);
    }

    [TestMethod]
    public void Loses_no_entry()
    {
        var entries = Plans.SelfContained.Layers.SelectMany(layer => layer.Entries).ToArray();

        CollectionAssert.AreEquivalent(entries, StagedTrees.Of(Plans.SelfContained).SelectMany(tree => tree.Entries).ToArray());
    }

    private static LayerPlan Layer(string name, params FileEntry[] entries) => new() { Name = name, Entries = entries };

    private static string[] Names(ImagePlan plan) => [.. StagedTrees.Of(plan).Select(tree => $"{tree.Name} {tree.Root}")];
}
