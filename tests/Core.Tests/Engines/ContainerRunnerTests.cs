using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;
using Containerize.Running;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

[TestClass]
public sealed class ContainerRunnerTests
{
    private const string Serve = "echo starting; exec httpd -f -p 8080 -h /www";

    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task A_server_answers_at_the_address_that_is_given(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("sleep 1; " + Serve), Token);

        var container = await engine.Runner.StartAsync(engine.Request(image) with { Run = Ports(8080) }, Token);

        Assert.AreEqual("listening", container.Readiness);
        Assert.StartsWith("http://127.0.0.1:", container.Url);
        Assert.AreEqual("hello", await GetAsync(container.Url!));
        var state = await engine.Client.FindContainerAsync(container.Id, Token);
        Assert.AreEqual("127.0.0.1", state!.Ports.Single().HostIp);
        Assert.AreEqual(engine.Label.Value, state.Labels[ProjectLabel.Name]);
        Assert.AreEqual($"shop-{engine.Label.Abbreviated}", container.Name);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task A_second_start_replaces_the_first_and_nobody_elses(string name)
    {
        await using var engine = LiveEngine.Open(name);
        await using var other = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("sleep 100"), Token);
        var foreign = await other.Runner.StartAsync(other.Request(image), Token);
        var port = FreePort();
        var request = engine.Request(image) with { Run = new RunPlan { Ports = [new(new(8080), port)] } };
        var served = await engine.LoadAsync(BusyboxImage.Shell(Serve), Token);

        var first = await engine.Runner.StartAsync(request with { Image = served }, Token);
        var second = await engine.Runner.StartAsync(request with { Image = served, Run = request.Run with { Environment = [new("CHANGED", "yes")] } }, Token);

