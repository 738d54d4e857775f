using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

/// <summary>A real engine by way of a real ssh and sshd on loopback.</summary>
[TestClass]
public sealed class EngineSshTests
{
    private const string Head = "HTTP/1.1 200 OK\\r\\nApi-Version: 1.41\\r\\nContent-Length:";

    private static readonly Dictionary<string, string> Commands = new()
    {
        ["user"] = "",
        ["nodocker"] = "PATH=/nowhere; $SSH_ORIGINAL_COMMAND",
        ["old"] = "echo \"docker: 'system dial-stdio' is not a docker command.\" >&2; echo \"See 'docker --help'\" >&2; exit 1",
        ["chatty"] = "echo Welcome; $SSH_ORIGINAL_COMMAND",
        ["silent"] = "exec cat >/dev/null",
        ["dying"] = $"head -c 10 >/dev/null; printf '{Head} 20\\r\\n\\r\\nO'; echo the engine fell over >&2; exit 3",
        ["coloured"] = "printf 'one\\n\\033[31mtwo\\007\\n' >&2; exit 9",
    };

    private static SshServer? s_server;

    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [ClassCleanup]
    public static async Task EndAsync()
    {
        if (s_server is not null)
            await s_server.DisposeAsync();
    }

    [TestMethod]
    public async Task Loads_inspects_and_runs_over_ssh_and_leaves_no_process()
    {
        var server = await ServerAsync();
        var ssh = server.Client("user");
        var socket = TestEnvironment.RequireDocker()["unix://".Length..];
        await using (var engine = LiveEngine.Open(ssh.Open(server.Address(socket))))
        {
            var image = BusyboxImage.Shell("echo over there; exit 3 # " + Guid.NewGuid());
            var reference = await engine.LoadAsync(image, Token);
            var found = await engine.Client.FindImageAsync(reference, Token);
            Assert.IsTrue(found!.Id == image.Config.Digest.Value || found.Id == image.Manifest.Digest.Value, found.Id);

            var container = await engine.Client.CreateContainerAsync(new() { Image = reference, Labels = new Dictionary<string, string> { [Running.ProjectLabel.Name] = engine.Label.Value } }, Token);
            await engine.Client.StartContainerAsync(container.Id, Token);
            var lines = new List<string>();
            await foreach (var line in engine.Client.ReadLogAsync(container.Id, follow: true, tail: null, Token))
                lines.Add(line.Text);
            CollectionAssert.AreEqual(new[] { "over there" }, lines);
            Assert.AreEqual(3, await engine.Client.WaitForContainerAsync(container.Id, Token));
        }

        Assert.IsNotEmpty(ssh.Started);
        await ssh.EndAsync(Token);
    }

    [TestMethod]
    [DataRow("DOCKER_HOST")]
    [DataRow("DOCKER_CONTEXT")]
    public async Task Is_found_by_variable_and_by_context(string by)
    {
        var server = await ServerAsync();
        var address = server.Address(TestEnvironment.RequireDocker()["unix://".Length..]);
        using var folder = new TempFolder();
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("far"u8));
        folder.Write($"contexts/meta/{id}/meta.json", $"{{\"Name\":\"far\",\"Endpoints\":{{\"docker\":{{\"Host\":\"{address}\"}}}}}}");
        var environment = new Dictionary<string, string>(server.Client("user").Environment)
        {
            ["DOCKER_CONFIG"] = folder.Path,
            [by] = by == "DOCKER_HOST" ? address.ToString() : "far",
        };

