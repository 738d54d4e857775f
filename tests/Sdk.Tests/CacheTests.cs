using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>What the cache must not change, and what it must save, as whole publishes see it.</summary>
[TestClass]
public sealed class CacheTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task One_core_and_all_of_them_an_empty_cache_and_one_filled_elsewhere_give_the_same_image()
    {
        using var here = Project();
        using var there = Project();
        using var caches = new TempFolder();

        var oneCore = await PublishAsync(here, caches["one"], new() { ["DOTNET_PROCESSOR_COUNT"] = "1" });
        var allCores = await PublishAsync(there, caches["two"], new() { ["DOTNET_PROCESSOR_COUNT"] = "4" });
        var cached = await PublishAsync(there, caches["one"], []);

        Assert.AreEqual(oneCore.Digest, allCores.Digest);
        Assert.AreEqual(oneCore.Digest, cached.Digest);
        Assert.IsGreaterThan(1, oneCore.Layers);
        Assert.AreEqual((0, 0, cached.Layers), (oneCore.Cached, allCores.Cached, cached.Cached), "the third finds what another path's publish left");
    }

    [TestMethod]
    [DataRow("-r", "linux-x64", "--self-contained", DisplayName = "self-contained")]
    [DataRow("--no-self-contained", "-p:ContainerHealthCheck=/health", "-p:ContainerWorkingDirectory=/srv", DisplayName = "portable, with a health check")]
    public async Task Layers_of_packages_are_begun_before_the_compiler_and_are_those_that_the_publish_wants(params string[] arguments)
    {
        await using var registry = await FakeRegistry.StartAsync();
        FakeBase.Add(registry, "one");
        using var project = new SdkProject("Early", items: """<PackageReference Include="YamlDotNet" Version="16.3.0" /><PackageReference Include="System.CommandLine" Version="3.0.0" /><ContainerPort Include="8080" />""");
        Task<ProcessResult> PublishAsync() => project.PublishAsync(
            Token,
            ["-v:d", "-p:Containerize=true", $"-p:ContainerBaseImage={registry.Host}/base:1", "-p:ContainerUser=1000", "-p:ContainerArchiveOutputPath=" + project["image.tar"], "-p:ContainerizeCacheDir=" + project["cache"], .. arguments]);

        var first = await PublishAsync();
        Assert.AreEqual(0, first.ExitCode, first.Output[^Math.Min(first.Output.Length, 4000)..]);
        var asked = registry.TakeRequests();
        var layers = project.ReadReport().GetProperty("image").GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("name").GetString() != "base").ToArray();
        var second = await PublishAsync();

        var begun = first.Output.IndexOf("Task \"PrepareLayers\"", StringComparison.Ordinal);
        Assert.IsGreaterThan(0, begun);
        Assert.IsLessThan(first.Output.IndexOf("Task \"Csc\"", StringComparison.Ordinal), begun);
        StringAssert.Contains(first.Output, $"Asking for {registry.Host}/base:1 meanwhile");
        CollectionAssert.AllItemsAreUnique(asked, string.Join('\n', asked));
        CollectionAssert.Contains(layers.Select(layer => layer.GetProperty("name").GetString()).ToArray(), "packages");
        Assert.HasCount(layers.Length, Directory.GetFiles(project["cache/layers"]), "a layer was built that the image has not: the guess was wrong");
        Assert.IsFalse(layers.Any(layer => layer.GetProperty("cached").GetBoolean()), "it is this publish that built them");
        Assert.IsFalse(second.Output.Contains("Task \"PrepareLayers\"", StringComparison.Ordinal), "what is cached is not looked at before its time");
    }

    [TestMethod]
    public async Task An_archive_is_left_alone_until_something_changes_and_offline_nobody_is_asked()
    {
        TestEnvironment.RequireLong();
        await using var registry = await FakeRegistry.StartAsync();
        FakeBase.Add(registry, "one");
        using var project = Project();
        var archive = project["image.tar"];
        string[] arguments = ["-p:Containerize=true", $"-p:ContainerBaseImage={registry.Host}/base:1", "-p:ContainerArchiveOutputPath=" + archive, "-p:ContainerizeCacheDir=" + project["cache"], "-r", "linux-x64", "--no-self-contained"];
        async Task<(byte[] Content, DateTime Written, string[] Requests)> PublishAsync(params string[] more)
        {
            var result = await project.PublishAsync(Token, [.. arguments, .. more]);
            Assert.AreEqual(0, result.ExitCode, result.Output);
            return (await File.ReadAllBytesAsync(archive, Token), File.GetLastWriteTimeUtc(archive), registry.TakeRequests());
        }

        var first = await PublishAsync();
        var second = await PublishAsync();
        var offline = await PublishAsync("-p:ContainerizeOffline=true");
        File.Delete(archive);
        var again = await PublishAsync("-p:ContainerizeOffline=true");
        var changed = await PublishAsync("-p:ContainerizeOffline=true", "-p:ContainerUser=1000");

        CollectionAssert.AreEqual(new[] { "HEAD /v2/base/manifests/1" }, second.Requests);
        Assert.AreEqual((first.Written, first.Written), (second.Written, offline.Written));
        Assert.IsEmpty([.. offline.Requests, .. again.Requests, .. changed.Requests]);
        CollectionAssert.AreEqual(first.Content, again.Content);
        CollectionAssert.AreNotEqual(first.Content, changed.Content);
    }

    [TestMethod]
    public async Task Eight_publishes_at_once_on_a_cold_cache_fetch_each_blob_of_the_base_once()
    {
        TestEnvironment.RequireLong();
        await using var registry = await FakeRegistry.StartAsync();
        FakeBase.Add(registry, "one");
        using var cache = new TempFolder();
        var projects = Enumerable.Range(0, 8).Select(_ => Project()).ToArray();
        try
        {
            // An archive holds the layers of the base, so each publish wants them.
            var digests = await Task.WhenAll(projects.Select(async project =>
            {
                var result = await project.PublishAsync(Token, "-p:Containerize=true", $"-p:ContainerBaseImage={registry.Host}/base:1", "-p:ContainerArchiveOutputPath=" + project["image.tar"], "-p:ContainerizeCacheDir=" + cache["shared"], "-p:ContainerUser=1000", "-r", "linux-x64", "--no-self-contained");
                Assert.AreEqual(0, result.ExitCode, result.Output);
                Assert.IsFalse(result.Output.Contains("warning", StringComparison.Ordinal), result.Output);
                return project.ReadReport().GetProperty("image").GetProperty("digest").GetString();
            }));

            Assert.HasCount(1, digests.Distinct());
            var fetched = registry.Requests.Where(request => request.Method == "GET" && request.Path.Contains("/blobs/", StringComparison.Ordinal)).Select(request => request.Path).ToArray();
            Assert.HasCount(2, fetched, string.Join('\n', fetched));
            Assert.HasCount(2, fetched.Distinct());
        }
        finally
        {
            foreach (var project in projects)
                project.Dispose();
        }
    }

    // The same content each time; a layer of many blocks besides the app's.
    private static SdkProject Project()
    {
        var project = new SdkProject("Cached", items: """<ContainerFile Include="data.bin" TargetPath="/data/data.bin" />""");
        var bytes = new byte[5 << 20];
        new Random(7).NextBytes(bytes.AsSpan(0, 3 << 20));
        File.WriteAllBytes(project["data.bin"], bytes);
        return project;
    }

    private async Task<(string Digest, int Layers, int Cached)> PublishAsync(SdkProject project, string cache, Dictionary<string, string?> environment)
    {
        var result = await DotNet.RunAsync(
            ["publish", project.File, "-tl:off", "-p:Containerize=true", "-p:ContainerBaseImage=scratch", "-p:InvariantGlobalization=true", "-r", "linux-x64", "--self-contained", "-p:ContainerizeOffline=true", "-p:ContainerArchiveOutputPath=" + project["image.tar"], "-p:ContainerizeCacheDir=" + cache],
            project.Folder, Token, environment);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        var image = project.ReadReport().GetProperty("image");
        var layers = image.GetProperty("layers").EnumerateArray().ToArray();
        return (image.GetProperty("digest").GetString()!, layers.Length, layers.Count(layer => layer.GetProperty("cached").GetBoolean()));
    }
}
