using System.Security.Cryptography;
using Containerize.Caching;
using Containerize.Core.Tests.Oci;
using Containerize.Core.Tests.Registries;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Oci.Layers;
using Containerize.Registries;
using Containerize.Testing;

namespace Containerize.Core.Tests.Caching;

/// <summary>A cache without room, or that takes nothing, costs a warning and never the build.</summary>
[TestClass]
public sealed class FullCacheTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("size=64k")]
    [DataRow("size=512k")]
    [DataRow("size=1m,ro")]
    public async Task A_layer_is_built_all_the_same(string options)
    {
        using var mount = await MountAsync(options);
        var log = new ListLog();
        var plan = Large(mount.Folder);
        var wanted = await LayerBuilder.BuildAsync(plan, new(1, 6), new LayerCache(new BlobStore(mount.Folder["elsewhere"]), FileHashes.None), log, Token);
        string spare;
        using (var cache = CacheFolder.Open(mount.Path + "/cache", log))
        {
            var layer = await LayerBuilder.BuildAsync(plan, new(1, 6), new LayerCache(cache.Store, FileHashes.None), log, Token);
            var stream = (FileStream)await layer.OpenAsync(Token);
            await using (stream)
                Assert.AreEqual(wanted.Descriptor.Digest.Hex, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, Token)));

            spare = stream.Name;
            Assert.AreEqual(wanted.Descriptor, layer.Descriptor);
        }

        CollectionAssert.AreEqual(new[] { "CTZ0701" }, log.Codes);
        Assert.IsFalse(File.Exists(spare), "the spare folder goes with the build");
        Assert.IsEmpty(Directory.Exists(mount.Path + "/cache/tmp") ? Directory.GetFiles(mount.Path + "/cache/tmp") : []);
    }

    [TestMethod]
    public void A_cache_that_everybody_may_write_is_not_believed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("there are no such modes on Windows");
            return;
        }

        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["cache"]);
        File.SetUnixFileMode(folder["cache"], (UnixFileMode)Modes.SharedTemporary);
        var log = new ListLog();
        using var cache = CacheFolder.Open(folder["cache"], log);

        Assert.AreNotEqual(folder["cache"], cache.Store.Root);
        CollectionAssert.AreEqual(new[] { "CTZ0701" }, log.Codes);
    }

    [TestMethod]
    public async Task A_base_is_fetched_all_the_same()
    {
        using var mount = await MountAsync("size=64k");
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("dotnet/aspnet", "10.0");
        await File.WriteAllBytesAsync(mount.Path + "/fill", new byte[40 << 10], Token);
        using var client = new Client();
        using var cache = CacheFolder.Open(mount.Path + "/cache", client.Log);
        try
        {
            await File.WriteAllBytesAsync(mount.Path + "/rest", new byte[64 << 10], Token);
        }
        catch (IOException)
        {
            // Now it is full.
        }

        var found = await new RegistryBaseSource(client.Pool(), cache.Store, client.Log).ResolveAsync($"{registry.Host}/dotnet/aspnet:10.0", Samples.Amd64, Token);
        await using var layer = await found.Layers[0].OpenAsync(Token);

        Assert.AreEqual(found.Layers[0].Descriptor.Digest.Hex, Convert.ToHexStringLower(await SHA256.HashDataAsync(layer, Token)));
        CollectionAssert.AreEqual(new[] { "CTZ0701" }, client.Log.Codes);
    }

    // A megabyte that does not compress.
    private static LayerPlan Large(TempFolder folder)
    {
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(folder["large"], bytes);
        return Plans.Layer(Plans.Source("/app/large", folder["large"]));
    }

    private async Task<Mount> MountAsync(string options)
    {
        var folder = new TempFolder();
        var path = folder["mount"];
        Directory.CreateDirectory(path);
        var (code, output) = await Tool.RunAsync(Token, "mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
        if (code != 0)
        {
            folder.Dispose();
            Assert.Inconclusive($"no file system can be mounted here: {output}");
        }

        return new Mount(folder, path);
    }

    private sealed record Mount(TempFolder Folder, string Path) : IDisposable
    {
        public void Dispose()
        {
            Tool.RunAsync(CancellationToken.None, "umount", Path).GetAwaiter().GetResult();
            Folder.Dispose();
        }
    }
}
