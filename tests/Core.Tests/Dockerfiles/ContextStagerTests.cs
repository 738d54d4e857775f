using System.Runtime.Versioning;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Io;
using Containerize.Testing;

namespace Containerize.Core.Tests.Dockerfiles;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
[UnsupportedOSPlatform("windows")]
public sealed class ContextStagerTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Carries_planned_modes_whatever_the_source_has()
    {
        using var folder = new TempFolder();
        var context = Stage(folder, File(folder, "/app/a.dll", "a", source: 0b111_100_100), File(folder, "/app/run", "b", Modes.Executable), Folder("/app/data", 0x1C0), Folder("/app/tmp", Modes.SharedTemporary));

        CollectionAssert.AreEqual(
            new[] { "app 755", "app/app 755", "app/app/a.dll 644", "app/app/data 700", "app/app/run 755", "app/app/tmp 1777" },
            Directory.EnumerateFileSystemEntries(context, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => $"{Path.GetRelativePath(context, path)} {Mode(path)}").ToArray());
        Assert.AreEqual("744", Mode(folder["src/app/a.dll"]), "the published file keeps its own");
    }

    [TestMethod]
    public void Links_files_whose_mode_is_right_and_copies_others()
    {
        using var folder = new TempFolder();
        var context = Stage(folder, File(folder, "/app/linked", "old"), File(folder, "/app/copied", "old", source: 0b111_100_100));

        // Written in place, as MSBuild's Copy does.
        foreach (var name in new[] { "linked", "copied" })
            System.IO.File.WriteAllText(folder["src/app/" + name], "new");

        Assert.AreEqual("new", System.IO.File.ReadAllText(Path.Combine(context, "app/app/linked")));
        Assert.AreEqual("old", System.IO.File.ReadAllText(Path.Combine(context, "app/app/copied")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Leaves_a_link_that_is_right_alone_so_that_the_published_file_need_not_be_read_again()
    {
        using var folder = new TempFolder();
        FileEntry[] entries = [File(folder, "/app/linked", "x")];
        var context = Stage(folder, entries);
        var published = FileStamp.Of(folder["src/app/linked"]);

        Stage(folder, entries);

        Assert.AreEqual(published, FileStamp.Of(folder["src/app/linked"]));
        Assert.AreEqual(published, FileStamp.Of(Path.Combine(context, "app/app/linked")));
    }

    [TestMethod]
    public void Links_again_what_was_replaced_by_another_file_of_the_same_name_and_size()
    {
        using var folder = new TempFolder();
        FileEntry[] entries = [File(folder, "/app/linked", "old")];
        var context = Stage(folder, entries);

        System.IO.File.Delete(folder["src/app/linked"]);
        File(folder, "/app/linked", "new");
        Stage(folder, entries);

        Assert.AreEqual("new", System.IO.File.ReadAllText(Path.Combine(context, "app/app/linked")));
    }

    [TestMethod]
    public void Copies_again_only_what_changed()
    {
        using var folder = new TempFolder();
        var time = new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc);
        FileEntry[] entries = [File(folder, "/app/same", "same", source: 0b111_100_100), File(folder, "/app/changed", "old!", source: 0b111_100_100)];
        System.IO.File.SetLastWriteTimeUtc(folder["src/app/changed"], time);
        var context = Stage(folder, entries);
        var before = System.IO.File.GetLastWriteTimeUtc(Path.Combine(context, "app/app/same"));

        // Same size and same time: only the time of change tells.
        System.IO.File.WriteAllText(folder["src/app/changed"], "new!");
        System.IO.File.SetLastWriteTimeUtc(folder["src/app/changed"], time);
        Stage(folder, entries);

        Assert.AreEqual("new!", System.IO.File.ReadAllText(Path.Combine(context, "app/app/changed")));
        Assert.AreEqual(before, System.IO.File.GetLastWriteTimeUtc(Path.Combine(context, "app/app/same")));
    }

    [TestMethod]
    public void Copies_again_when_the_plan_names_another_file_or_somebody_spoiled_the_copy()
    {
        using var folder = new TempFolder();
        var first = File(folder, "/app/a", "1", source: 0b111_100_100);
        var other = File(folder, "/app/b", "2", source: 0b111_100_100);
        var context = Stage(folder, first, other);

        System.IO.File.WriteAllText(Path.Combine(context, "app/app/b"), "spoiled");
        Stage(folder, first with { Source = other.Source }, other);

        Assert.AreEqual("2", System.IO.File.ReadAllText(Path.Combine(context, "app/app/a")));
        Assert.AreEqual("2", System.IO.File.ReadAllText(Path.Combine(context, "app/app/b")));
    }

    [TestMethod]
    public void Leaves_nothing_of_an_earlier_plan_and_follows_no_link()
    {
        using var folder = new TempFolder();
        var outside = folder.Write("outside/keep", "");
        var context = Stage(folder, File(folder, "/app/gone/x", "x"), Folder("/app/locked", 0), new FileEntry { Kind = FileEntryKind.SymbolicLink, Path = UnixPath.Parse("/app/link"), LinkTarget = folder["outside"] });

        Stage(folder, File(folder, "/now/y", "y") with { Path = UnixPath.Parse("/app/link/y") }, File(folder, "/now/file", "a file") with { Path = UnixPath.Parse("/app/gone") });

        CollectionAssert.AreEqual(
            new[] { "app", "app/app", "app/app/gone", "app/app/link", "app/app/link/y" },
            Directory.EnumerateFileSystemEntries(context, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(context, path)).ToArray());
        Assert.IsTrue(System.IO.File.Exists(outside));
        CollectionAssert.AreEqual(new[] { outside }, Directory.GetFiles(folder["outside"]));
    }

    [TestMethod]
    public void Never_writes_through_a_link_into_published_files()
    {
        using var folder = new TempFolder();
        var linked = File(folder, "/app/a", "published");
        Stage(folder, linked);

        Stage(folder, linked with { Source = null, Content = "generated", Mode = Modes.Executable });

        Assert.AreEqual("published", System.IO.File.ReadAllText(folder["src/app/a"]));
        Assert.AreEqual("644", Mode(folder["src/app/a"]));
        Assert.AreEqual("generated", System.IO.File.ReadAllText(folder["context/app/app/a"]));
        Assert.AreEqual("755", Mode(folder["context/app/app/a"]));
    }

    [TestMethod]
    public void Copies_what_a_link_among_the_published_files_leads_to()
    {
        using var folder = new TempFolder();
        var file = File(folder, "/app/a", "x");
        System.IO.File.CreateSymbolicLink(folder["src/link"], folder["src/app/a"]);

        var context = Stage(folder, file with { Source = folder["src/link"] });

        Assert.IsNull(new FileInfo(Path.Combine(context, "app/app/a")).LinkTarget);
        Assert.AreEqual("x", System.IO.File.ReadAllText(Path.Combine(context, "app/app/a")));
    }

    [TestMethod]
    public void Names_the_file_that_cannot_be_read()
    {
        using var folder = new TempFolder();

        var failure = Assert.ThrowsExactly<ContainerizeException>(() => Stage(folder, new FileEntry { Path = UnixPath.Parse("/app/a"), Source = folder["missing.dll"] }));

        Assert.AreEqual("CTZ0310", failure.Diagnostic.Code.Id);
        StringAssert.Contains(failure.Diagnostic.Message, "missing.dll");
    }

    [TestMethod]
    public void Says_why_the_context_cannot_be_written()
    {
        using var folder = new TempFolder();
        folder.Write("file", "");

        var failure = Assert.ThrowsExactly<ContainerizeException>(() => ContextStager.Stage(Plan(), folder["file/context"], TestContext.CancellationToken));

        Assert.AreEqual("CTZ0203", failure.Diagnostic.Code.Id);
    }

    private string Stage(TempFolder folder, params FileEntry[] entries)
    {
        ContextStager.Stage(Plan(entries), folder["context"], TestContext.CancellationToken);
        return folder["context"];
    }

    private static ImagePlan Plan(params FileEntry[] entries) => new()
    {
        Project = "Web",
        Name = new() { Repository = "web", Tags = ["latest"] },
        Base = new() { Reference = BaseImage.Scratch },
        Platform = new("linux", "amd64"),
        Layers = [new() { Name = "app", Entries = entries }],
        WorkingDirectory = UnixPath.Parse("/app"),
    };

    private static FileEntry File(TempFolder folder, string path, string content, int mode = Modes.File, int source = Modes.File)
    {
        var file = folder.Write("src" + path, content);
        System.IO.File.SetUnixFileMode(file, (UnixFileMode)source);
        return new() { Path = UnixPath.Parse(path), Source = file, Mode = mode };
    }

    private static FileEntry Folder(string path, int mode) => new() { Kind = FileEntryKind.Directory, Path = UnixPath.Parse(path), Mode = mode };

    private static string Mode(string path) => Convert.ToString((int)System.IO.File.GetUnixFileMode(path), 8);
}
