using System.Globalization;
using Containerize.Git;
using Containerize.Testing;

namespace Containerize.Core.Tests.Git;

/// <summary>Repositories that git itself made.</summary>
[TestClass]
public sealed class GitHeadTests
{
    private static readonly Dictionary<string, string?> s_author = new()
    {
        ["GIT_AUTHOR_NAME"] = "A. Uthor", ["GIT_AUTHOR_EMAIL"] = "a@example.com", ["GIT_COMMITTER_NAME"] = "C. > Ommitter", ["GIT_COMMITTER_EMAIL"] = "c@example.com",
        ["GIT_AUTHOR_DATE"] = "1600000000 +0000", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null",
    };

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_loose_commit_tells_the_committers_time_from_any_folder_below()
    {
        using var folder = await RepositoryAsync(1);
        Directory.CreateDirectory(Path.Combine(folder.Path, "src/App"));

        Assert.AreEqual(1_700_000_000, GitHead.CommitTime(Path.Combine(folder.Path, "src/App")));
    }

    [TestMethod]
    public async Task A_packed_commit_and_packed_references_do_as_well()
    {
        using var folder = await RepositoryAsync(40);
        await GitAsync(folder, "gc", "--aggressive", "--prune=now", "-q");
        Assert.IsEmpty(Directory.GetDirectories(Path.Combine(folder.Path, ".git/objects")).Where(path => Path.GetFileName(path).Length == 2));

        Assert.AreEqual(1_700_000_039, GitHead.CommitTime(folder.Path));
    }

    [TestMethod]
    [DataRow("offset")]
    [DataRow("reference")]
    public async Task Each_commit_of_a_pack_is_read_also_those_stored_as_differences(string kind)
    {
        // Long equal messages make git store commits as differences to each other.
        using var folder = await RepositoryAsync(60, message: string.Concat(Enumerable.Range(0, 200).Select(i => $"line {i} of a long message\n")));
        await GitAsync(folder, "-c", $"repack.useDeltaBaseOffset={(kind == "offset" ? "true" : "false")}", "repack", "-adfq", "--depth=50", "--window=50");
        var packed = await GitAsync(folder, "verify-pack", "-v", Directory.GetFiles(Path.Combine(folder.Path, ".git/objects/pack"), "*.idx").Single());
        Assert.IsTrue(packed.Split('\n').Any(line => line.Contains(" commit ", StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 7), "git stored no commit as a difference");

        foreach (var line in (await GitAsync(folder, "log", "--format=%H %ct")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await GitAsync(folder, "update-ref", "--no-deref", "HEAD", line.Split(' ')[0]);
            Assert.AreEqual(long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture), GitHead.CommitTime(folder.Path), line);
        }
    }

    [TestMethod]
    public async Task A_clone_of_depth_one_a_worktree_and_a_clone_that_borrows_objects()
    {
        using var folder = await RepositoryAsync(3);
        using var others = new TempFolder();
        await GitAsync(folder, "clone", "-q", "--depth=1", "file://" + folder.Path, Path.Combine(others.Path, "shallow"));
        await GitAsync(folder, "clone", "-q", "--shared", folder.Path, Path.Combine(others.Path, "shared"));
        await GitAsync(folder, "worktree", "add", "-q", "--detach", Path.Combine(others.Path, "tree"), "HEAD~1");

        Assert.AreEqual(1_700_000_002, GitHead.CommitTime(Path.Combine(others.Path, "shallow")));
        Assert.AreEqual(1_700_000_002, GitHead.CommitTime(Path.Combine(others.Path, "shared")));
        Assert.AreEqual(1_700_000_001, GitHead.CommitTime(Path.Combine(others.Path, "tree")));
    }

    [TestMethod]
    public async Task No_repository_no_commit_and_a_damaged_pack_are_null()
    {
        using var nowhere = new TempFolder();
        using var empty = new TempFolder();
        await GitAsync(empty, "init", "-q");
        using var damaged = await RepositoryAsync(5);
        await GitAsync(damaged, "gc", "-q");
        var pack = Directory.GetFiles(Path.Combine(damaged.Path, ".git/objects/pack"), "*.pack").Single();
        File.SetAttributes(pack, FileAttributes.Normal);
        await using (var file = new FileStream(pack, FileMode.Open))
            file.SetLength(20);

        Assert.IsNull(GitHead.CommitTime(nowhere.Path));
        Assert.IsNull(GitHead.CommitTime(empty.Path));
        Assert.IsNull(GitHead.CommitTime(damaged.Path));
    }

    private async Task<TempFolder> RepositoryAsync(int commits, string message = "a change")
    {
        var folder = new TempFolder();
        await GitAsync(folder, "init", "-q");
        for (var i = 0; i < commits; i++)
            await GitAsync(folder, $"{1_700_000_000 + i} +0100", "commit", "-q", "--allow-empty", "-m", message + i);

        return folder;
    }

    private Task<string> GitAsync(TempFolder folder, params string[] arguments) =>
        arguments[0].EndsWith(" +0100", StringComparison.Ordinal) ? RunAsync(folder, arguments[0], arguments[1..]) : RunAsync(folder, "1700000000 +0100", arguments);

    private async Task<string> RunAsync(TempFolder folder, string time, string[] arguments)
    {
        var environment = new Dictionary<string, string?>(s_author) { ["GIT_COMMITTER_DATE"] = time };
        var result = await ProcessRunner.RunAsync(TestEnvironment.RequireTool("git"), arguments, folder.Path, environment, TimeSpan.FromMinutes(1), TestContext.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        return result.Output;
    }
}