        Assert.IsFalse(second.Kept);
        Assert.IsNull(await engine.Client.FindContainerAsync(first.Id, Token));
        Assert.AreEqual($"http://127.0.0.1:{port}", second.Url);
        Assert.IsTrue((await engine.Client.FindContainerAsync(foreign.Id, Token))!.IsRunning);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task The_same_image_and_settings_keep_the_container_and_a_free_port_stays_the_same(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var served = await engine.LoadAsync(BusyboxImage.Shell(Serve), Token);
        var other = await engine.LoadAsync(BusyboxImage.Shell("true; " + Serve), Token);
        var request = engine.Request(served) with { Run = Ports(8080) };

        var first = await engine.Runner.StartAsync(request, Token);
        var again = await engine.Runner.StartAsync(request, Token);
        var changed = await engine.Runner.StartAsync(request with { Image = other }, Token);
        await engine.Runner.RemoveAsync(engine.Label, removeVolumes: false, Token);
        using var taken = new TcpListener(IPAddress.Loopback, new Uri(first.Url!).Port);
        taken.Start();
        var elsewhere = await engine.Runner.StartAsync(request, Token);

        Assert.IsTrue(again.Kept);
        Assert.AreEqual(first.Id, again.Id);
        Assert.IsFalse(changed.Kept);
        Assert.AreNotEqual(first.Id, changed.Id);
        Assert.AreEqual(first.Url, changed.Url);
        Assert.AreNotEqual(first.Url, elsewhere.Url);
        Assert.AreEqual("hello", await GetAsync(elsewhere.Url!));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task Options_of_docker_run_reach_the_container(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("id; touch /x; touch /scratch/y && echo written; cat /etc/hosts; sleep 100"), Token);
        var options = new RunOptions
        {
            Name = "ctz-test-" + Guid.NewGuid().ToString("N")[..8], User = "1000:1000", ReadOnly = true, TemporaryFolders = ["/scratch:mode=1777"], Hosts = ["db.example:10.9.8.7"], DroppedCapabilities = ["ALL"],
            Memory = 64 << 20,
        };

        var container = await engine.Runner.StartAsync(engine.Request(image) with { Run = new RunPlan { Options = options } }, Token);

        Assert.AreEqual(options.Name, container.Name);
        var log = string.Join("\n", await LogAsync(engine, container.Id));
        StringAssert.Matches(log, new(@"uid=1000\S* gid=1000"), log);
        StringAssert.Contains(log, "/x: Read-only file system", log);
        StringAssert.Contains(log, "written", log);
        StringAssert.Matches(log, new(@"10\.9\.8\.7\s+db\.example"), log);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task Variables_volumes_and_networks_are_there_and_go_only_when_asked(string name)
    {
        await using var engine = LiveEngine.Open(name);
        using var folder = new TempFolder();
        folder.Write("host/file", "from the host");
        var file = folder.Write("my.env", "FROM_FILE=a b\nBOTH=file\nGIVEN\n");
        var suffix = Guid.NewGuid().ToString("N")[..8];
        var (volume, network, second) = ($"ctzdata{suffix}", $"ctznet{suffix}", $"ctznet2{suffix}");
        var image = await engine.LoadAsync(
            BusyboxImage.Create(new JsonObject
            {
                ["Cmd"] = new JsonArray("/bin/sh", "-c", "env; cat /host/file; echo; touch /host/x; touch /data/x && echo wrote; ls /anonymous; touch /anonymous/kept; sleep 100"),
                ["Env"] = new JsonArray("PATH=/bin"),
                ["StopSignal"] = "SIGKILL",
                ["Volumes"] = new JsonObject { ["/anonymous"] = new JsonObject() },
            }),
            Token);
        var request = engine.Request(image) with
        {
            Volumes = [new(UnixPath.Parse("/data"), volume), new(UnixPath.Parse("/host"), folder["host"], ReadOnly: true)],
            Run = new RunPlan { EnvironmentFiles = [file], Environment = [new("BOTH", "item"), new("ODD", "é\"$x;=' ")], Networks = [network, second] },
            BuildEnvironment = new Dictionary<string, string> { ["GIVEN"] = "by the build" },
        };

        await engine.Runner.StartAsync(request with { Run = request.Run with { Environment = [] } }, Token);
        var container = await engine.Runner.StartAsync(request, Token);

        var log = await LogAsync(engine, container.Id);
        foreach (var line in new[] { "FROM_FILE=a b", "BOTH=item", "GIVEN=by the build", "ODD=é\"$x;=' ", "from the host", "wrote", "kept" })
            CollectionAssert.Contains(log, line);
        Assert.IsTrue(log.Any(line => line.Contains("Read-only", StringComparison.Ordinal)), "The host's folder is read-only.");
        Assert.IsFalse(File.Exists(folder["host/x"]));

        var removed = await engine.Runner.RemoveAsync(engine.Label, removeVolumes: false, Token);
        CollectionAssert.IsSubsetOf(new[] { container.Name, network, second }, removed.ToArray());
        Assert.IsFalse(await engine.Client.HasNetworkAsync(network, Token));
        Assert.IsTrue(await engine.Client.HasVolumeAsync(volume, Token));

        removed = await engine.Runner.RemoveAsync(engine.Label, removeVolumes: true, Token);
        Assert.HasCount(2, removed);
        Assert.IsFalse(await engine.Client.HasVolumeAsync(volume, Token));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task A_container_that_ends_early_fails_with_its_code_and_its_last_lines(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("i=0; while [ $i -lt 30 ]; do echo line $i; i=$((i+1)); done; echo 'SQLite Error 14: unable to open database file' >&2; exit 7"), Token);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => engine.Runner.StartAsync(engine.Request(image) with { Run = Ports(8080) }, Token));

        Assert.AreEqual(EngineCodes.ContainerExited, error.Diagnostic.Code, error.Message);
        Assert.Contains("code 7", error.Message);
        Assert.Contains("line 29", error.Message);
        Assert.DoesNotContain("line 9 ", error.Message);
        Assert.Contains("ContainerDirectory", error.Message);
        Assert.Contains("ContainerVolume", error.Message);
        Assert.IsEmpty(await engine.Client.ListContainersAsync(ProjectLabel.Name, engine.Label.Value, Token));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task A_job_that_is_done_at_once_is_no_failure(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("echo done"), Token);

        var container = await engine.Runner.StartAsync(engine.Request(image), Token);

        Assert.AreEqual("finished", container.Readiness);
        Assert.AreEqual(0, container.ExitCode);
        CollectionAssert.Contains(await LogAsync(engine, container.Id), "done");
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task Nothing_that_listens_is_told_in_time(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("echo I sleep; sleep 100"), Token);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => engine.Runner.StartAsync(
            engine.Request(image) with { Run = Ports(8080), ReadyTime = TimeSpan.FromSeconds(2) }, Token));

