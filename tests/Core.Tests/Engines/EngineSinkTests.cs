using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Containerize.Caching;
using Containerize.Core.Tests.Oci;
using Containerize.Core.Tests.Registries;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Oci;
using Containerize.Oci.Assembly;
using Containerize.Oci.Layers;
using Containerize.Oci.Layouts;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

[TestClass]
public sealed class EngineSinkTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker")]
    [DataRow("containerd")]
    [DataRow("podman")]
    public async Task Every_reference_names_the_image_and_a_second_time_nothing_is_sent(string name)
    {
        await using var engine = LiveEngine.Open(name);

        // A layer of its own: other tests may have brought busybox already.
        var image = BusyboxImage.Create(new() { ["Cmd"] = new JsonArray("true") }, ("app/noise", Convert.ToHexString(RandomNumberGenerator.GetBytes(1 << 18))));
        var (one, two, remote) = (engine.NewReference(), engine.NewReference(), "localhost:5999/" + engine.NewReference());

        var first = await engine.Sink(one, remote).WriteAsync(image, Token);
        var second = await engine.Sink(one, two, remote).WriteAsync(image, Token);

        Assert.IsGreaterThan(1 << 18, first.Transfer.BytesUploaded);
        Assert.AreEqual(0, second.Transfer.BytesUploaded);
        Assert.IsGreaterThan(0, second.Transfer.BytesSkipped);
        foreach (var reference in new[] { one, two, remote })
        {
            var found = await engine.Client.FindImageAsync(reference, Token);
            Assert.IsNotNull(found, reference);
            Assert.IsTrue(found.Id == image.Config.Digest.Value || found.Id == image.Manifest.Digest.Value, found.Id);
        }

        Assert.IsTrue(await engine.Client.RemoveImageAsync(remote, force: true, Token));
        Assert.IsNull(await engine.Client.FindImageAsync(remote, Token));
    }

    [TestMethod]
    public async Task An_image_that_is_there_costs_one_question_besides_the_ping()
    {
        using var folder = new TempFolder();
        var image = Samples.Image(Samples.Layer("app"));
        var there = new JsonObject { ["Id"] = image.Config.Digest.Value, ["RootFS"] = new JsonObject { ["Layers"] = new JsonArray(image.Layers[0].DiffId.Value) } }.ToJsonString();
        await using var engine = FakeEngine.Start(folder["engine.sock"], (request, stream) => FakeEngine.AnswerAsync(stream, "200 OK", there), "1.51");
        using var client = new EngineClient(engine.Address, new());

        var result = await new EngineSink(client, ["shop:1"], new(), ImageArchive.WriteAsync).WriteAsync(image, Token);

        Assert.AreEqual(0, result.Transfer.BytesUploaded);
        Assert.HasCount(2, engine.Requests, string.Join('\n', engine.Requests));
        StringAssert.Contains(engine.Requests.First(), "/_ping");
        StringAssert.Contains(engine.Requests.Last(), "/images/shop:1/json");
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("containerd")]
    [DataRow("podman")]
    public async Task A_reference_moves_to_the_new_image(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var (old, @new) = (BusyboxImage.Shell("true # " + Guid.NewGuid()), BusyboxImage.Shell("false # " + Guid.NewGuid()));
        var reference = engine.NewReference();

        await engine.Sink(reference).WriteAsync(old, Token);
        await engine.Sink(reference).WriteAsync(@new, Token);

        var found = await engine.Client.FindImageAsync(reference, Token);
        Assert.IsTrue(found!.Id == @new.Config.Digest.Value || found.Id == @new.Manifest.Digest.Value);
    }

    [TestMethod]
    [DataRow("docker", true)]
    [DataRow("containerd", false)]
    [DataRow("podman", false)]
    public async Task Layers_that_were_built_here_go_as_plain_tars_to_the_classic_store(string name, bool unpacked)
    {
        await using var engine = LiveEngine.Open(name);
        using var folder = new TempFolder();
        var reference = engine.NewReference();
        var noise = Convert.ToHexString(RandomNumberGenerator.GetBytes(1 << 18));
        var plan = Plans.Image() with { Layers = [Plans.Layer(Plans.Source("/app/shop", folder.Write("shop", noise)))] };
        var layer = await LayerBuilder.BuildAsync(plan.Layers[0], new(1, 6), new LayerCache(new BlobStore(folder["cache"]), FileHashes.None), new CollectingLog(), Token);
        var image = ImageAssembler.Assemble(plan, ResolvedBase.Scratch, [layer]);

        var result = await engine.Sink(reference).WriteAsync(image, Token);

        Assert.AreEqual(unpacked, result.Transfer.BytesUploaded > layer.UncompressedSize, $"{result.Transfer.BytesUploaded} bytes were sent");
        var found = await engine.Client.FindImageAsync(reference, Token);
        Assert.IsTrue(found!.Id == image.Config.Digest.Value || found.Id == image.Manifest.Digest.Value, found.Id);
        CollectionAssert.AreEqual(new[] { layer.DiffId.Value }, found.Layers.ToArray());
    }

    [TestMethod]
    [DataRow(EngineStore.Classic, "unix:///run/docker.sock", true)]
    [DataRow(EngineStore.Classic, "npipe:////./pipe/docker_engine", true)]
    [DataRow(EngineStore.Classic, "tcp://127.0.0.1:2375", true)]
    [DataRow(EngineStore.Classic, "tcp://build.example.com:2376", false)]
    [DataRow(EngineStore.Classic, "ssh://build.example.com", false)]
    [DataRow(EngineStore.Containerd, "unix:///run/docker.sock", false)]
    [DataRow(EngineStore.Podman, "unix:///run/podman.sock", false)]
    public void Plain_tars_are_for_the_classic_store_of_this_machine(EngineStore store, string address, bool expected) =>
        Assert.AreEqual(expected, EngineSink.TakesPlainTars(store, EngineAddress.Parse(address, "test")));

    [TestMethod]
    [DataRow("docker")]
    [DataRow("containerd")]
    [DataRow("podman")]
    public async Task What_is_no_archive_is_an_error_and_no_image(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var reference = engine.NewReference();
        var sink = new EngineSink(engine.Client, [reference], new ImageRelatives(), (_, stream, token) => stream.WriteAsync(new byte[1 << 16], token).AsTask());

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => sink.WriteAsync(BusyboxImage.Shell("true # " + Guid.NewGuid()), Token));

        Assert.AreEqual(EngineCodes.EngineLoadFailed, error.Diagnostic.Code, error.Message);
        Assert.IsNull(await engine.Client.FindImageAsync(reference, Token));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("containerd")]
    [DataRow("podman")]
    public async Task An_archive_that_breaks_off_leaves_no_image(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var reference = engine.NewReference();
        var sink = new EngineSink(engine.Client, [reference], new ImageRelatives(), async (contents, stream, token) =>
        {
            var whole = new MemoryStream();
            await ImageArchive.WriteAsync(contents, whole, token);
            await stream.WriteAsync(whole.ToArray().AsMemory(0, (int)whole.Length / 2), token);
            throw new IOException("the base went away");
        });

        var error = await Assert.ThrowsExactlyAsync<IOException>(() => sink.WriteAsync(BusyboxImage.Shell("true # " + Guid.NewGuid()), Token));

        Assert.AreEqual("the base went away", error.Message);
        Assert.IsNull(await engine.Client.FindImageAsync(reference, Token));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task Builds_a_Dockerfile_and_tells_what_its_commands_wrote_when_they_fail(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var reference = engine.NewReference();

        var id = await engine.Client.BuildImageAsync(Build("FROM scratch\nADD root.tar /\nENV A=\"b c\"\nRUN [\"/bin/sh\",\"-c\",\"echo built > /tmp/x\"]\n", reference), Token);
        var error = await Assert.ThrowsExactlyAsync<EngineException>(() => engine.Client.BuildImageAsync(
            Build("FROM scratch\nADD root.tar /\nRUN [\"/bin/sh\",\"-c\",\"echo the reason; exit 3\"]\n", reference), Token));

        Assert.StartsWith("sha256:", id.StartsWith("sha256:", StringComparison.Ordinal) ? id : "sha256:" + id);
        Assert.IsNotNull(await engine.Client.FindImageAsync(reference, Token));
        Assert.Contains("the reason", error.Message);
    }

    private static EngineBuild Build(string dockerfile, string reference) => new()
    {
        References = [reference],
        WriteContext = async (stream, token) =>
        {
            var context = new MemoryStream();
            using (var tar = new System.Formats.Tar.TarWriter(context, System.Formats.Tar.TarEntryFormat.Ustar, leaveOpen: true))
            {
                tar.WriteEntry(new System.Formats.Tar.UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "Dockerfile") { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(dockerfile)) });
                tar.WriteEntry(new System.Formats.Tar.UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "root.tar") { DataStream = new MemoryStream(BusyboxImage.Rootfs()) });
            }

            await stream.WriteAsync(context.ToArray(), token);
        },
    };
}
