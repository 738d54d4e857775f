using System.Text;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Oci.Layouts;
using Containerize.Running;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

/// <summary>An engine that goes away, or says odd things, in the middle of what it answers.</summary>
[TestClass]
public sealed class EngineStreamFaultTests
{
    private const string Running = "{\"Id\":\"x\",\"State\":{\"Status\":\"running\",\"Running\":true}}";

    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("/build?", "build", "{\"stream\":\"Step 1\"}")]
    [DataRow("/build?", "build", "{\"stream\":\"Step")]
    [DataRow("/build?", "build", "")]
    [DataRow("/images/load", "load", "{\"stream\":\"Loading\"}")]
    [DataRow("/images/load", "load", "{\"stream")]
    [DataRow("/images/shop/get", "export", "manifest.json")]
    [DataRow("/images/shop/get", "export", "")]
    [DataRow("/containers/x/logs", "log", "\u0001\0\0\0\0\0\0\u0002a\n")]
    [DataRow("/containers/x/logs", "log", "\u0001\0\0\0\0\0\0\u0009a")]
    [DataRow("/exec/x/start", "exec", "\u0001\0\0\0")]
    [DataRow("/containers/x/wait", "wait", "{\"StatusCode\"")]
    [DataRow("/containers/x/wait", "wait", "")]
    [DataRow("/info", "info", "{\"ServerVersion\"")]
    [DataRow("/containers/json", "list", "[{")]
    [DataRow("/containers/create", "create", "{")]
    public async Task An_engine_that_dies_in_the_middle_of_an_answer_is_told(string path, string call, string sent)
    {
        await using var engine = Script(path, stream => FakeEngine.BeginStreamAsync(stream, sent.Length > 0 ? [sent] : []), out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
            await Failure.OfAsync(EngineCodes.EngineDied, "stopped answering during", token => CallAsync(client, call, token), Token);
    }

    [TestMethod]
    [DataRow("/build?", "build")]
    [DataRow("/images/load", "load")]
    [DataRow("/images/shop/get", "export")]
    [DataRow("/containers/x/logs", "log")]
    [DataRow("/exec/x/start", "exec")]
    [DataRow("/containers/x/wait", "wait")]
    [DataRow("/containers/create", "create")]
    public async Task An_engine_that_dies_before_it_answers_is_told(string path, string call)
    {
        await using var engine = Script(path, _ => Task.CompletedTask, out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
            await Failure.OfAsync(EngineCodes.EngineDied, "stopped answering during", token => CallAsync(client, call, token), Token);
    }

    [TestMethod]
    [DataRow("{\"errorDetail\":{\"code\":1,\"message\":\"no space left on device\"},\"error\":\"x\"}", "no space left on device")]
    [DataRow("{\"error\":\"of an older engine\"}", "of an older engine")]
    public async Task An_error_inside_a_build_that_answered_200_is_a_failure(string message, string expected)
    {
        await using var engine = Script("/build?", stream => FakeEngine.StreamAsync(stream, "{\"stream\":\"Step 1\\n\"}\r\n", message, "{\"aux\":{\"ID\":\"sha256:1\"}}"), out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
        {
            var error = await Failure.OfAsync(EngineCodes.EngineRefused, expected, token => CallAsync(client, "build", token), Token);
            Assert.Contains("last output: Step 1", error.Message);
        }
    }

    [TestMethod]
    [DataRow("config", "")]
    [DataRow("config", "Loaded image: shop:1")]
    [DataRow("manifest", "Loaded image ID: sha256:1")]
    public async Task A_loaded_image_is_found_by_config_or_by_manifest_whatever_the_engine_says(string id, string said)
    {
        var image = BusyboxImage.Shell("true");
        var loaded = false;
        using var folder = new TempFolder();
        await using var engine = FakeEngine.Start(folder["e.sock"], (request, stream) =>
        {
            loaded |= request.Contains("/images/load", StringComparison.Ordinal);
            return request.Contains("/images/load", StringComparison.Ordinal) ? FakeEngine.StreamAsync(stream, said.Length > 0 ? [$"{{\"stream\":\"{said}\\n\"}}"] : [])
                : request.EndsWith("/info", StringComparison.Ordinal) ? FakeEngine.AnswerAsync(stream, "200 OK", "{}")
                : loaded && request.EndsWith("/json", StringComparison.Ordinal) ? FakeEngine.AnswerAsync(stream, "200 OK", Inspection(id == "config" ? image.Config.Digest.Value : image.Manifest.Digest.Value))
                : FakeEngine.AnswerAsync(stream, "404 Not Found", "{\"message\":\"No such image\"}");
        });
        using var client = new EngineClient(engine.Address, new());

        var result = await new EngineSink(client, ["shop:1"], new ImageRelatives(), ImageArchive.WriteAsync).WriteAsync(image, Token);

        Assert.IsGreaterThan(0, result.Transfer.BytesUploaded);
    }

    [TestMethod]
    [DataRow("", "said nothing")]
    [DataRow("Loaded image: other:1", "said that it loaded other:1")]
    public async Task A_load_that_brings_no_image_is_a_failure(string said, string hint)
    {
        await using var engine = Script("/images/load", stream => FakeEngine.StreamAsync(stream, said.Length > 0 ? [$"{{\"stream\":\"{said}\\n\"}}"] : []), out var folder, other: "404 Not Found");
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
        {
            var sink = new EngineSink(client, ["shop:1"], new ImageRelatives(), ImageArchive.WriteAsync);
            await Failure.OfAsync(EngineCodes.EngineLoadFailed, hint, token => sink.WriteAsync(BusyboxImage.Shell("true"), token), Token);
        }
    }

    [TestMethod]
    public async Task A_log_that_is_no_log_is_told()
    {
        await using var engine = Script("/logs", stream => FakeEngine.StreamAsync(stream, "<html>an error of a proxy</html>"), out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
            await Failure.OfAsync(EngineCodes.EngineDied, "a frame of unknown kind", token => CallAsync(client, "log", token), Token);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n")]
    [DataRow("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")]
    public async Task Output_that_comes_in_one_packet_with_the_head_is_not_lost(string head)
    {
        await using var engine = Script("/exec/x/start", stream => FakeEngine.WriteAsync(stream, head + "\u0001\0\0\0\0\0\0\u0004one\n\u0002\0\0\0\0\0\0\u0004two\n"), out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
        {
            var result = await client.ExecAsync("x", ["true"], Token);

            CollectionAssert.AreEqual(new LogLine[] { new(false, "one"), new(true, "two") }, result.Output.ToArray());
        }
    }

    [TestMethod]
    public async Task A_container_that_is_not_started_yet_is_waited_for()
    {
        await using var engine = Container("created", "created", stream => FakeEngine.AnswerAsync(stream, "200 OK", "{\"StatusCode\":7}"), out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
        {
            Assert.AreEqual(7, await client.WaitForContainerAsync("x", Token));
            CollectionAssert.Contains(engine.Requests.ToArray(), "POST /v1.41/containers/x/wait?condition=next-exit");
        }
    }

    [TestMethod]
    public async Task An_exit_between_question_and_answer_is_not_lost()
    {
        using var end = new CancellationTokenSource();
        await using var engine = Container(
            "created", "exited",
            async stream =>
            {
                // The answer begins, and nothing follows: no next exit comes.
                await FakeEngine.BeginStreamAsync(stream);
                await Task.Delay(Timeout.Infinite, end.Token);
            },
            out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
            Assert.AreEqual(5, await client.WaitForContainerAsync("x", Token).WaitAsync(TimeSpan.FromSeconds(10), Token));

        await end.CancelAsync();
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task A_real_container_may_be_waited_for_before_it_starts(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var reference = await engine.LoadAsync(BusyboxImage.Shell("exit 7"), Token);
        var container = await engine.Client.CreateContainerAsync(new() { Image = reference, Labels = new Dictionary<string, string> { [ProjectLabel.Name] = engine.Label.Value } }, Token);

        var exit = engine.Client.WaitForContainerAsync(container.Id, Token);
        await engine.Client.StartContainerAsync(container.Id, Token);

        Assert.AreEqual(7, await exit.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [TestMethod]
    public async Task No_credentials_are_sent_to_an_engine()
    {
        // Bases come from us, and images leave through us: an engine has no use for a login, so none of its ways to leak one matter.
        await using var engine = Script("/build?", stream => FakeEngine.StreamAsync(stream, "{\"aux\":{\"ID\":\"sha256:1\"}}"), out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
        {
            foreach (var call in (string[])["build", "load", "create", "list", "info"])
                await CallAsync(client, call, Token);
        }

        Assert.IsGreaterThan(5, engine.Heads.Count);
        foreach (var head in engine.Heads)
        {
            Assert.DoesNotContain("x-registry", head.ToLowerInvariant());
            Assert.DoesNotContain("authorization", head.ToLowerInvariant());
        }
    }

    private static string Inspection(string id) => $"{{\"Id\":\"{id}\",\"RepoTags\":[\"shop:1\"],\"RootFS\":{{\"Layers\":[\"sha256:1\"]}}}}";

    private static FakeEngine Script(string path, Func<Stream, Task> answer, out TempFolder folder, string other = "200 OK")
    {
        folder = new TempFolder();
        return FakeEngine.Start(folder["e.sock"], (request, stream) => request.Contains(path, StringComparison.Ordinal) ? answer(stream) : FakeEngine.AnswerAsync(stream, other, other == "200 OK" ? Running : "{}"));
    }

    private static FakeEngine Container(string before, string after, Func<Stream, Task> wait, out TempFolder folder)
    {
        folder = new TempFolder();
        var asked = 0;
        return FakeEngine.Start(folder["e.sock"], (request, stream) => request.Contains("/wait", StringComparison.Ordinal) ? wait(stream)
            : FakeEngine.AnswerAsync(stream, "200 OK", $"{{\"Id\":\"x\",\"State\":{{\"Status\":\"{(asked++ == 0 ? before : after)}\",\"ExitCode\":5}}}}"));
    }

    private static async Task CallAsync(EngineClient client, string call, CancellationToken token)
    {
        switch (call)
        {
            case "build":
                await client.BuildImageAsync(new() { WriteContext = WriteAsync }, token);
                break;
            case "load":
                await client.LoadImageAsync("shop", WriteAsync, token);
                break;
            case "export":
                await client.ExportImageAsync("shop", (stream, inner) => stream.CopyToAsync(Stream.Null, inner), token);
                break;
            case "log":
                await foreach (var line in client.ReadLogAsync("x", follow: true, tail: null, token))
                    Assert.AreEqual("a", line.Text);
                break;
            case "exec":
                await client.ExecAsync("x", ["true"], token);
                break;
            case "wait":
                await client.WaitForContainerAsync("x", token);
                break;
            case "list":
                await client.ListContainersAsync("a", "b", token);
                break;
            case "create":
                await client.CreateContainerAsync(new() { Image = "shop" }, token);
                break;
            default:
                await client.GetInfoAsync(token);
                break;
        }
    }

    private static Task WriteAsync(Stream stream, CancellationToken cancellationToken) => stream.WriteAsync(Encoding.UTF8.GetBytes("a tar"), cancellationToken).AsTask();
}
