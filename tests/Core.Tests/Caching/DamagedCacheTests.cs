using System.Security.Cryptography;
using Containerize.Caching;
using Containerize.Core.Tests.Oci;
using Containerize.Oci;
using Containerize.Oci.Layers;
using Containerize.Testing;

namespace Containerize.Core.Tests.Caching;

/// <summary>Whatever is wrong with an entry of the cache, the layer has its right digest and bytes, and there is one warning at most.</summary>
[TestClass]
public sealed class DamagedCacheTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("blob", "bit")]
    [DataRow("blob", "empty")]
    [DataRow("blob", "half")]
    [DataRow("blob", "longer")]
    [DataRow("blob", "folder")]
    [DataRow("blob", "link")]
    [DataRow("blob", "loop")]
    [DataRow("record", "bit")]
    [DataRow("record", "digit")]
    [DataRow("record", "empty")]
    [DataRow("record", "half")]
    [DataRow("record", "longer")]
    [DataRow("record", "folder")]
    [DataRow("record", "link")]
    [DataRow("record", "loop")]
    public async Task A_damaged_entry_is_made_again_with_one_warning(string entry, string damage)
    {
        using var folder = new TempFolder();
        var cache = new LayerCache(new BlobStore(folder["cache"]), FileHashes.None);
        var log = new CollectingLog();
        var first = await BuildAsync(cache, log);
        var path = entry == "blob" ? cache.Store.PathOf(first.Descriptor.Digest) : Directory.GetFiles(folder["cache/layers"]).Single();
        Damage.Do(path, damage, folder);

        var second = await BuildAsync(cache, log);
        var bytes = await ReadAsync(second);

        Assert.AreEqual(first.Descriptor, second.Descriptor);
        Assert.AreEqual(first.DiffId, second.DiffId);
        Assert.AreEqual(first.Descriptor.Digest.Hex, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        CollectionAssert.AreEqual(new[] { "CTZ0702" }, log.Codes);

        var third = await BuildAsync(cache, log);
        Assert.IsTrue(third.Cached);
        await ReadAsync(third);
        Assert.HasCount(1, log.Codes, "it is healed");
        Assert.AreEqual("untouched", await File.ReadAllTextAsync(folder["foreign"], Token));
    }

    private Task<Layer> BuildAsync(LayerCache cache, CollectingLog log) => LayerBuilder.BuildAsync(Plans.Small(), new(1, 6), cache, log, Token);

    private async Task<byte[]> ReadAsync(Layer layer)
    {
        await using var stream = await layer.OpenAsync(Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}
