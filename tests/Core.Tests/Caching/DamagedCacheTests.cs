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
        Damage(path, damage, folder);

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

    private static void Damage(string path, string damage, TempFolder folder)
    {
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        var foreign = folder.Write("foreign", "untouched");
        switch (damage)
        {
            case "bit":
                bytes[^20] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            case "digit":
                // Still a record by its looks, of another layer.
                var at = Array.LastIndexOf(bytes, (byte)':') + 1;
                bytes[at] = bytes[at] == (byte)'0' ? (byte)'1' : (byte)'0';
                File.WriteAllBytes(path, bytes);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "half":
                File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
                break;
            case "longer":
                File.WriteAllBytes(path, [.. bytes, 0]);
                break;
            case "folder":
                Directory.CreateDirectory(Path.Combine(path, "inner"));
                break;
            case "link":
                File.CreateSymbolicLink(path, foreign);
                break;
            default:
                File.CreateSymbolicLink(path, path);
                break;
        }
    }
}