        var engine = await new EngineResolver(new() { Environment = environment, Home = "" }).FindAsync(Token);
        using (engine as IDisposable)
        {
            Assert.AreEqual(address, engine.Address);
            Assert.IsFalse(engine.Address.IsLocal);
            Assert.AreEqual("linux", (await engine.GetInfoAsync(Token)).OperatingSystem);
        }
    }

    [TestMethod]
    [DataRow("user", null, "does not know the key of the host; compare and accept it once with 'ssh -p ")]
    [DataRow("user", "stranger", "shows another key than known_hosts has")]
    [DataRow("stranger", "host", "takes none of the keys that ssh offers")]
    [DataRow("nodocker", "host", "no docker command on the PATH")]
    [DataRow("old", "host", "install 18.09 or newer")]
    [DataRow("chatty", "host", "the shell there may print something")]
    [DataRow("coloured", "host", "ended with exit code 9 (two)")]
    public async Task What_is_in_the_way_is_told(string key, string? known, string hint)
    {
        var server = await ServerAsync();
        var ssh = server.Client(key, known);
        using (var client = ssh.Open(server.Address()))
            await Failure.OfAsync(EngineCodes.EngineUnreachable, hint, client.PingAsync, Token);

        // Asked once: what ssh says does not change by asking again.
        Assert.HasCount(1, ssh.Started);
        await ssh.EndAsync(Token);
    }

    [TestMethod]
    public async Task An_engine_that_is_not_there_is_told_in_docker_s_words()
    {
        var server = await ServerAsync();
        using var client = server.Client("user").Open(server.Address("/nowhere/docker.sock"));

        var error = await Failure.OfAsync(EngineCodes.EngineUnreachable, "'docker system dial-stdio' on that host ended with exit code 1", client.PingAsync, Token);

        Assert.Contains("/nowhere/docker.sock", error.Message);
    }

    [TestMethod]
    public async Task A_host_without_sshd_is_told()
    {
        var server = await ServerAsync();
        using var client = server.Client("user").Open(EngineAddress.Parse("ssh://127.0.0.1:1", "test"));

        await Failure.OfAsync(EngineCodes.EngineUnreachable, "ssh failed (ssh: connect to host 127.0.0.1 port 1: Connection refused", client.PingAsync, Token);
    }

    [TestMethod]
    public async Task An_engine_that_dies_behind_ssh_is_told_with_what_it_said()
    {
        var server = await ServerAsync();
        using var client = server.Client("dying").Open(server.Address());

        await Failure.OfAsync(EngineCodes.EngineDied, "answer a ping: 'docker system dial-stdio' on that host ended with exit code 3 (the engine fell over)", client.PingAsync, Token);
    }

    [TestMethod]
    public async Task Cancelling_ends_ssh()
    {
        var server = await ServerAsync();
        var ssh = server.Client("silent");
        using var client = new EngineClient(server.Address(), new() { Environment = ssh.Environment, RequestTimeout = TimeSpan.FromSeconds(2) });

        await Failure.OfAsync(EngineCodes.EngineDied, "nothing came from it for 2 seconds", client.PingAsync, Token);

        Assert.HasCount(1, ssh.Started);
        await ssh.EndAsync(Token);
    }

    [TestMethod]
    public async Task A_connection_that_ended_while_nobody_used_it_is_opened_again()
    {
        var server = await ServerAsync();
        var ssh = server.Client("user");
        using var client = ssh.Open(server.Address(TestEnvironment.RequireDocker()["unix://".Length..]));
        await client.PingAsync(Token);

        await ssh.EndAsync("KILL", Token);

        Assert.AreEqual("linux", (await client.GetInfoAsync(Token)).OperatingSystem);
        Assert.IsGreaterThan(1, ssh.Started.Length);
    }

    [TestMethod]
    public async Task Ctrl_C_that_reaches_ssh_first_is_a_cancelled_build()
    {
        var server = await ServerAsync();
        var ssh = server.Client("user");
        await using var engine = LiveEngine.Open(ssh.Open(server.Address(TestEnvironment.RequireDocker()["unix://".Length..])));
        var reference = await engine.LoadAsync(BusyboxImage.Shell("echo up; sleep 600"), Token);
        var container = await engine.Client.CreateContainerAsync(new() { Image = reference, Labels = new Dictionary<string, string> { [Running.ProjectLabel.Name] = engine.Label.Value } }, Token);
        await engine.Client.StartContainerAsync(container.Id, Token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var line in engine.Client.ReadLogAsync(container.Id, follow: true, tail: null, cancel.Token))
            {
                Assert.AreEqual("up", line.Text);
                await ssh.EndAsync("INT", Token);
                await cancel.CancelAsync();
            }
        });

        // The container is stopped and removed by a connection of its own.
        Assert.IsTrue(await engine.Client.RemoveContainerAsync(container.Id, removeAnonymousVolumes: true, Token));
    }

    [TestMethod]
    public async Task A_machine_without_ssh_is_told()
    {
        using var client = new EngineClient(EngineAddress.Parse("ssh://host", "test"), new() { Environment = new Dictionary<string, string> { ["PATH"] = "relative:/nowhere" } });

        await Failure.OfAsync(EngineCodes.EngineUnreachable, "no ssh on the PATH", client.PingAsync, Token);
    }

    [TestMethod]
    [DataRow("ssh://Host", "-- Host docker system dial-stdio")]
    [DataRow("ssh://me@host:2222", "-l me -p 2222 -- host docker system dial-stdio")]
    [DataRow("ssh://DOMAIN\\me@host/run/user/7/docker.sock", "-l DOMAIN\\me -- host docker --host=unix:///run/user/7/docker.sock system dial-stdio")]
    [DataRow("ssh://[fe80::1%eth0]:22/", "-p 22 -- fe80::1%eth0 docker system dial-stdio")]
    public void Words_for_ssh_come_one_by_one(string address, string expected) =>
        Assert.EndsWith("-T " + expected, string.Join(' ', SshStream.Words(EngineAddress.Parse(address, "test"), TimeSpan.FromSeconds(10))));

    [TestMethod]
    [DataRow("ssh://")]
    [DataRow("ssh://-oProxyCommand=touch")]
    [DataRow("ssh://me@-oProxyCommand=touch")]
    [DataRow("ssh://-oProxyCommand=touch@host")]
    [DataRow("ssh://@host")]
    [DataRow("ssh://a b@host")]
    [DataRow("ssh://host:0")]
    [DataRow("ssh://host:70000")]
    [DataRow("ssh://host:x")]
    [DataRow("ssh://host;id")]
    [DataRow("ssh://host\nid")]
    [DataRow("ssh://host/run/a b.sock")]
    [DataRow("ssh://host/run/$(id)")]
    [DataRow("ssh://host/x?y")]
    public void What_could_be_an_option_or_a_command_is_refused(string text) =>
        Assert.AreEqual(EngineCodes.InvalidEngineHost, Assert.ThrowsExactly<ContainerizeException>(() => EngineAddress.Parse(text, "DOCKER_HOST")).Diagnostic.Code);

    [TestMethod]
    public void A_password_is_refused_and_not_repeated()
    {
        var error = Assert.ThrowsExactly<ContainerizeException>(() => EngineAddress.Parse("ssh://me:secret@host", "DOCKER_HOST"));

        Assert.Contains("use a key", error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    private async Task<SshServer> ServerAsync() => s_server ??= await SshServer.StartAsync(Commands, Token);
}
