using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;
using Containerize.Running;

namespace Containerize.Core.Tests.Engines;

/// <summary>Containers in the foreground, on real engines.</summary>
[TestClass]
public sealed class AttachedRunTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task A_job_is_shown_to_its_last_line_gives_its_exit_code_and_is_gone(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("echo one; echo two >&2; exit 7"), Token);
        var console = new RecordingConsole();

        var exitCode = await new AttachedRun(engine.Client, engine).RunAsync(engine.Request(image), console, Token, Token);

        Assert.AreEqual(7, exitCode);
        CollectionAssert.AreEquivalent((string[])["out: one", "err: two"], console.Lines);
        Assert.IsEmpty(console.Findings);
        Assert.IsEmpty(await engine.Client.ListContainersAsync(ProjectLabel.Name, engine.Label.Value, Token));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task Stopping_gives_a_server_time_to_end_and_its_last_words_are_shown(string name)
    {
        await using var engine = LiveEngine.Open(name);
        var image = await engine.LoadAsync(BusyboxImage.Shell("trap 'echo bye; exit 3' TERM; httpd -p 8080 -h /www; echo up; while true; do sleep 0.1; done", "SIGTERM"), Token);
        var earlier = await engine.Runner.StartAsync(engine.Request(image), Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var console = new RecordingConsole { OnReady = stop.Cancel };
        var request = engine.Request(image) with { Run = new RunPlan { Ports = [new(new(8080))] } };

        var exitCode = await new AttachedRun(engine.Client, engine).RunAsync(request, console, stop.Token, Token);

        Assert.AreEqual(3, exitCode);
        Assert.StartsWith("http://127.0.0.1:", console.Container!.Url);
        Assert.AreNotEqual(earlier.Id, console.Container.Id);
        CollectionAssert.AreEqual((string[])["out: up", "out: bye"], console.Lines);
        Assert.IsNull(await engine.Client.FindContainerAsync(earlier.Id, Token));
        Assert.IsEmpty(await engine.Client.ListContainersAsync(ProjectLabel.Name, engine.Label.Value, Token));
    }

    [TestMethod]
    public async Task Killing_does_not_wait_for_a_container_that_will_not_end()
    {
        await using var engine = LiveEngine.Open("docker");
        var image = await engine.LoadAsync(BusyboxImage.Shell("trap '' TERM; echo up; while true; do sleep 0.1; done", "SIGTERM"), Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var console = new RecordingConsole { OnReady = () => { stop.Cancel(); kill.Cancel(); } };
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await Assert.ThrowsAsync<OperationCanceledException>(() => new AttachedRun(engine.Client, engine).RunAsync(engine.Request(image), console, stop.Token, kill.Token));

        Assert.IsLessThan(9, clock.Elapsed.TotalSeconds);
        Assert.IsEmpty(await engine.Client.ListContainersAsync(ProjectLabel.Name, engine.Label.Value, Token));
    }

    [TestMethod]
    public async Task A_server_that_is_not_ready_in_time_is_told_of_and_goes_on()
    {
        await using var engine = LiveEngine.Open("docker");
        var image = await engine.LoadAsync(BusyboxImage.Shell("echo up; while true; do sleep 0.1; done"), Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var console = new RecordingConsole { OnTell = stop.Cancel };
        var request = engine.Request(image) with { Run = new RunPlan { Ports = [new(new(8080))] }, ReadyTime = TimeSpan.FromSeconds(1) };

        await new AttachedRun(engine.Client, engine).RunAsync(request, console, stop.Token, Token);

        Assert.AreEqual(EngineCodes.NotHealthy, console.Findings.Single().Code);
        Assert.IsNull(console.Container);
    }

    [TestMethod]
    public async Task Where_the_engine_knows_more_than_the_exit_code_it_is_told()
    {
        await using var engine = LiveEngine.Open("docker");
        var image = await engine.LoadAsync(BusyboxImage.Shell("echo before; kill -SEGV $$"), Token);
        var console = new RecordingConsole();

        var exitCode = await new AttachedRun(engine.Client, engine).RunAsync(engine.Request(image) with { Command = ["/bin/sh", "-c", "echo instead; exit 139"] }, console, Token, Token);

        Assert.AreEqual(139, exitCode);
        CollectionAssert.AreEqual((string[])["out: instead"], console.Lines);
        StringAssert.Contains(console.Findings.Single().Message, "exited with code 139 (SIGSEGV: it crashed). Last log lines: (above)");
    }

    private sealed class RecordingConsole : IRunConsole
    {
        public List<string> Lines { get; } = [];

        public List<Diagnostic> Findings { get; } = [];

        public RunningContainer? Container { get; private set; }

        public Action OnReady { get; init; } = () => { };

        public Action OnTell { get; init; } = () => { };

        public void Ready(RunningContainer container)
        {
            Container = container;
            OnReady();
        }

        public void Tell(Diagnostic finding)
        {
            Findings.Add(finding);
            OnTell();
        }

        public void Write(LogLine line) => Lines.Add((line.IsError ? "err: " : "out: ") + line.Text);
    }
}
