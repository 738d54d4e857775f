using System.Security.Cryptography;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

[TestClass]
public sealed class EngineResolverTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("unix:///a b/docker.sock", "unix:///a b/docker.sock")]
    [DataRow("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine")]
    [DataRow("tcp://10.0.0.1", "tcp://10.0.0.1:2375")]
    [DataRow("tcp://[::1]:99", "tcp://[::1]:99")]
    [DataRow("https://build.corp", "tcp://build.corp:2376")]
    [DataRow("ssh://me@Build.corp:2222/run/docker.sock", "ssh://me@Build.corp:2222/run/docker.sock")]
    [DataRow("ssh://[::1]", "ssh://[::1]")]
    public void Reads_addresses(string text, string expected) => Assert.AreEqual(expected, EngineAddress.Parse(text, "test").ToString());

    [TestMethod]
    [DataRow("/var/run/docker.sock")]
    [DataRow("unix://docker.sock")]
    [DataRow("unix://")]
    [DataRow("npipe://docker_engine")]
    [DataRow("tcp://")]
    [DataRow("tcp://host/path")]
    [DataRow("ssh://me@host:port")]
    [DataRow("ftp://host")]
    [DataRow("tcp://host:99999")]
    public void Refuses_what_is_no_address(string text)
    {
        var error = Assert.ThrowsExactly<ContainerizeException>(() => EngineAddress.Parse(text, "DOCKER_HOST"));

        Assert.AreEqual(EngineCodes.InvalidEngineHost, error.Diagnostic.Code);
        Assert.Contains("DOCKER_HOST", error.Message);
    }

    [TestMethod]
    public void Does_not_repeat_a_password() =>
        Assert.DoesNotContain("secret", Assert.ThrowsExactly<ContainerizeException>(() => EngineAddress.Parse("tcp://me:secret@host:1", "DOCKER_HOST")).Message);

    [TestMethod]
    [DataRow("property,host,context,config,usual", "property")]
    [DataRow("host,context,config,usual", "host")]
    [DataRow("context,config,usual", "context")]
    [DataRow("config,usual", "config")]
    [DataRow("usual", "usual")]
    public async Task Takes_the_first_that_is_configured(string configured, string expected)
    {
        using var folder = new TempFolder();
        var engines = new Dictionary<string, FakeEngine>();
        try
        {
            foreach (var name in configured.Split(','))
            {
                var path = name == "usual" ? folder["root/var/run/docker.sock"] : folder[name];
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                engines[name] = FakeEngine.Start(path, (_, _) => Task.CompletedTask);
            }

            WriteContext(folder, "one", folder["context"]);
            WriteContext(folder, "two", folder["config"]);
            folder.Write("home/.docker/config.json", engines.ContainsKey("config") ? "{\"currentContext\":\"two\"}" : "{\"currentContext\":\"default\"}");
            var settings = Settings(
                folder,
                engines.ContainsKey("property") ? "unix://" + folder["property"] : "",
                ("DOCKER_HOST", engines.ContainsKey("host") ? "unix://" + folder["host"] : ""),
                ("DOCKER_CONTEXT", engines.ContainsKey("context") ? "one" : ""));

            using var engine = await new EngineResolver(settings).FindAsync(Token);

            Assert.AreEqual(engines[expected].Address, engine.Address);
        }
        finally
        {
            foreach (var engine in engines.Values)
                await engine.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Finds_nothing_without_failing_and_says_where_it_looked()
    {
        using var folder = new TempFolder();
        folder.Write("root/run/podman/podman.sock", "");

        var search = await new EngineResolver(Settings(folder, "")).TryFindAsync(Token);

        Assert.IsNull(search.Engine);
        Assert.HasCount(2, search.Reasons);
        Assert.Contains("podman.sock", search.Reasons[0]);
        Assert.Contains("docker.sock", search.Reasons[1]);
    }

    [TestMethod]
    public async Task Nothing_to_be_found_is_an_error_where_an_engine_is_needed()
    {
        using var folder = new TempFolder();

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => new EngineResolver(Settings(folder, "")).FindAsync(Token));

        Assert.AreEqual(EngineCodes.EngineUnreachable, error.Diagnostic.Code);
        Assert.Contains("install", error.Message);
    }

    [TestMethod]
    [DataRow("ContainerizeEngineHost")]
    [DataRow("DOCKER_HOST")]
    [DataRow("DOCKER_CONTEXT")]
    public async Task What_was_asked_for_must_answer(string by)
    {
        using var folder = new TempFolder();
        WriteContext(folder, "one", folder["absent"]);
        var address = "unix://" + folder["absent"];
        var settings = Settings(
            folder, by == "ContainerizeEngineHost" ? address : "", ("DOCKER_HOST", by == "DOCKER_HOST" ? address : ""), ("DOCKER_CONTEXT", by == "DOCKER_CONTEXT" ? "one" : ""));

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => new EngineResolver(settings).TryFindAsync(Token));

        Assert.AreEqual(EngineCodes.EngineUnreachable, error.Diagnostic.Code);
    }

    [TestMethod]
    public async Task A_current_context_that_sleeps_is_not_replaced_by_another_engine()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["root/var/run"]);
        await using var usual = FakeEngine.Start(folder["root/var/run/docker.sock"], (_, _) => Task.CompletedTask);
        WriteContext(folder, "desktop-linux", folder["absent"]);
        folder.Write("home/.docker/config.json", "{\"currentContext\":\"desktop-linux\"}");

        var search = await new EngineResolver(Settings(folder, "")).TryFindAsync(Token);

        Assert.IsNull(search.Engine);
        Assert.Contains("desktop-linux", search.Source);
        Assert.IsEmpty(usual.Requests);
    }

    [TestMethod]
    [DataRow("missing")]
    [DataRow("../x")]
    [DataRow("broken")]
    [DataRow("remote")]
    public async Task Contexts_that_cannot_be_used_are_named(string name)
    {
        using var folder = new TempFolder();
        folder.Write($"home/.docker/contexts/meta/{Hash("broken")}/meta.json", "{");
        folder.Write($"home/.docker/contexts/meta/{Hash("remote")}/meta.json", "{\"Name\":\"remote\",\"Endpoints\":{\"docker\":{\"Host\":\"ftp://me@host\"}}}");

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => new EngineResolver(Settings(folder, "", ("DOCKER_CONTEXT", name))).TryFindAsync(Token));

        Assert.AreEqual(EngineCodes.InvalidEngineHost, error.Diagnostic.Code);
        Assert.Contains(name, error.Message);
    }

    [TestMethod]
    public void A_context_brings_its_certificates()
    {
        using var folder = new TempFolder();
        folder.Write($"contexts/meta/{Hash("corp")}/meta.json", "{\"Endpoints\":{\"docker\":{\"Host\":\"tcp://corp:2376\",\"SkipTLSVerify\":false}}}");
        folder.Write($"contexts/tls/{Hash("corp")}/docker/ca.pem", "");

        var address = new DockerContexts(folder.Path).Read("corp", "DOCKER_CONTEXT");

        Assert.AreEqual(new EngineTls(folder[$"contexts/tls/{Hash("corp")}/docker/ca.pem"]), address.Tls);
    }

    [TestMethod]
    public async Task A_pinned_version_is_used()
    {
        using var folder = new TempFolder();
        await using var fake = FakeEngine.Start(folder["e.sock"], (_, stream) => FakeEngine.AnswerAsync(stream, "200 OK", "{}"), "1.51");

        using var engine = await new EngineResolver(Settings(folder, fake.Address.ToString(), ("DOCKER_API_VERSION", "1.43"))).FindAsync(Token);
        await engine.GetInfoAsync(Token);

        CollectionAssert.Contains(fake.Requests.ToArray(), "GET /v1.43/info");
    }

    [TestMethod]
    public void The_usual_sockets_come_in_order()
    {
        var settings = new EngineSettings { Environment = new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = "/run/user/7" }, Home = "/home/me", IsWindows = false };

        CollectionAssert.AreEqual(
            new[]
            {
                "unix:///var/run/docker.sock", "unix:///run/user/7/docker.sock", "unix:///home/me/.docker/run/docker.sock",
                "unix:///home/me/.colima/default/docker.sock", "unix:///run/user/7/podman/podman.sock", "unix:///run/podman/podman.sock",
            },
            new EngineResolver(settings).UsualAddresses().Select(address => address.ToString()).ToArray());
    }

    private static EngineSettings Settings(TempFolder folder, string host, params (string Name, string Value)[] variables) => new()
    {
        Host = host,
        Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value),
        Home = folder["home"],
        Root = folder["root"],
        IsWindows = false,
    };

    private static void WriteContext(TempFolder folder, string name, string socket) =>
        folder.Write($"home/.docker/contexts/meta/{Hash(name)}/meta.json", $"{{\"Name\":\"{name}\",\"Endpoints\":{{\"docker\":{{\"Host\":\"unix://{socket}\"}}}}}}");

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
