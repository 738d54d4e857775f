using Containerize.Caching;
using Containerize.Core.Tests.Oci;
using Containerize.Images;
using Containerize.Oci.Layers;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>Layers that are begun before the publish comes to them, and layers that several want at once.</summary>
[TestClass]
public sealed class EarlyLayersTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task The_publish_finds_them_as_its_own_work_and_the_next_one_as_cached()
    {
        using var folder = new TempFolder();
        var (store, log) = (new BlobStore(folder["cache"]), new CollectingLog());
        var plan = Packages(Big(folder));
        using var early = new EarlyLayers(() => store, log);

        await early.Begin(() => plan);
        var first = early.Claim(await LayerBuilder.BuildAsync(plan.Layers[0], Settings, new LayerCache(store, FileHashes.None), log, Token));
        var second = early.Claim(await LayerBuilder.BuildAsync(plan.Layers[0], Settings, new LayerCache(store, FileHashes.None), log, Token));

        Assert.AreEqual((false, true), (first.Cached, second.Cached));
        Assert.AreEqual(first.Descriptor, second.Descriptor);
        Assert.IsEmpty(log.Codes);
    }

    [TestMethod]
    public async Task A_build_that_ends_before_them_leaves_nothing_half_written()
    {
        using var folder = new TempFolder();
        var (store, log) = (new BlobStore(folder["cache"]), new CollectingLog());
        var plan = Packages(Big(folder));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var early = new EarlyLayers(
            () =>
            {
                begun.SetResult();
                return store;
            },
            log);

        _ = early.Begin(() => plan);
        await begun.Task.WaitAsync(Token);
        early.Dispose();

        Assert.IsEmpty(Files(folder["cache/tmp"]));
        Assert.AreEqual(Files(folder["cache/layers"]).Length, Files(folder["cache/blobs/sha256"]).Length, "all of it or nothing");
        Assert.IsEmpty(log.Codes);
    }

    [TestMethod]
    public async Task What_cannot_be_read_ahead_is_left_to_the_publish()
    {
        using var folder = new TempFolder();
        var (store, log) = (new BlobStore(folder["cache"]), new CollectingLog());
        using var early = new EarlyLayers(() => store, log);

        await early.Begin(() => Packages(folder["is not there"]));

        Assert.IsEmpty(log.Codes);
        Assert.IsEmpty(Files(folder["cache/layers"]));
    }

    [TestMethod]
    public async Task Of_eight_that_want_a_layer_at_once_one_builds_it()
    {
        using var folder = new TempFolder();
        var log = new CollectingLog();
        var plan = Packages(Big(folder)).Layers[0];

        // Each with a store of its own, as processes have them: what they share is the folder.
        var layers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => LayerBuilder.BuildAsync(plan, Settings, new LayerCache(new BlobStore(folder["cache"]), FileHashes.None), log, Token), Token)));

        Assert.HasCount(1, layers.Where(layer => !layer.Cached));
        Assert.HasCount(1, layers.Select(layer => layer.Descriptor).Distinct());
        Assert.IsEmpty(log.Codes);
    }

    private static LayerSettings Settings => new(1, 3);

    private static string[] Files(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    private static string Big(TempFolder folder)
    {
        var bytes = new byte[12 << 20];
        new Random(7).NextBytes(bytes);
        File.WriteAllBytes(folder.Write("big.dll", ""), bytes);
        return folder["big.dll"];
    }

    private static PackageLayers Packages(string source) =>
        new(Settings.Created, Settings.CompressionLevel, [Plans.Layer(Plans.Source("/app/big.dll", source)) with { Name = LayerNames.Packages }]);
}
