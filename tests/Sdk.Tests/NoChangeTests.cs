using System.Diagnostics;
using System.Text.Json;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>What a publish costs that changes nothing, and what one leaves behind that is killed.</summary>
[TestClass]
public sealed class NoChangeTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_publish_without_changes_asks_for_the_bases_tag_and_the_targets_tag_and_a_moved_base_rebuilds()
    {
        await using var registry = await FakeRegistry.StartAsync();
        FakeBase.Add(registry, "one");
        using var project = new SdkProject("Same");
        string[] arguments = ["-p:Containerize=true", $"-p:ContainerBaseImage={registry.Host}/base:1", $"-p:ContainerRegistry={registry.Host}", "-p:ContainerizeCacheDir=" + project["cache"], "-r", "linux-x64", "--no-self-contained"];

        var first = await PublishAsync(project, arguments);
        registry.TakeRequests();
        var second = await PublishAsync(project, arguments);
        var requests = registry.TakeRequests();
        FakeBase.Add(registry, "two");
        var moved = await DotNet.RunAsync(["publish", project.File, "-tl:off", .. arguments], project.Folder, TestContext.CancellationToken);

        CollectionAssert.AreEquivalent(new[] { "HEAD /v2/base/manifests/1", "HEAD /v2/same/manifests/latest" }, requests, string.Join('\n', requests));
        Assert.AreEqual(first, second);
        StringAssert.Contains(moved.Output, "CTZ0703", moved.Output);
        Assert.AreNotEqual(first, DigestOf(project));
    }

    [TestMethod]
    public async Task Switched_off_no_task_of_ours_is_loaded()
    {
        using var project = new SdkProject("Off");

        var off = await DotNet.RunAsync(["publish", project.File, "-tl:off", "-v:d"], project.Folder, TestContext.CancellationToken);
        var on = await DotNet.RunAsync(["publish", project.File, "-tl:off", "-v:d", "-p:Containerize=true", "-p:ContainerizeOffline=true", "-p:ContainerBaseImage=scratch", "-r", "linux-x64", "--self-contained"], project.Folder, TestContext.CancellationToken);

        Assert.AreEqual(0, off.ExitCode, off.Output);
        StringAssert.Contains(on.Output, "task from assembly \"" + Repository.TasksAssembly, "the text that is looked for is there when it is on");
        Assert.IsFalse(off.Output.Contains("task from assembly \"" + Repository.TasksAssembly, StringComparison.Ordinal), off.Output);
    }

    [TestMethod]
    public async Task Publishes_that_are_killed_at_any_moment_leave_nothing_that_changes_the_next()
    {
        TestEnvironment.RequireLong();
        await using var registry = await FakeRegistry.StartAsync();
        FakeBase.Add(registry, "one");
        using var project = new SdkProject("Killed");
        string[] Arguments(string cache) => ["-p:Containerize=true", $"-p:ContainerBaseImage={registry.Host}/base:1", "-p:ContainerArchiveOutputPath=" + project["a.tar"], "-p:ContainerizeCacheDir=" + project[cache], "-r", "linux-x64", "--self-contained"];
        var watch = Stopwatch.StartNew();
        var wanted = await PublishAsync(project, Arguments("clean"));
        await PublishAsync(project, Arguments("clean"));
        var whole = watch.Elapsed / 2;
        var random = new Random(1234);

        for (var round = 0; round < 20; round++)
        {
            var cache = $"cache{round % 4}";
            using var limit = new CancellationTokenSource(whole * (0.3 + (0.7 * random.NextDouble())));
            try
            {
                await DotNet.RunAsync(["publish", project.File, "-tl:off", .. Arguments(cache)], project.Folder, limit.Token);
            }
            catch (OperationCanceledException)
            {
                // Killed with SIGKILL, its children too.
            }

            if (round % 4 == 3)
                File.Delete(project["a.tar"]);
            Assert.AreEqual(wanted, await PublishAsync(project, Arguments(cache)), $"round {round}");
        }
    }

    private static string DigestOf(SdkProject project)
    {
        var report = Directory.EnumerateFiles(project["obj/Release"], "report.json", SearchOption.AllDirectories).Single();
        using var json = JsonDocument.Parse(File.ReadAllBytes(report));
        return json.RootElement.GetProperty("image").GetProperty("digest").GetString()!;
    }

    private async Task<string> PublishAsync(SdkProject project, string[] arguments)
    {
        var result = await DotNet.RunAsync(["publish", project.File, "-tl:off", .. arguments], project.Folder, TestContext.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        return DigestOf(project);
    }
}
