using System.Text.Json.Nodes;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Core.Tests.Engines;
using Containerize.Pipeline;
using Containerize.Testing;

namespace Containerize.Core.Tests.Building;

/// <summary>Builds, exports and their ends on real engines.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LiveBuildTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task What_an_engine_built_is_read_out_and_loads_again_under_the_same_id(string name)
    {
        var token = TestContext.CancellationToken;
        await using var engine = LiveEngine.Open(name);
        using var folder = new TempFolder();
        var store = new BlobStore(folder["store"]);
        var busybox = BusyboxImage.Create(new JsonObject { ["Cmd"] = new JsonArray("/bin/busybox", "cat", "/file") });
        var reference = await engine.LoadAsync(busybox, token);
        folder.Write("context/file", Guid.NewGuid().ToString("N"));
        var dockerfile = folder.Write("context/Dockerfile", $"FROM {reference}\nARG LABEL\nLABEL l=$LABEL\nCOPY file /file\n");

        var id = await Build(engine, engine).RunAsync(
            new DockerfileBuildRequest { Dockerfile = dockerfile, Context = folder["context"], Arguments = new Dictionary<string, string> { ["LABEL"] = "x y" } }, token);
        var built = engine.NewReference();
        await engine.Client.TagImageAsync(id, built, token);
        var image = await new EngineImages(store, engine).ReadAsync(engine.Client, id, built, busybox.Layers, docker: true, token);

        Assert.AreEqual(busybox.Layers[0].Descriptor.Digest, image.Layers[0].Descriptor.Digest, "the base's layer keeps its compressed form");
        Assert.AreEqual("x y", (string?)JsonNode.Parse(image.ConfigBytes.Span)!["config"]!["Labels"]!["l"]);
        Assert.IsNotNull(new EngineImages(store, engine).Find(id, busybox.Layers, docker: true));
        Assert.IsFalse(Directory.Exists(folder["store/tmp"]) && Directory.EnumerateFiles(folder["store/tmp"]).Any(), "a temporary file is left");

        await engine.Client.RemoveImageAsync(built, force: true, token);
        await engine.Sink(built).WriteAsync(image, token);
        if ((await engine.Client.GetInfoAsync(token)).UsesContainerdStore)
            return; // it goes by the manifest, and ours is written in another way than BuildKit's

        Assert.AreEqual(id.Replace("sha256:", "", StringComparison.Ordinal), (await engine.Client.FindImageAsync(built, token))!.Id.Replace("sha256:", "", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("docker", "exit code: 7")]
    [DataRow("podman", "7")]
    public async Task A_command_that_fails_is_coded_with_its_exit_code_and_output(string name, string expected)
    {
        await using var engine = LiveEngine.Open(name);
        using var folder = new TempFolder();
        var reference = await engine.LoadAsync(BusyboxImage.Create([]), TestContext.CancellationToken);
        var dockerfile = folder.Write("Dockerfile", $"FROM {reference}\nRUN echo the last words && exit 7\n");

        var failed = await Assert.ThrowsExactlyAsync<ContainerizeException>(
            () => Build(engine, engine).RunAsync(new DockerfileBuildRequest { Dockerfile = dockerfile, Context = folder.Path }, TestContext.CancellationToken));

        Assert.AreEqual("CTZ0620", failed.Diagnostic.Code.Id);
        StringAssert.Contains(failed.Message, expected);
        StringAssert.Contains(failed.Message, "the last words");
    }

    [TestMethod]
    public async Task Secrets_reach_the_command_on_Podman_and_nothing_that_stays()
    {
        var token = TestContext.CancellationToken;
        await using var engine = LiveEngine.Open("podman");
        using var folder = new TempFolder();
        var store = new BlobStore(folder["store"]);
        var busybox = BusyboxImage.Create([]);
        var reference = await engine.LoadAsync(busybox, token);
        var secrets = (Variable: "v" + Guid.NewGuid().ToString("N"), File: "f" + Guid.NewGuid().ToString("N"));
        folder.Write("context/kept", "kept");
        var dockerfile = folder.Write("context/Dockerfile", $"""
            FROM {reference}
            RUN --mount=type=secret,id=one --mount=type=secret,id=two,target=/run/two cat /run/secrets/one /run/two | wc -c > /length && ls -la /run/secrets
            COPY . /all/
            """);
        var request = new DockerfileBuildRequest
        {
            Dockerfile = dockerfile,
            Context = folder["context"],
            Secrets = [new("one", "", "SECRET"), new("two", folder.Write("two", secrets.File), "")],
        };

        var id = await new EngineDockerfileBuild(engine.Client, engine) { Environment = new Dictionary<string, string> { ["SECRET"] = secrets.Variable } }.RunAsync(request, token);
        var built = engine.NewReference();
        await engine.Client.TagImageAsync(id, built, token);
        var image = await new EngineImages(store, engine).ReadAsync(engine.Client, id, built, busybox.Layers, docker: true, token);

        var files = new Dictionary<string, string>();
        foreach (var layer in image.Layers.Where(layer => busybox.Layers.All(one => one.DiffId != layer.DiffId)))
        {
            await using var gzip = new System.IO.Compression.GZipStream(await layer.OpenAsync(token), System.IO.Compression.CompressionMode.Decompress);
            await using var tar = new System.Formats.Tar.TarReader(gzip);
            while (await tar.GetNextEntryAsync(copyData: true, token) is { } entry)
                files[entry.Name.TrimStart('/')] = entry.DataStream is { } data ? await new StreamReader(data).ReadToEndAsync(token) : "";
        }

        Assert.AreEqual("66", files["length"].Trim());
        Assert.AreEqual("kept", files["all/kept"]);
        foreach (var secret in new[] { secrets.Variable, secrets.File })
        {
            Assert.IsFalse(files.Values.Any(text => text.Contains(secret, StringComparison.Ordinal)), string.Join('\n', files.Keys));
            Assert.IsFalse(System.Text.Encoding.UTF8.GetString(image.ConfigBytes.Span).Contains(secret, StringComparison.Ordinal));
        }
    }

    [TestMethod]
    public async Task A_cancelled_build_ends_on_the_engine_too()
    {
        await using var engine = LiveEngine.Open("docker");
        using var folder = new TempFolder();
        var reference = await engine.LoadAsync(BusyboxImage.Create([]), TestContext.CancellationToken);
        var seconds = 100_000 + Environment.ProcessId;
        var dockerfile = folder.Write("Dockerfile", $"FROM {reference}\nRUN echo started && sleep {seconds}\n");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var log = new WaitingLog("started", cancel.Cancel);

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => Build(engine, log).RunAsync(new DockerfileBuildRequest { Dockerfile = dockerfile, Context = folder.Path }, cancel.Token));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (IsRunning($"sleep\0{seconds}\0"))
            await Task.Delay(50, limit.Token);
    }

    [TestMethod]
    public async Task An_engine_without_BuildKit_builds_as_of_old()
    {
        using var folder = new TempFolder();
        var dockerfile = folder.Write("Dockerfile", "FROM scratch\n");
        await using var fake = FakeEngine.Start(folder["s"], (request, stream) => request.Contains("version=2", StringComparison.Ordinal)
            ? FakeEngine.AnswerAsync(stream, "400 Bad Request", "{\"message\":\"buildkit not supported by daemon\"}")
            : FakeEngine.StreamAsync(stream, "{\"stream\":\"Step 1/1 : FROM scratch\"}", "{\"aux\":{\"ID\":\"sha256:" + new string('b', 64) + "\"}}"));
        using var client = new Containerize.Engines.EngineClient(fake.Address, new());

        var id = await new EngineDockerfileBuild(client, new WaitingLog("never", () => { })).RunAsync(new DockerfileBuildRequest { Dockerfile = dockerfile, Context = folder.Path }, TestContext.CancellationToken);

        Assert.AreEqual("sha256:" + new string('b', 64), id);
        Assert.IsTrue(fake.Requests.Any(request => request.Contains("version=1", StringComparison.Ordinal)));
    }

    // As the pipeline builds: Docker 26 with containerd's store reads no context from its API.
    private static EngineDockerfileBuild Build(LiveEngine engine, IBuildLog log)
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!);
        return new(engine.Client, log) { WithSession = async (there, request, token) => (await new SessionBuild(environment, log).RunAsync(there, request, token)).Id };
    }

    private static bool IsRunning(string commandLine) => Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(commandLine, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private sealed class WaitingLog(string word, Action then) : IBuildLog
    {
        public void Report(Containerize.Diagnostics.Diagnostic diagnostic)
        {
        }

        // The step's own name holds the word as well; what it writes is a line of its own.
        public void Detail(string line)
        {
            if (line == word || line.EndsWith(" " + word, StringComparison.Ordinal))
                then();
        }
    }
}
