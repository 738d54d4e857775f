using System.Formats.Tar;
using Containerize.Building;
using Containerize.Testing;

namespace Containerize.Core.Tests.Building;

/// <summary>What an engine gets of a folder.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BuildContextTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Nothing_outside_is_read_links_stay_links_and_the_rules_hold()
    {
        using var folder = new TempFolder();
        folder.Write("outside/secret", "no");
        folder.Write("context/Dockerfile", "FROM scratch\n");
        folder.Write("context/.dockerignore", "# comment\nDockerfile\n**/bin\n*.log\n!kept.log\n/docs/*.md\n");
        foreach (var file in new[] { "a.txt", "bin/x", "src/bin/x", "src/App.cs", "drop.log", "kept.log", "docs/a.md", "docs/deep/b.md" })
            folder.Write("context/" + file, file);
        File.CreateSymbolicLink(folder["context/link"], "../outside/secret");
        File.CreateSymbolicLink(folder["context/folder"], folder["outside"]);

        var entries = await ReadAsync(new BuildContext(folder["context"], folder["context/Dockerfile"]));

        CollectionAssert.AreEquivalent(
            new[] { ".dockerignore", "Dockerfile", "a.txt", "docs/", "docs/deep/", "docs/deep/b.md", "folder", "kept.log", "link", "src/", "src/App.cs" },
            entries.Keys.ToArray());
        Assert.AreEqual("../outside/secret", entries["link"]);
        Assert.AreEqual(folder["outside"], entries["folder"]);
    }

    [TestMethod]
    public async Task A_Dockerfile_from_elsewhere_is_sent_and_its_own_rules_win()
    {
        using var folder = new TempFolder();
        folder.Write("docker/Web.Dockerfile", "FROM scratch\n");
        folder.Write("docker/Web.Dockerfile.dockerignore", "b.txt\n");
        folder.Write("context/.dockerignore", "a.txt\n");
        folder.Write("context/a.txt", "");
        folder.Write("context/b.txt", "");
        var context = new BuildContext(folder["context"], folder["docker/Web.Dockerfile"]) { Modified = 1 };

        var entries = await ReadAsync(context);

        CollectionAssert.AreEquivalent(new[] { ".dockerignore", "a.txt", context.DockerfileName }, entries.Keys.ToArray());
    }

    [TestMethod]
    public async Task A_pipe_is_not_waited_for()
    {
        using var folder = new TempFolder();
        folder.Write("Dockerfile", "FROM scratch\n");
        await ProcessRunner.RunAsync("mkfifo", [folder["pipe"]], folder.Path, new Dictionary<string, string?>(), TimeSpan.FromSeconds(10), TestContext.CancellationToken);

        var entries = await ReadAsync(new BuildContext(folder.Path, folder["Dockerfile"])).WaitAsync(TimeSpan.FromSeconds(20), TestContext.CancellationToken);

        CollectionAssert.AreEqual(new[] { "Dockerfile" }, entries.Keys.ToArray());
    }

    private async Task<Dictionary<string, string>> ReadAsync(BuildContext context)
    {
        using var tar = new MemoryStream();
        await context.WriteAsync(tar, TestContext.CancellationToken);
        tar.Position = 0;
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(cancellationToken: TestContext.CancellationToken) is { } entry)
            entries.Add(entry.Name, entry.LinkName);
        return entries;
    }
}
