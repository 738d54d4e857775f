using static Containerize.Analyzers.Tests.Truth.Looking;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>Some of the claims in real containers, which shows that the other tests start apps as an engine does.</summary>
[TestClass]
public sealed class ContainerTruthTests
{
    private const string Web = "var app = WebApplication.CreateBuilder(args).Build();\napp.MapGet(\"/\", () => \"hello\");\n";
    private const string Wait = "\nConsole.WriteLine(\"" + RunningApp.Ready + "\");\ncts.Token.WaitHandle.WaitOne();\nConsole.WriteLine(\"cleaned up\");\n";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public Task A_published_port_of_a_server_on_localhost_gives_no_answer() => CheckAsync(
        "CTZ1001", Ask(5000, "no answer"), Ask(8080, "answers"),
        new(Web + "app.Run(\"http://localhost:5000\");\n"),
        new(Web + "app.Run();\n"));

    [TestMethod]
    public Task An_exposed_port_that_nobody_listens_on_gives_no_answer() => CheckAsync(
        "CTZ4012", Ask(80, "no answer"), Ask(8080, "answers"),
        new(Web + "app.Run();\n") { Lines = "EXPOSE 80" },
        new(Web + "app.Run();\n") { Lines = "EXPOSE 8080" });

    [TestMethod]
    public Task ProcessExit_is_not_raised_and_the_engine_kills_the_app() => CheckAsync(
        "CTZ3001", Stop("is killed"), Stop("prints 'cleaned up', ends with 0"),
        new("var cts = new CancellationTokenSource();\nAppDomain.CurrentDomain.ProcessExit += (_, _) => cts.Cancel();" + Wait) { IsWeb = false },
        new("using System.Runtime.InteropServices;\nvar cts = new CancellationTokenSource();\nusing var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; cts.Cancel(); });" + Wait) { IsWeb = false });

    [TestMethod]
    public Task A_percentage_of_memory_is_hexadecimal() => CheckAsync(
        "CTZ4014", Memory("320"), Memory("200"), Limit("50"), Limit("0x32"));

    private static ContainerApp Limit(string percent) =>
        new("Console.WriteLine(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);\n") { IsWeb = false, Lines = "ENV DOTNET_GCHeapHardLimitPercent=" + percent };

    private static Look Ask(int port, string expected) => new(["-p", $"127.0.0.1::{port}"], app => AfterStartAsync(app, () => AnswersAsync(app, port)), $"{port} {expected}");

    private static Look Stop(string expected) => new([], app => AfterStartAsync(app, app.StoppedAsync), expected);

    private static Look Memory(string expected) => new(["-m", "400m"], async app => await app.EndedAsync() == "ends with 0" ? app.Output.Trim().Split('\n')[^1] : app.Output, expected);

    private async Task CheckAsync(string rule, Look lookBefore, Look lookAfter, ContainerApp before, ContainerApp after)
    {
        Assert.HasCount(1, await Judgement.FindAsync(before.ToProject(), rule, TestContext.CancellationToken));
        Assert.IsEmpty(await Judgement.FindAsync(after.ToProject(), rule, TestContext.CancellationToken));
        await Task.WhenAll(SeeAsync(before, lookBefore), SeeAsync(after, lookAfter));
    }

    private async Task SeeAsync(ContainerApp app, Look look)
    {
        await using var running = await EngineApp.StartAsync(app, look.Options, TestContext.CancellationToken);
        Assert.AreEqual(look.Expected, await look.At(running), running.Output);
    }

    private sealed record Look(string[] Options, Func<RunningApp, Task<string>> At, string Expected);
}
