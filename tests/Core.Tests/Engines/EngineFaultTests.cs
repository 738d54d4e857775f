using System.Net.Sockets;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

[TestClass]
public sealed class EngineFaultTests
{
    private const string Load = "POST /v1.41/images/load?quiet=1";

    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task An_error_inside_a_load_that_answered_200_is_a_failure()
    {
        await using var engine = Script(async stream => await FakeEngine.StreamAsync(stream, "{\"stream\":\"Loading\"}\r\n", "{\"errorDetail\":{\"message\":\"no space left on ", "device\"},\"error\":\"x\"}"), out var folder);
        using (folder)
            await AssertFailsAsync(EngineCodes.EngineLoadFailed, "no space left on device", client => LoadAsync(client), engine);
    }

    [TestMethod]
    public async Task A_load_that_is_refused_at_once_names_the_reason()
    {
        await using var engine = Script(stream => FakeEngine.AnswerAsync(stream, "500 Internal Server Error", "{\"cause\":\"x\",\"message\":\"payload does not match\",\"response\":500}"), out var folder);
        using (folder)
            await AssertFailsAsync(EngineCodes.EngineLoadFailed, "payload does not match", client => LoadAsync(client), engine);
    }

    [TestMethod]
    public async Task An_engine_that_dies_while_it_answers_is_told_at_once()
    {
        await using var engine = Script(stream => FakeEngine.BeginStreamAsync(stream, "{\"stream\":\"Loading\"}"), out var folder);
        using (folder)
            await AssertFailsAsync(EngineCodes.EngineDied, "load of 'shop:1'", client => LoadAsync(client), engine);
    }

    [TestMethod]
    public async Task An_engine_that_dies_before_it_answers_is_told_at_once()
    {
        await using var engine = Script(_ => Task.CompletedTask, out var folder);
        using (folder)
            await AssertFailsAsync(EngineCodes.EngineDied, "load of 'shop:1'", client => LoadAsync(client), engine);
    }

