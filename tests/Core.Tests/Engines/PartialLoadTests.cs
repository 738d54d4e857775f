using System.IO.Compression;
using System.Text.Json.Nodes;
using Containerize.Engines;
using Containerize.Oci;
using Containerize.Oci.Layouts;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

/// <remarks>
/// Alone: when another test removes an image, containerd may collect a layer between the moment in which the old image loses its name and the one in
/// which the new one holds its layers. The image is sent whole then, which is right, and not what is asked here.
/// </remarks>
[TestClass]
[DoNotParallelize]
public sealed class PartialLoadTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker", true)]
    [DataRow("docker", false)]
    [DataRow("containerd", true)]
    [DataRow("containerd", false)]
    [DataRow("podman", true)]
    [DataRow("podman", false)]
    public async Task Only_layers_that_the_engine_lacks_are_sent(string name, bool sameTag)
    {
        await using var engine = LiveEngine.Open(name);
        var unique = Guid.NewGuid().ToString();
        var young = Shown("second", unique);
        var reference = engine.NewReference();
        await engine.Sink(reference).WriteAsync(Shown("first", unique), Token);

        var next = sameTag ? reference : engine.NewReference();
        var result = await engine.Sink(next, engine.NewReference("ctz-test/alias")).WriteAsync(young, Token);

        Assert.IsLessThan(16 << 10, result.Transfer.BytesUploaded);
        Assert.AreEqual(young.Layers[0].Descriptor.Size + young.Layers[1].Descriptor.Size, result.Transfer.BytesSkipped);
        Assert.AreEqual("kept" + unique + "second", await RunAsync(engine, next));
        await AssertIsAsAfterAWholeLoadAsync(engine, young, result.References);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("containerd")]
    [DataRow("podman")]
    public async Task A_change_of_settings_sends_no_layer(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var unique = Guid.NewGuid().ToString();
        var reference = engine.NewReference();
        await engine.Sink(reference).WriteAsync(Shown("first", unique), Token);

        var result = await engine.Sink(reference).WriteAsync(Shown("first", unique, command: "echo changed"), Token);

        Assert.IsLessThan(16 << 10, result.Transfer.BytesUploaded);
        Assert.AreEqual("changed", await RunAsync(engine, reference));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("containerd")]
    [DataRow("podman")]
    public async Task The_base_and_what_another_project_put_on_it_are_neither_opened_nor_sent(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var unique = Guid.NewGuid().ToString();
        var baseReference = await engine.LoadAsync(BusyboxImage.Create([]), Token);
        await engine.Sink(engine.NewReference("ctz-test/other")).WriteAsync(Shown("first", unique), Token);
        var relatives = new ImageRelatives(baseReference, "kind=" + unique);
        var reference = engine.NewReference("ctz-test/" + unique);

        var result = await engine.Sink(relatives, reference).WriteAsync(Closed(Shown("second", unique), layers: 2), Token);

        Assert.IsLessThan(16 << 10, result.Transfer.BytesUploaded);
        Assert.AreEqual("kept" + unique + "second", await RunAsync(engine, reference));
    }

    // The classic store keeps no compressed blobs and does not mind; the others must get them, and the image must run.
    [TestMethod]
    [DataRow("docker", false)]
    [DataRow("containerd", true)]
    [DataRow("podman", true)]
    public async Task A_layer_that_is_there_in_another_compression_is_sent_where_blobs_are_kept(string name, bool whole)
    {
        await using var engine = LiveEngine.Open(name);
        var unique = Guid.NewGuid().ToString();
        var reference = engine.NewReference();
        await engine.Sink(reference).WriteAsync(Shown("first", unique, level: CompressionLevel.NoCompression), Token);
        var young = Shown("second", unique, level: CompressionLevel.SmallestSize);

        var result = await engine.Sink(reference).WriteAsync(young, Token);

        // Podman keeps a blob of any image that ever had it, so the base may be there after all.
        if (name != "podman")
            Assert.AreEqual(whole, result.Transfer.BytesUploaded > young.Layers[0].Descriptor.Size, $"{result.Transfer.BytesUploaded} bytes were sent");
        Assert.AreEqual("kept" + unique + "second", await RunAsync(engine, reference));
        await AssertIsAsAfterAWholeLoadAsync(engine, young, result.References);
    }

    [TestMethod]
    public async Task What_the_engine_refuses_in_part_is_sent_whole()
    {
        await using var engine = LiveEngine.Open("docker");
        var unique = Guid.NewGuid().ToString();
        var (reference, refusals) = (engine.NewReference(), 0);
        await engine.Sink(reference).WriteAsync(Shown("first", unique), Token);
        var sink = new EngineSink(engine.Client, [reference], new(), (contents, stream, token) =>
        {
            refusals += contents.LeftOut.Count > 0 ? 1 : 0;
            return contents.LeftOut.Count > 0 ? stream.WriteAsync(new byte[1 << 16], token).AsTask() : ImageArchive.WriteAsync(contents, stream, token);
        });

        var image = Shown("second", unique);
        var result = await sink.WriteAsync(image, Token);

        Assert.AreEqual(1, refusals);
        Assert.AreEqual(2, result.Transfer.Requests);
        Assert.IsGreaterThan(image.Layers[0].Descriptor.Size, result.Transfer.BytesUploaded);
        Assert.AreEqual("kept" + unique + "second", await RunAsync(engine, reference));
    }

    [TestMethod]
    [DataRow(true, true, 1)]
    [DataRow(true, false, 2)]
    [DataRow(false, true, 1)]
    [DataRow(false, false, 2)]
    public async Task A_containerd_store_is_asked_whether_the_image_is_whole(bool listsParts, bool whole, int loads)
    {
        using var folder = new TempFolder();
        var (old, young) = (Shown("first", "x"), Shown("second", "x"));
        var loaded = 0;
        string Inspect(Image image) => new JsonObject
        {
            ["Id"] = image.Manifest.Digest.Value,
            ["RootFS"] = new JsonObject { ["Layers"] = new JsonArray([.. image.Layers.Select(layer => (JsonNode)layer.DiffId.Value)]) },
        }.ToJsonString();
        string Listed() => new JsonArray(new JsonObject
        {
            ["Id"] = young.Manifest.Digest.Value,
            ["Manifests"] = listsParts ? new JsonArray(new JsonObject { ["ID"] = young.Manifest.Digest.Value, ["Available"] = whole }) : null,
        }).ToJsonString();
        await using var engine = FakeEngine.Start(folder["engine.sock"], (request, stream) => request switch
        {
            _ when request.EndsWith("/info", StringComparison.Ordinal) => FakeEngine.AnswerAsync(stream, "200 OK", """{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}"""),
            _ when request.Contains("/images/load", StringComparison.Ordinal) && ++loaded > 0 => FakeEngine.StreamAsync(stream, """{"stream":"Loaded image: shop:1\n"}"""),
            _ when request.Contains("/images/shop:1/json", StringComparison.Ordinal) => FakeEngine.AnswerAsync(stream, "200 OK", Inspect(loaded > 0 ? young : old)),
            _ when loaded > 0 && request.Contains(young.Manifest.Digest.Hex, StringComparison.Ordinal) => FakeEngine.AnswerAsync(stream, "200 OK", Inspect(young)),
            _ when request.Contains("/images/json", StringComparison.Ordinal) => FakeEngine.AnswerAsync(stream, "200 OK", listsParts || whole ? Listed() : "[]"),
            _ => FakeEngine.AnswerAsync(stream, "404 Not Found", """{"message":"no such image"}"""),
        }, "1.51");
        using var client = new EngineClient(engine.Address, new());

        var result = await new EngineSink(client, ["shop:1"], new(), ImageArchive.WriteAsync).WriteAsync(young, Token);

        Assert.AreEqual(loads, loaded);
        Assert.AreEqual(loads == 1, result.Transfer.BytesUploaded < young.Layers[0].Descriptor.Size, $"{result.Transfer.BytesUploaded} bytes were sent");
    }

    private async Task AssertIsAsAfterAWholeLoadAsync(LiveEngine engine, Image image, IReadOnlyList<string> references)
    {
        var part = await engine.Client.FindImageAsync(references[0], Token);
        foreach (var reference in references)
            await engine.Client.RemoveImageAsync(reference, force: true, Token);
        Assert.IsNull(await engine.Client.FindImageAsync(references[0], Token));
        await engine.Client.LoadImageAsync("whole", (stream, token) => ImageArchive.WriteAsync(new(image, [references[0]]), stream, token), Token);

        var whole = await engine.Client.FindImageAsync(references[0], Token);

        Assert.AreEqual(whole!.Id, part!.Id);
        CollectionAssert.AreEqual(whole.Layers.ToArray(), part.Layers.ToArray());
    }

    private async Task<string> RunAsync(LiveEngine engine, string reference)
    {
        var container = await engine.Client.CreateContainerAsync(new ContainerRequest { Image = reference, Name = "ctz-test-" + Guid.NewGuid() }, Token);
        try
        {
            await engine.Client.StartContainerAsync(container.Id, Token);
            Assert.AreEqual(0, await engine.Client.WaitForContainerAsync(container.Id, Token));
            var lines = new List<string>();
            await foreach (var line in engine.Client.ReadLogAsync(container.Id, follow: false, tail: null, Token))
                lines.Add(line.Text);
            return string.Join('\n', lines);
        }
        finally
        {
            await engine.Client.RemoveContainerAsync(container.Id, removeAnonymousVolumes: true, CancellationToken.None);
        }
    }

    // The lower layers cannot be opened, as those of a registry that does not answer.
    private static Image Closed(Image image, int layers) => image with
    {
        Layers = [.. image.Layers.Select((layer, index) => index < layers ? layer with { OpenAsync = _ => throw new IOException("opened") } : layer)],
    };

    private static Image Shown(string text, string unique, string command = "cat /app/kept /app/shown; echo", CompressionLevel level = CompressionLevel.Fastest) => BusyboxImage.Create(
        new JsonObject { ["Cmd"] = new JsonArray("/bin/sh", "-c", command), ["Env"] = new JsonArray("PATH=/bin"), ["Labels"] = new JsonObject { ["kind"] = unique } },
        level,
        ("app/kept", "kept" + unique),
        ("app/shown", text));
}
