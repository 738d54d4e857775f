using Containerize.Images;
using Containerize.Planning;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class LayerChoiceTests
{
    private static readonly PublishedFile[] Files =
    [
        File("tool.dll", PublishedFileOrigin.App), File("tool", PublishedFileOrigin.App), File("appsettings.json", PublishedFileOrigin.Content),
        File("Lib.dll", PublishedFileOrigin.Package, "1.0.0"), File("de/Lib.resources.dll"), File("Beta.dll", PublishedFileOrigin.Package, "2.0.0-rc.1"),
        File("Meta.dll", PublishedFileOrigin.Package, "2.0.0+a-b"), File("fr/tool.resources.dll", PublishedFileOrigin.App),
        File("Shared.dll", PublishedFileOrigin.Project), File("Hint.dll", PublishedFileOrigin.Assembly), File("libcoreclr.so", PublishedFileOrigin.RuntimePack),
        File("wwwroot/a/x.js"), File("made-after-publish.txt"), File("data.csv", PublishedFileOrigin.Content), File("web.config"),
    ];

    [TestMethod]
    [DataRow("runtime", "/app/libcoreclr.so")]
    [DataRow("packages", "/app/Hint.dll /app/Lib.dll /app/Meta.dll /app/de/ /app/de/Lib.resources.dll")]
    [DataRow("packages-preview", "/app/Beta.dll")]
    [DataRow("projects", "/app/Shared.dll")]
    [DataRow("assets", "/app/data.csv /app/wwwroot/ /app/wwwroot/a/ /app/wwwroot/a/x.js")]
    [DataRow("app", "/app/appsettings.json /app/fr/ /app/fr/tool.resources.dll /app/made-after-publish.txt /app/tool /app/tool.dll /app/web.config")]
    public void Every_file_finds_its_layer(string layer, string expected) =>
        Assert.AreEqual(expected, string.Join(" ", Paths(Plan(Tool with { Published = Files }), layer)));

    [TestMethod]
    public void Layers_lie_from_what_changes_least_to_what_changes_most()
    {
        var plan = Plan(Tool with { Published = Files, Directories = [Item("/data")], Layers = [Item("late", ("Files", "tool"), ("Order", "2")), Item("early", ("Files", "web.*;**/x.js"), ("Order", "1"))] });

        Assert.AreEqual("runtime packages packages-preview projects assets app early late files", string.Join(" ", plan.Layers.Select(layer => layer.Name)));
        Assert.AreEqual("/app/web.config /app/wwwroot/ /app/wwwroot/a/ /app/wwwroot/a/x.js", string.Join(" ", Paths(plan, "early")));
    }

    [TestMethod]
    public void Order_of_the_files_does_not_matter()
    {
        var forward = Plan(Tool with { Published = Files });
        var backward = Plan(Tool with { Published = [.. Files.Reverse()] });

        foreach (var layer in forward.Layers)
            CollectionAssert.AreEqual(Paths(forward, layer.Name), Paths(backward, layer.Name));
    }

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void Single_file_and_aot_are_one_layer(bool singleFile, bool aot) =>
        Assert.AreEqual("app", string.Join(" ", Plan(Tool with { App = Tool.App with { SingleFile = singleFile, Aot = aot }, Published = Files }).Layers.Select(layer => layer.Name)));

    [TestMethod]
    [DataRow("tool", false, PublishedFileOrigin.App, 0x1ED)]
    [DataRow("sub/tool", false, PublishedFileOrigin.App, 0x1A4)]
    [DataRow("tool.dll", true, PublishedFileOrigin.App, 0x1A4)]
    [DataRow("start.sh", false, PublishedFileOrigin.Unknown, 0x1ED)]
    [DataRow("createdump", false, PublishedFileOrigin.RuntimePack, 0x1ED)]
    [DataRow("libx.so", true, PublishedFileOrigin.Package, 0x1A4)]
    [DataRow("libx.so.1.2", true, PublishedFileOrigin.Unknown, 0x1A4)]
    [DataRow("a.JSON", true, PublishedFileOrigin.Content, 0x1A4)]
    [DataRow("helper", true, PublishedFileOrigin.Package, 0x1ED)]
    [DataRow("helper", false, PublishedFileOrigin.Package, 0x1A4)]
    [DataRow("helper.bin", true, PublishedFileOrigin.Package, 0x1A4)]
    [DataRow("helper.bin", true, PublishedFileOrigin.Unknown, 0x1ED)]
    [DataRow(".hidden", false, PublishedFileOrigin.Unknown, 0x1A4)]
    public void Modes_follow_the_table(string path, bool executable, PublishedFileOrigin origin, int mode)
    {
        var entry = Entry(Plan(Tool with { Published = [File(path, origin, executable: executable)] }), "/app/" + path);

        Assert.AreEqual(Modes.ToOctal(mode), Modes.ToOctal(entry.Mode));
        Assert.AreEqual(Ownership.Root, entry.Owner);
    }

    [TestMethod]
    public void Declared_files_and_folders_have_mode_and_owner()
    {
        var plan = Plan(Tool with
        {
            Image = new() { ContainerUser = "2000:3000" },
            Files =
            [
                new("a.txt", "/src/a.txt", true, false, Item("a.txt", ("TargetPath", "/etc/x/"), ("Mode", "600"), ("Owner", "app"))),
                new("run.sh", "/src/run.sh", true, false, Item("run.sh", ("TargetPath", "/app/bin/run.sh"), ("Owner", "7"))),
            ],
            Directories = [Item("/data"), Item("/app/cache", ("Mode", "1777"), ("Owner", "root"))],
        });

        Assert.AreEqual("/app/bin/ /app/bin/run.sh /app/cache/ /data/ /etc/x/a.txt", string.Join(" ", Paths(plan, "files")));
        Assert.AreEqual("0600 2000:3000", Show("/etc/x/a.txt"));
        Assert.AreEqual("0755 7:7", Show("/app/bin/run.sh"));
        Assert.AreEqual("0755 2000:3000", Show("/data"));
        Assert.AreEqual("1777 0:0", Show("/app/cache"));

        string Show(string path) => $"{Modes.ToOctal(Entry(plan, path).Mode)} {Entry(plan, path).Owner}";
    }

    [TestMethod]
    [DataRow("/a", "0644", "root", false, "CTZ0113")]
    [DataRow("a", "", "", true, "CTZ0114")]
    [DataRow("", "", "", true, "CTZ0114")]
    [DataRow("/", "", "", true, "")]
    [DataRow("/a/../b", "", "", true, "CTZ0114")]
    [DataRow("/a", "9", "", true, "CTZ0115")]
    [DataRow("/a", "0888", "", true, "CTZ0115")]
    [DataRow("/a", "", "bob", true, "CTZ0116")]
    [DataRow("/a", "", "1:2:3", true, "CTZ0116")]
    [DataRow("/x/.wh.a", "", "", true, "CTZ0137")]
    [DataRow("/app/tool.dll", "", "", true, "CTZ0112")]
    [DataRow("/app/tool.dll/below", "", "", true, "CTZ0112")]
    public void Declared_files_are_checked(string target, string mode, string owner, bool exists, string code) =>
        Assert.AreEqual(code, string.Join(" ", Codes(Tool with
        {
            Published = [File("tool.dll")],
            Files = [new("f", "/src/f", exists, false, Item("f", ("TargetPath", target), ("Mode", mode), ("Owner", owner)))],
        })));

    [TestMethod]
    [DataRow("../x", "CTZ0114")]
    [DataRow("a/./b", "CTZ0114")]
    [DataRow("a\0b", "CTZ0114")]
    [DataRow("wwwroot/.wh.x", "CTZ0137")]
    [DataRow("TOOL.dll", "")]
    [DataRow("tool.dll", "CTZ0112")]
    public void Published_paths_are_checked(string path, string code) =>
        Assert.AreEqual(code, string.Join(" ", Codes(Tool with { Published = [File("tool.dll"), File(path)] })));

    [TestMethod]
    [DataRow("app", "")]
    [DataRow("a/b", "")]
    [DataRow("mine", "first")]
    public void Own_layers_are_checked(string name, string order) =>
        Assert.AreEqual("CTZ0120", string.Join(" ", Codes(Tool with { Layers = [Item(name, ("Order", order))] })));

    [TestMethod]
    public void Native_libraries_lie_lowest()
    {
        var facts = Tool with
        {
            Image = new() { ContainerBaseImage = "scratch" },
            Published = Files,
            Native = new() { Entries = [new() { Path = UnixPath.Parse("/lib/libc.so.6"), Source = "/lib/libc.so.6" }], Taken = [] },
        };

        Assert.AreEqual("native", Plan(facts).Layers[0].Name);
        Assert.AreEqual("/lib/libc.so.6", string.Join(" ", Paths(Plan(facts), "native")));
    }

    [TestMethod]
    [DataRow("linux-x64", "linux-x64", true, false)]
    [DataRow("linux", "linux-x64", true, false)]
    [DataRow("unix", "linux-x64", true, false)]
    [DataRow("any", "linux-x64", true, false)]
    [DataRow("unix-x64", "linux-x64", true, false)]
    [DataRow("debian.9-x64", "linux-x64", true, false)]
    [DataRow("linux-arm64", "linux-x64", true, true)]
    [DataRow("linux-musl-x64", "linux-x64", true, true)]
    [DataRow("linux-musl-x64", "linux-x64", false, false)]
    [DataRow("linux-x64", "linux-musl-x64", false, false)]
    [DataRow("linux-musl-arm64", "linux-musl-x64", false, true)]
    [DataRow("linux-arm", "linux-arm", true, false)]
    [DataRow("linux-armel", "linux-arm", true, true)]
    [DataRow("win", "linux-x64", true, true)]
    [DataRow("win-x64", "linux-x64", true, true)]
    [DataRow("win10-x64", "linux-x64", true, true)]
    [DataRow("osx.10.12-x64", "linux-x64", true, true)]
    [DataRow("maccatalyst-arm64", "linux-x64", true, true)]
    [DataRow("browser-wasm", "linux-x64", true, true)]
    [DataRow("linux-bionic-x64", "linux-x64", true, true)]
    public void Foreign_runtimes_are_known(string runtime, string image, bool glibcOnly, bool foreign) =>
        Assert.AreEqual(foreign, TrimRuntimes.IsForeign(runtime, new(image, Platform.FromRuntimeIdentifier(image)!), glibcOnly));

    [TestMethod]
    [DataRow("", "", false, "", 2)]
    [DataRow("false", "", false, "", 4)]
    [DataRow("", "linux-x64", false, "", 4)]
    [DataRow("", "linux-x64", true, "", 4)]
    [DataRow("", "", false, "alpine", 3)]
    public void Portable_publishes_lose_files_of_other_platforms(string trim, string runtimeIdentifier, bool selfContained, string family, int left)
    {
        var facts = Tool with
        {
            App = Tool.App with { RuntimeIdentifier = runtimeIdentifier, SelfContained = selfContained },
            Image = new() { ContainerizeTrimRuntimes = trim, ContainerFamily = family },
            Published =
            [
                File("runtimes/linux-x64/native/a.so", PublishedFileOrigin.Package, "1.0.0"), File("runtimes/win-x64/native/a.dll", PublishedFileOrigin.Package, "1.0.0", size: 2_000_000),
                File("runtimes/linux-musl-x64/native/a.so", PublishedFileOrigin.Package, "1.0.0"), File("runtimes/win-x64/own.txt"),
            ],
        };

        Assert.AreEqual(left, Plan(facts).Layers.SelectMany(layer => layer.Entries).Count(entry => entry.Kind == FileEntryKind.File));
        Assert.AreEqual(left < 4, Codes(facts).Contains("CTZ0140"));
    }
}