    [TestMethod]
    public async Task An_engine_that_dies_while_it_is_written_to_is_told()
    {
        using var folder = new TempFolder();
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder["e.sock"]));
        listener.Listen();
        var dies = Task.Run(
            async () =>
            {
                for (var connection = 0; connection < 2; connection++)
                {
                    using var socket = await listener.AcceptAsync(Token);
                    await socket.ReceiveAsync(new byte[2000], Token);
                    await socket.SendAsync(
                        connection == 0
                            ? "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray()
                            : "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(),
                        Token);
                    if (connection == 1)
                        await socket.ReceiveAsync(new byte[2000], Token);
                }
            },
            Token);
        using var client = new EngineClient(EngineAddress.Parse("unix://" + folder["e.sock"], "test"), new());

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => client.LoadImageAsync(
            "shop:1",
            async (stream, token) =>
            {
                while (true)
                    await stream.WriteAsync(new byte[1 << 16], token);
            },
            Token));

        Assert.AreEqual(EngineCodes.EngineDied, error.Diagnostic.Code);
        await dies;
        listener.Dispose();
    }

    [TestMethod]
    public async Task What_the_archive_throws_comes_out_as_it_is()
    {
        await using var engine = Script(stream => FakeEngine.StreamAsync(stream), out var folder);
        using (folder)
        using (var client = new EngineClient(engine.Address, new()))
        {
            var error = await Assert.ThrowsExactlyAsync<IOException>(() => client.LoadImageAsync("shop:1", (_, _) => throw new IOException("the disk is gone"), Token));
            Assert.AreEqual("the disk is gone", error.Message);
        }
    }

    [TestMethod]
    public async Task A_snapshot_that_containerd_collected_meanwhile_is_asked_for_once_more()
    {
        using var folder = new TempFolder();
        var asked = 0;
        await using var engine = FakeEngine.Start(folder["e.sock"], (request, stream) => !request.Contains("/containers/create", StringComparison.Ordinal)
            ? FakeEngine.AnswerAsync(stream, "404 Not Found", "{}")
            : ++asked == 1 ? FakeEngine.AnswerAsync(stream, "404 Not Found", """{"message":"parent snapshot sha256:ee6d does not exist: not found"}""")
            : FakeEngine.AnswerAsync(stream, "201 Created", """{"Id":"abc","Warnings":[]}"""));
        using var client = new EngineClient(engine.Address, new());

        var created = await client.CreateContainerAsync(new ContainerRequest { Image = "shop:1", Name = "shop" }, Token);

        Assert.AreEqual("abc", created.Id);
        Assert.AreEqual(2, asked);
    }

    [TestMethod]
    [DataRow("""retrieving parent of image "c39e": you may need to remove the image to resolve the error: reading data blob size "signature-bd1b" for "c39e": size is not known""")]
    [DataRow("""retrieving label for image "c39e": locating image with ID "c39e": image not known""")]
    public async Task A_list_in_whose_midst_an_image_went_away_is_asked_for_once_more(string fault)
    {
        using var folder = new TempFolder();
        var asked = 0;
        await using var engine = FakeEngine.Start(folder["e.sock"], (request, stream) => !request.Contains("/images/json", StringComparison.Ordinal)
            ? FakeEngine.AnswerAsync(stream, "404 Not Found", "{}")
            : ++asked == 1 ? FakeEngine.AnswerAsync(stream, "500 Internal Server Error", new JsonObject { ["message"] = fault }.ToJsonString())
            : FakeEngine.AnswerAsync(stream, "200 OK", """[{"Id":"abc"}]"""));
        using var client = new EngineClient(engine.Address, new());

        CollectionAssert.AreEqual(new[] { "abc" }, (await client.ListImagesAsync("label", "a=b", Token)).ToArray());
        Assert.AreEqual(2, asked);
    }

    [TestMethod]
    public async Task A_silent_engine_is_given_up()
    {
        using var folder = new TempFolder();
        using var end = new CancellationTokenSource();
        await using var engine = FakeEngine.Start(folder["e.sock"], (_, _) => Task.Delay(Timeout.Infinite, end.Token));
        using var client = new EngineClient(engine.Address, new() { RequestTimeout = TimeSpan.FromMilliseconds(300), StallTimeout = TimeSpan.FromMilliseconds(300) });

        var request = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => client.GetInfoAsync(Token));
        var load = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => LoadAsync(client));
        await end.CancelAsync();

        Assert.AreEqual(EngineCodes.EngineDied, request.Diagnostic.Code);
        Assert.AreEqual(EngineCodes.EngineDied, load.Diagnostic.Code);
    }

    [TestMethod]
    public async Task A_build_that_ends_without_an_image_has_failed()
    {
        using var folder = new TempFolder();
        await using var engine = FakeEngine.Start(folder["e.sock"], (_, stream) => FakeEngine.StreamAsync(stream, "{\"stream\":\"Step 1\\n\"}"));

        await AssertFailsAsync(EngineCodes.EngineDied, "without the id", client => client.BuildImageAsync(new() { WriteContext = WriteAsync }, Token), engine);
    }

    [TestMethod]
    public async Task A_missing_image_is_null_and_a_conflict_is_told()
    {
        using var folder = new TempFolder();
        await using var engine = FakeEngine.Start(
            folder["e.sock"],
            (request, stream) => request.StartsWith("GET", StringComparison.Ordinal)
                ? FakeEngine.AnswerAsync(stream, "404 Not Found", "{\"message\":\"No such image\"}")
                : FakeEngine.AnswerAsync(stream, "409 Conflict", "{\"message\":\"name in use\\nby another\"}"));
        using var client = new EngineClient(engine.Address, new());

        Assert.IsNull(await client.FindImageAsync("localhost:5000/team/shop:1.0", Token));
        var error = await Assert.ThrowsExactlyAsync<EngineException>(() => client.CreateContainerAsync(new() { Image = "shop" }, Token));

        CollectionAssert.Contains(engine.Requests.ToArray(), "GET /v1.41/images/localhost:5000/team/shop:1.0/json");
        Assert.AreEqual(System.Net.HttpStatusCode.Conflict, error.Status);
        Assert.AreEqual(EngineCodes.EngineRefused, error.Diagnostic.Code);
        Assert.DoesNotContain('\n', error.Message);
    }

    [TestMethod]
    public async Task Sockets_that_do_not_answer_have_a_hint_each()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("unix sockets of Linux");

        using var folder = new TempFolder();
        folder.Write("file", "x");
        using var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint(folder["dead"]));
        var cases = new (string Path, string Hint)[]
        {
            (folder["absent"], "no such socket"),
            (folder["file"], "not a socket"),
            (folder.Path, "not a socket"),
            (folder["dead"], "nobody listens"),
            ("/" + new string('x', 200), "longer than"),
        };

        foreach (var (path, hint) in cases)
        {
            using var client = new EngineClient(EngineAddress.Parse("unix://" + path, "test"), new());
            var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => client.PingAsync(Token));
            Assert.AreEqual(EngineCodes.EngineUnreachable, error.Diagnostic.Code);
            Assert.Contains(hint, error.Message);
        }
    }

    [TestMethod]
    [DataRow("unix:///var/run/docker.sock", "usermod")]
    [DataRow("unix:///run/podman/podman.sock", "systemctl --user")]
    [DataRow("npipe:////./pipe/docker_engine", "docker-users")]
    public void A_socket_of_others_is_told_as_such(string address, string hint)
    {
        // root may open everything, so the system's refusal is made here.
        var error = EngineFaults.Unreachable(EngineAddress.Parse(address, "test"), new HttpRequestException("x", new SocketException((int)SocketError.AccessDenied)));

        Assert.AreEqual(EngineCodes.EngineNotPermitted, error.Diagnostic.Code);
        Assert.Contains(hint, error.Message);
    }

    [TestMethod]
    public async Task Something_else_on_the_socket_is_no_engine()
    {
        using var folder = new TempFolder();
        await using var talk = FakeEngine.Start(folder["a.sock"], (_, stream) => FakeEngine.WriteAsync(stream, "x"), "\r\nX: ");
        await AssertFailsAsync(EngineCodes.EngineUnreachable, "no container engine", client => client.PingAsync(Token), talk);
    }

    private FakeEngine Script(Func<Stream, Task> load, out TempFolder folder)
    {
        folder = new TempFolder();
        return FakeEngine.Start(folder["e.sock"], (request, stream) => request == Load ? load(stream) : FakeEngine.AnswerAsync(stream, "404 Not Found", "{}"));
    }

    private static Task WriteAsync(Stream stream, CancellationToken cancellationToken) => stream.WriteAsync(new byte[1024], cancellationToken).AsTask();

    private Task<LoadedImages> LoadAsync(EngineClient client) => client.LoadImageAsync("shop:1", WriteAsync, Token);

    private async Task AssertFailsAsync(DiagnosticCode code, string text, Func<EngineClient, Task> act, FakeEngine engine)
    {
        using var client = new EngineClient(engine.Address, new());
        await Failure.OfAsync(code, text, _ => act(client), Token);
    }
}
