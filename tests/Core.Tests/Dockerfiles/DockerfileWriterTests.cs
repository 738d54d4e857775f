using Containerize.Core.Tests.Native;
using Containerize.Dockerfiles;
using Containerize.Testing;

namespace Containerize.Core.Tests.Dockerfiles;

[TestClass]
public sealed class DockerfileWriterTests
{
    private const string First = "FROM scratch\nCOPY app/ /\nUSER 1654\n";
    private const string Second = "FROM scratch\nCOPY app/ /\nUSER 1000\n";

    private readonly CollectingLog _log = new();

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Keeps_in_step_with_the_project()
    {
        using var folder = new TempFolder();
        var path = folder["deep/Dockerfile"];

        Assert.IsTrue(await WriteAsync(path, First));
        Assert.IsTrue(await WriteAsync(path, Second));

        StringAssert.EndsWith(Text(path), "\n" + Second);
        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Leaves_the_time_of_an_unchanged_file(bool windowsLineEnds)
    {
        using var folder = new TempFolder();
        var path = folder["Dockerfile"];
        await WriteAsync(path, First);
        if (windowsLineEnds)
            File.WriteAllText(path, Text(path).Replace("\n", "\r\n", StringComparison.Ordinal));
        var (content, time) = (Text(path), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(path, time);

        Assert.IsTrue(await WriteAsync(path, First));

        Assert.AreEqual(time, File.GetLastWriteTimeUtc(path));
        Assert.AreEqual(content, Text(path));
    }

    [TestMethod]
    public async Task Never_overwrites_an_edit_and_says_what_it_was()
    {
        using var folder = new TempFolder();
        var path = folder["Dockerfile"];
        await WriteAsync(path, First);
        var edited = Text(path).Replace("USER 1654", "RUN true\nUSER root", StringComparison.Ordinal);
        File.WriteAllText(path, edited);

        Assert.IsFalse(await WriteAsync(path, First));

        Assert.AreEqual(edited, Text(path));
        Assert.AreEqual("CTZ0201", _log.Diagnostics.Single().Code.Id);
        StringAssert.Contains(_log.Diagnostics[0].Message, "2 added and 1 removed lines, first '- USER 1654'");
        CollectionAssert.AreEqual(new[] { "- USER 1654", "+ RUN true", "+ USER root" }, _log.Details.Skip(2).ToArray());
    }

    [TestMethod]
    public async Task Takes_an_edited_marker_for_an_edit()
    {
        using var folder = new TempFolder();
        var path = folder["Dockerfile"];
        await WriteAsync(path, First);
        File.WriteAllText(path, Text(path).Replace("sha256:", "sha256:0", StringComparison.Ordinal));

        Assert.IsFalse(await WriteAsync(path, First));

        Assert.AreEqual("CTZ0201", _log.Diagnostics.Single().Code.Id);
    }

    [TestMethod]
    [DataRow("FROM alpine\n")]
    [DataRow("")]
    public async Task Never_overwrites_a_file_of_somebody_else(string content)
    {
        using var folder = new TempFolder();
        var path = folder.Write("Dockerfile", content);

        Assert.IsFalse(await WriteAsync(path, First));

        Assert.AreEqual(content, Text(path));
        Assert.AreEqual("CTZ0202", _log.Diagnostics.Single().Code.Id);
    }

    [TestMethod]
    public async Task Says_why_it_cannot_write()
    {
        using var folder = new TempFolder();
        folder.Write("file", "");

        var failure = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => WriteAsync(folder["file/Dockerfile"], First));

        Assert.AreEqual("CTZ0203", failure.Diagnostic.Code.Id);
    }

    private Task<bool> WriteAsync(string path, string text) => new DockerfileWriter(_log).WriteAsync(path, text, TestContext.CancellationToken);

    private static string Text(string path) => File.ReadAllText(path);
}