        Assert.AreEqual(EngineCodes.NotHealthy, error.Diagnostic.Code, error.Message);
        Assert.Contains("listening on port 8080", error.Message);
        Assert.Contains("I sleep", error.Message);
    }

    [TestMethod]
    [DataRow("docker", "127.0.0.1:5000", "loopback")]
    [DataRow("docker", "0.0.0.0:5000", "ContainerPort")]
    [DataRow("podman", "127.0.0.1:5000", "loopback")]
    public async Task A_server_that_listens_elsewhere_is_told_where(string name, string address, string fix)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell($"exec httpd -f -p {address} -h /www"), Token);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => engine.Runner.StartAsync(
            engine.Request(image) with { Run = Ports(8080), ReadyTime = TimeSpan.FromSeconds(2) }, Token));

        Assert.AreEqual(EngineCodes.NotHealthy, error.Diagnostic.Code, error.Message);
        Assert.Contains(address, error.Message);
        var moved = engine.Reported.Single(diagnostic => diagnostic.Code == EngineCodes.MovedRunAddress);
        Assert.Contains(fix, moved.Message);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task A_port_that_is_taken_is_named_with_its_item(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell(Serve), Token);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => engine.Runner.StartAsync(
            engine.Request(image) with { Run = new RunPlan { Ports = [new(new(8080), port)] } }, Token));

        Assert.AreEqual(EngineCodes.PortInUse, error.Diagnostic.Code, error.Message);
        Assert.Contains($"Port {port} ", error.Message);
        Assert.Contains("'8080'", error.Message);
        Assert.IsEmpty(await engine.Client.ListContainersAsync(ProjectLabel.Name, engine.Label.Value, Token));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task A_health_check_decides_without_waiting_for_its_interval(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(Checked("sleep 1; touch /tmp/ok; sleep 100", "test -f /tmp/ok", seconds: 30), Token);
        var started = System.Diagnostics.Stopwatch.StartNew();

        // As the plan says it, too: Podman drops the health check of an image in OCI format.
        var check = new HealthCheck { Test = ["CMD-SHELL", "test -f /tmp/ok"], Interval = TimeSpan.FromSeconds(30), Retries = 1 };
        var container = await engine.Runner.StartAsync(engine.Request(image) with { HealthCheck = check }, Token);

        Assert.AreEqual("healthy", container.Readiness);
        Assert.IsLessThan(20, started.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public async Task An_unhealthy_container_fails_with_what_its_check_says()
    {
        await using var engine = LiveEngine.Open("docker");
        var image = await engine.LoadAsync(Checked("sleep 100", "echo the database is away; false", seconds: 1), Token);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => engine.Runner.StartAsync(engine.Request(image), Token));

        Assert.AreEqual(EngineCodes.NotHealthy, error.Diagnostic.Code, error.Message);
        Assert.Contains("the database is away", error.Message);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task The_log_is_followed_to_its_end_and_a_stopped_container_stays(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("trap 'echo bye >&2; exit 3' TERM; echo one; while true; do sleep 0.1; done", "SIGTERM"), Token);
        var container = await engine.Runner.StartAsync(engine.Request(image), Token);

        var lines = new List<LogLine>();
        await foreach (var line in engine.Runner.FollowAsync(container, Token))
        {
            lines.Add(line);
            if (line.Text == "one")
                CollectionAssert.AreEqual(new[] { container.Name }, (await engine.Runner.StopAsync(engine.Label, Token)).ToArray());
        }

        CollectionAssert.AreEqual(new LogLine[] { new(false, "one"), new(true, "bye") }, lines);
        Assert.AreEqual(3, await engine.Client.WaitForContainerAsync(container.Id, Token));
        Assert.IsEmpty(await engine.Runner.StopAsync(engine.Label, Token));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task Cancelling_a_start_removes_what_was_started(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("sleep 100"), Token);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<OperationCanceledException>(() => engine.Runner.StartAsync(engine.Request(image) with { Run = Ports(8080) }, cancel.Token));

        Assert.IsEmpty(await engine.Client.ListContainersAsync(ProjectLabel.Name, engine.Label.Value, Token));
    }

    [TestMethod]
    public async Task A_command_that_is_not_there_is_told_in_one_line()
    {
        await using var engine = LiveEngine.Open("docker");
        var image = await engine.LoadAsync(BusyboxImage.Create(new JsonObject { ["Entrypoint"] = new JsonArray("/app/Shop") }), Token);

        var error = await Assert.ThrowsExactlyAsync<EngineException>(() => engine.Runner.StartAsync(engine.Request(image), Token));

        Assert.Contains("/app/Shop", error.Message);
        Assert.IsEmpty(await engine.Client.ListContainersAsync(ProjectLabel.Name, engine.Label.Value, Token));
    }

    private static Containerize.Oci.Image Checked(string command, string check, int seconds) => BusyboxImage.Create(new JsonObject
    {
        ["Cmd"] = new JsonArray("/bin/sh", "-c", command),
        ["StopSignal"] = "SIGKILL",
        ["Env"] = new JsonArray("PATH=/bin"),
        ["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD-SHELL", check), ["Interval"] = seconds * 1_000_000_000L, ["Retries"] = 1 },
    });

    private static RunPlan Ports(int port) => new() { Ports = [new(new(port))] };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<string> GetAsync(string url)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await http.GetStringAsync(new Uri(url), Token);
    }

    private async Task<string[]> LogAsync(LiveEngine engine, string id)
    {
        var lines = new List<string>();
        await foreach (var line in engine.Client.ReadLogAsync(id, follow: false, tail: null, Token))
            lines.Add(line.Text);
        return [.. lines];
    }
}
