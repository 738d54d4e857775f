using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Oci.Layouts;

namespace Containerize.Core.Tests.Engines;

[TestClass]
public sealed class EngineSinkTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task Every_reference_names_the_image_and_a_second_time_nothing_is_sent(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = BusyboxImage.Shell("true # " + Guid.NewGuid());
        var (one, two, remote) = (engine.NewReference(), engine.NewReference(), "localhost:5999/" + engine.NewReference());

        var first = await engine.Sink(one, remote).WriteAsync(image, Token);
        var second = await engine.Sink(one, two, remote).WriteAsync(image, Token);

        Assert.IsGreaterThan(image.Layers[0].Descriptor.Size, first.Transfer.BytesUploaded);
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
    [DataRow("docker")]
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
    [DataRow("docker", true, true)]
    [DataRow("docker", false, true)]
    [DataRow("podman", true, false)]
    public async Task Only_layers_that_the_engine_lacks_are_sent(string name, bool sameTag, bool expected)
    {
        await using var engine = LiveEngine.Open(name);
        var unique = Guid.NewGuid().ToString();
        var (old, young) = (Shown("first", unique), Shown("second", unique));
        var reference = engine.NewReference();
        await engine.Sink(reference).WriteAsync(old, Token);

        var next = sameTag ? reference : engine.NewReference();
        var result = await engine.Sink(next).WriteAsync(young, Token);

        Assert.AreEqual(expected, result.Transfer.BytesUploaded < young.Layers[0].Descriptor.Size, $"{result.Transfer.BytesUploaded} bytes were sent");
        Assert.AreEqual(expected ? young.Layers[0].Descriptor.Size + young.Layers[1].Descriptor.Size : 0, result.Transfer.BytesSkipped);
        var id = await engine.Client.CreateContainerAsync(new ContainerRequest { Image = next, Name = "ctz-test-" + unique }, Token);
        try
        {
            await engine.Client.StartContainerAsync(id.Id, Token);
            Assert.AreEqual(0, await engine.Client.WaitForContainerAsync(id.Id, Token));
            var lines = new List<string>();
            await foreach (var line in engine.Client.ReadLogAsync(id.Id, follow: false, tail: null, Token))
                lines.Add(line.Text);
            CollectionAssert.AreEqual(new[] { "kept" + unique + "second" }, lines);
        }
        finally
        {
            await engine.Client.RemoveContainerAsync(id.Id, removeAnonymousVolumes: true, CancellationToken.None);
        }
    }

    [TestMethod]
    public async Task The_base_in_the_engine_is_not_sent_and_what_the_engine_refuses_is_sent_whole()
    {
        await using var engine = LiveEngine.Open("docker");
        var unique = Guid.NewGuid().ToString();
        var (@base, image) = (BusyboxImage.Create([], ("app/kept", "kept" + unique)), Shown("first", unique));
        var baseReference = await engine.LoadAsync(@base, Token);
        var refusals = 0;
        var onBase = new EngineSink(engine.Client, ["ctz-other/" + engine.NewReference()], baseReference, ImageArchive.WriteAsync);
        var refused = new EngineSink(engine.Client, [engine.NewReference()], baseReference, (image, references, leftOut, stream, token) =>
        {
            refusals += leftOut.Count > 0 ? 1 : 0;
            return leftOut.Count > 0 ? stream.WriteAsync(new byte[1 << 16], token).AsTask() : ImageArchive.WriteAsync(image, references, leftOut, stream, token);
        });

        var small = await onBase.WriteAsync(image, Token);
        Assert.IsTrue(await engine.Client.RemoveImageAsync(small.References[0], force: true, Token));
        var whole = await refused.WriteAsync(image, Token);

        Assert.IsLessThan(image.Layers[0].Descriptor.Size, small.Transfer.BytesUploaded);
        Assert.AreEqual(1, refusals);
        Assert.IsGreaterThan(image.Layers[0].Descriptor.Size, whole.Transfer.BytesUploaded);
        Assert.IsNotNull(await engine.Client.FindImageAsync(whole.References[0], Token));
    }

    private static Containerize.Oci.Image Shown(string text, string unique) => BusyboxImage.Create(
        new JsonObject { ["Cmd"] = new JsonArray("/bin/sh", "-c", "cat /app/kept /app/shown; echo"), ["Env"] = new JsonArray("PATH=/bin") }, ("app/kept", "kept" + unique), ("app/shown", text));

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task What_is_no_archive_is_an_error_and_no_image(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var reference = engine.NewReference();
        var sink = new EngineSink(engine.Client, [reference], "", (_, _, _, stream, token) => stream.WriteAsync(new byte[1 << 16], token).AsTask());

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => sink.WriteAsync(BusyboxImage.Shell("true # " + Guid.NewGuid()), Token));

        Assert.AreEqual(EngineCodes.EngineLoadFailed, error.Diagnostic.Code, error.Message);
        Assert.IsNull(await engine.Client.FindImageAsync(reference, Token));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task An_archive_that_breaks_off_leaves_no_image(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var reference = engine.NewReference();
        var sink = new EngineSink(engine.Client, [reference], "", async (image, references, _, stream, token) =>
        {
            var whole = new MemoryStream();
            await ImageArchive.WriteAsync(image, references, whole, token);
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
