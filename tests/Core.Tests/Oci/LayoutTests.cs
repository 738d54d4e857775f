using System.Formats.Tar;
using System.Security.Cryptography;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Oci.Assembly;
using Containerize.Oci.Layers;
using Containerize.Oci.Layouts;
using Containerize.Testing;

namespace Containerize.Core.Tests.Oci;

[TestClass]
public sealed class LayoutTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker-archive:")]
    [DataRow("oci-archive:")]
    public async Task Skopeo_reads_the_archive_both_ways(string transport)
    {
        using var folder = new TempFolder();
        var image = await ImageAsync(folder);
        var sink = new ArchiveSink(folder.Path + "/", ["shop:1.0"]);
        await sink.WriteAsync(image, Token);

        var (code, output) = await Tool.RunAsync(Token, "skopeo", "inspect", "--config", "--raw", transport + folder["shop-1.0.tar"]);

        Assert.AreEqual(0, code, output);
        StringAssert.Contains(output, image.Layers[0].DiffId.Value);
        var copy = await Tool.RunAsync(Token, "skopeo", "copy", "--insecure-policy", transport + folder["shop-1.0.tar"], "dir:" + folder["copy"]);
        Assert.AreEqual(0, copy.Code, copy.Output);
    }

    [TestMethod]
    public async Task An_archive_that_is_there_is_not_written_again_and_one_that_is_gone_or_other_is()
    {
        using var folder = new TempFolder();
        var image = await ImageAsync(folder);
        var path = folder["shop.tar"];
        var sink = new ArchiveSink(path, ["shop:1.0"], new WrittenFiles(folder["cache"]));
        async Task<DateTime> WriteAsync(ArchiveSink to)
        {
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
            await to.WriteAsync(image, Token);
            return File.GetLastWriteTimeUtc(path);
        }

        await sink.WriteAsync(image, Token);
        var right = await File.ReadAllBytesAsync(path, Token);
        Assert.AreEqual(DateTime.UnixEpoch, await WriteAsync(sink), "nothing has changed");

        await File.WriteAllBytesAsync(path, [.. right[..^1], 1], Token);
        Assert.AreNotEqual(DateTime.UnixEpoch, await WriteAsync(sink), "a byte has changed");
        CollectionAssert.AreEqual(right, await File.ReadAllBytesAsync(path, Token));

        Assert.AreNotEqual(DateTime.UnixEpoch, await WriteAsync(new ArchiveSink(path, ["shop:2.0"], new WrittenFiles(folder["cache"]))), "it has another name");
        File.Delete(path);
        await sink.WriteAsync(image, Token);
        CollectionAssert.AreEqual(right, await File.ReadAllBytesAsync(path, Token));
    }

    [TestMethod]
    public async Task Layout_keeps_other_names_and_skopeo_reads_each()
    {
        using var folder = new TempFolder();
        var image = await ImageAsync(folder);
        await new OciLayoutSink(folder["layout"], ["shop:1.0"]).WriteAsync(image, Token);
        await new OciLayoutSink(folder["layout"], ["shop:2.0"]).WriteAsync(image, Token);
        await new OciLayoutSink(folder["layout"], ["shop:2.0"]).WriteAsync(image, Token);

        var index = await File.ReadAllTextAsync(folder["layout/index.json"], Token);
        Assert.HasCount(3, index.Split("io.containerd.image.name"));
        foreach (var tag in new[] { "1.0", "2.0" })
        {
            var (code, output) = await Tool.RunAsync(Token, "skopeo", "inspect", "--format", "{{.Digest}}", $"oci:{folder["layout"]}:{tag}");
            Assert.AreEqual((0, image.Manifest.Digest.Value), (code, output.Trim()));
        }
    }

    [TestMethod]
    public async Task Archive_has_the_same_bytes_each_time_and_is_gzipped_by_its_name()
    {
        using var folder = new TempFolder();
        var image = await ImageAsync(folder);
        foreach (var name in new[] { "a.tar", "b.tar", "c.tar.gz" })
            await new ArchiveSink(folder[name], ["shop:1.0"]).WriteAsync(image, Token);

        CollectionAssert.AreEqual(await File.ReadAllBytesAsync(folder["a.tar"], Token), await File.ReadAllBytesAsync(folder["b.tar"], Token));
        Assert.AreEqual(0, (await Tool.RunAsync(Token, "gzip", "-t", folder["c.tar.gz"])).Code);
    }

    [TestMethod]
    public async Task Archive_that_cannot_be_written_is_coded()
    {
        using var folder = new TempFolder();
        var image = await ImageAsync(folder);
        var path = Path.Combine(folder.Write("file", ""), "a.tar");

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => new ArchiveSink(path, ["shop:1.0"]).WriteAsync(image, Token));

        Assert.AreEqual("CTZ0309", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    [DataRow(0)]
    public async Task Layer_with_other_bytes_is_refused_and_the_old_archive_stays(int more)
    {
        using var folder = new TempFolder();
        var image = await ImageAsync(folder);
        var bad = image.Layers[0] with { OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(new byte[image.Layers[0].Descriptor.Size + more])) };
        var path = folder.Write("a.tar", "old");

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(
            () => new ArchiveSink(path, ["shop:1.0"]).WriteAsync(image with { Layers = [bad] }, Token));

        Assert.AreEqual("CTZ0406", error.Diagnostic.Code.Id);
        Assert.AreEqual("old", await File.ReadAllTextAsync(path, Token));
    }

    [TestMethod]
    public async Task Unpacked_archive_holds_plain_tars_where_files_are_at_hand_and_skopeo_reads_it()
    {
        using var folder = new TempFolder();
        var image = await ImageAsync(folder);
        var closed = image.Layers[0] with { WriteTarAsync = null };
        foreach (var (name, layer, expected) in new[] { ("plain.tar", image.Layers[0], image.Layers[0].DiffId), ("packed.tar", closed, closed.Descriptor.Digest) })
        {
            await using (var file = File.Create(folder[name]))
                await ImageArchive.WriteAsync(new(image with { Layers = [layer] }, ["shop:1.0"]) { Unpacked = true }, file, Token);

            var blobs = await BlobsAsync(folder[name]);
            Assert.HasCount(3, blobs, string.Join(' ', blobs.Keys)); // config, layer, manifest.json
            Assert.AreEqual(expected.Hex, blobs[$"blobs/sha256/{expected.Hex}"]);
            var (code, output) = await Tool.RunAsync(Token, "skopeo", "copy", "--insecure-policy", "docker-archive:" + folder[name], "oci:" + folder[name + ".layout"]);
            Assert.AreEqual(0, code, output);
            var config = await Tool.RunAsync(Token, "skopeo", "inspect", "--config", "--raw", "oci:" + folder[name + ".layout"]);
            StringAssert.Contains(config.Output, image.Layers[0].DiffId.Value);
        }
    }

    [TestMethod]
    public async Task Unpacked_archive_of_a_file_that_changed_is_refused()
    {
        using var folder = new TempFolder();
        var source = folder.Write("app.dll", "first");
        var image = await ImageAsync(folder, Plans.Layer(Plans.Source("/app/app.dll", source)));
        await File.WriteAllTextAsync(source, "other", Token);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ImageArchive.WriteAsync(new(image, []) { Unpacked = true }, Stream.Null, Token));

        Assert.AreEqual(ImageCodes.FileChanged, error.Diagnostic.Code, error.Message);
    }

    private static async Task<Dictionary<string, string>> BlobsAsync(string archive)
    {
        await using var file = File.OpenRead(archive);
        await using var reader = new TarReader(file);
        var blobs = new Dictionary<string, string>();
        while (await reader.GetNextEntryAsync() is { } entry)
            blobs[entry.Name] = Convert.ToHexStringLower(await SHA256.HashDataAsync(entry.DataStream!));

        return blobs;
    }

    private async Task<Image> ImageAsync(TempFolder folder, LayerPlan? content = null)
    {
        var plan = Plans.Image();
        var layer = await LayerBuilder.BuildAsync(content ?? plan.Layers[0], new(1, 6), new LayerCache(new BlobStore(folder["cache"]), FileHashes.None), new CollectingLog(), Token);
        return ImageAssembler.Assemble(plan, ResolvedBase.Scratch, [layer]);
    }
}
