using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Containerize.Caching;
using Containerize.Images;
using Containerize.Oci.Layers;
using Containerize.Testing;

namespace Containerize.Core.Tests.Oci;

[TestClass]
public sealed class LayerBuilderTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Small_layer_has_its_pinned_diff_id()
    {
        using var folder = new TempFolder();

        var layer = await LayerBuilder.BuildAsync(Plans.Small(), new(1, 6), new LayerCache(new BlobStore(folder.Path), FileHashes.None), new CollectingLog(), Token);

        Assert.AreEqual("sha256:9f168bc1cc2c55281c112d63cff055017f8d4c1ed59117b36fbee6bf7c122e0e", layer.DiffId.Value);
        Assert.AreEqual(3 * 512 + 512 + 1024, layer.UncompressedSize);
        Assert.AreEqual(2, layer.Files);
    }

    [TestMethod]
    public async Task Names_of_every_kind_are_read_back_by_two_readers()
    {
        using var folder = new TempFolder();
        string[] names = ["/" + new string('a', 100), "/" + new string('b', 101), "/d/" + new string('c', 4000), "/ü😀\u0301", "/a\nb", "/-x", "/ y ."];
        var plan = Plans.Layer([.. names.Select(name => Plans.Text(name, "x"))]);

        var layer = await LayerBuilder.BuildAsync(plan, new(1, 6), new LayerCache(new BlobStore(folder.Path), FileHashes.None), new CollectingLog(), Token);

        var read = new List<string>();
        await using var gzip = new GZipStream(await layer.OpenAsync(Token), CompressionMode.Decompress);
        await using var reader = new TarReader(gzip);
        while (await reader.GetNextEntryAsync(cancellationToken: Token) is { } entry)
            read.Add("/" + entry.Name);
        CollectionAssert.AreEqual(names, read);
        var (code, output) = await Tool.RunAsync(Token, "tar", "tzf", new BlobStore(folder.Path).PathOf(layer.Descriptor.Digest), "--quoting-style=literal");
        Assert.AreEqual(0, code, output);
        Assert.AreEqual(string.Concat(names.Select(name => name[1..] + "\n")), output);
    }

    [TestMethod]
    public async Task Modes_owners_times_and_links_are_as_planned_for_gnu_tar()
    {
        using var folder = new TempFolder();
        var store = new BlobStore(folder.Path);
        var layer = await LayerBuilder.BuildAsync(Plans.Small(), new(1, 6), new LayerCache(store, FileHashes.None), new CollectingLog(), Token);

        var (_, output) = await Tool.RunAsync(Token, "tar", "tvzf", store.PathOf(layer.Descriptor.Digest), "--utc", "--full-time", "--numeric-owner");

        StringAssert.Contains(output, "drwxr-xr-x 0/0               0 1970-01-01 00:00:01 app/\n");
        StringAssert.Contains(output, "-rw-r--r-- 0/0               6 1970-01-01 00:00:01 app/hello.txt\n");
        StringAssert.Contains(output, "app/link -> hello.txt\n");
        File.Copy(store.PathOf(layer.Descriptor.Digest), folder["layer.gz"]);
        Assert.AreEqual(0, (await Tool.RunAsync(Token, "gzip", "-t", folder["layer.gz"])).Code);
    }

    [TestMethod]
    public async Task Unchanged_layer_is_found_again_and_a_changed_one_is_not()
    {
        using var folder = new TempFolder();
        var store = new BlobStore(folder["cache"]);
        var source = folder.Write("a.txt", "one");
        var plan = Plans.Layer(Plans.Source("/app/a.txt", source));
        var log = new CollectingLog();
        var first = await LayerBuilder.BuildAsync(plan, new(1, 6), new LayerCache(store, FileHashes.None), log, Token);
        var second = await LayerBuilder.BuildAsync(plan, new(1, 6), new LayerCache(store, FileHashes.None), log, Token);
        await File.WriteAllTextAsync(source, "two", Token);
        var third = await LayerBuilder.BuildAsync(plan, new(1, 6), new LayerCache(store, FileHashes.None), log, Token);

        Assert.IsFalse(first.Cached);
        Assert.IsTrue(second.Cached);
        Assert.AreEqual(first.Descriptor, second.Descriptor);
        Assert.IsFalse(third.Cached);
        Assert.AreNotEqual(first.DiffId, third.DiffId);
        Assert.IsEmpty(log.Codes);
    }

    [TestMethod]
    public async Task Each_level_has_blobs_of_its_own_and_the_same_content()
    {
        using var folder = new TempFolder();
        var cache = new LayerCache(new BlobStore(folder.Path), FileHashes.None);
        var plan = Plans.Layer(Plans.Text("/app/words.txt", string.Concat(Enumerable.Range(0, 40_000).Select(number => $"{number * 7919 % 1009} bottles\n"))));

        var sizes = new List<long>();
        foreach (var level in new[] { 0, 1, 6, 9 })
        {
            var layer = await LayerBuilder.BuildAsync(plan, new(1, level), cache, new CollectingLog(), Token);
            Assert.IsFalse(layer.Cached, "another level is another blob");
            Assert.IsTrue((await LayerBuilder.BuildAsync(plan, new(1, level), cache, new CollectingLog(), Token)).Cached);
            sizes.Add(layer.Descriptor.Size);

            await using var gzip = new GZipStream(await layer.OpenAsync(Token), CompressionMode.Decompress);
            Assert.AreEqual(layer.DiffId.Hex, Convert.ToHexStringLower(await SHA256.HashDataAsync(gzip, Token)));
        }

        CollectionAssert.AreEqual(sizes.OrderDescending().ToList(), sizes);
        Assert.IsGreaterThan(40_000 * 9, sizes[0]);
    }

    [TestMethod]
    public async Task Damaged_blob_of_the_same_size_is_healed_with_a_warning()
    {
        using var folder = new TempFolder();
        var store = new BlobStore(folder.Path);
        var log = new CollectingLog();
        var first = await LayerBuilder.BuildAsync(Plans.Small(), new(1, 6), new LayerCache(store, FileHashes.None), log, Token);
        var path = store.PathOf(first.Descriptor.Digest);
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);

        var second = await LayerBuilder.BuildAsync(Plans.Small(), new(1, 6), new LayerCache(store, FileHashes.None), log, Token);

        Assert.IsEmpty(log.Codes, "nobody has asked for its bytes");
        await (await second.OpenAsync(Token)).DisposeAsync();
        await (await second.OpenAsync(Token)).DisposeAsync();
        CollectionAssert.AreEqual(new[] { "CTZ0702" }, log.Codes);
        Assert.AreEqual(first.Descriptor.Digest.Hex, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, Token))));
    }

    [TestMethod]
    [DataRow("onetwo", "it became longer")]
    [DataRow("on", "it became shorter")]
    [DataRow("two", "its content changed")]
    public async Task File_that_changes_between_hash_and_tar_fails(string now, string why)
    {
        using var folder = new TempFolder();
        var source = folder.Write("a.txt", "one");
        var plan = Plans.Layer(Plans.Source("/app/a.txt", source));
        var contents = await LayerContent.ReadAsync(plan, FileHashes.None, Token);
        await File.WriteAllTextAsync(source, now, Token);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => LayerBuilder.WriteAsync(plan, contents, new(1, 6), Stream.Null, 1, Token));

        Assert.AreEqual("CTZ0307", error.Diagnostic.Code.Id);
        StringAssert.Contains(error.Message, why);
    }

    [TestMethod]
    public async Task Missing_file_is_unreadable()
    {
        using var folder = new TempFolder();
        var plan = Plans.Layer(Plans.Source("/app/a.txt", folder["none"]));

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(
            () => LayerBuilder.BuildAsync(plan, new(1, 6), new LayerCache(new BlobStore(folder.Path), FileHashes.None), new CollectingLog(), Token));

        Assert.AreEqual("CTZ0310", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    public void Cache_that_is_a_file_is_replaced_by_a_temporary_one()
    {
        using var folder = new TempFolder();
        var log = new CollectingLog();
        string temporary;
        using (var cache = CacheFolder.Open(folder.Write("cache", "I am a file"), log))
        {
            temporary = cache.Store.Root;
            Assert.IsTrue(Directory.Exists(temporary));
        }

        Assert.IsFalse(Directory.Exists(temporary));
        CollectionAssert.AreEqual(new[] { "CTZ0701" }, log.Codes);
    }

    [TestMethod]
    public async Task Sizes_above_eight_gib_and_large_owners_go_to_the_extended_header()
    {
        using var output = new MemoryStream();
        var header = new TarHeader("big", FileEntryKind.File, Modes.File, new Ownership(3_000_000, 4_000_000), 9L << 30, 1);

        await new Containerize.Oci.Layers.TarWriter(output).WriteAsync(header, _ => Task.CompletedTask, Token);

        var text = System.Text.Encoding.ASCII.GetString(output.ToArray());
        StringAssert.StartsWith(text, "PaxHeaders/entry\0");
        StringAssert.Contains(text, "19 size=9663676416\n15 uid=3000000\n15 gid=4000000\n");
    }
}
