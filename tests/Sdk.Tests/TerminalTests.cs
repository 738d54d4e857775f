using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>What a person sees who publishes in a terminal.</summary>
[TestClass]
public sealed class TerminalTests
{
    private const string Properties = """
        <ContainerBaseImage>scratch</ContainerBaseImage>
        <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
        <SelfContained>true</SelfContained>
        <InvariantGlobalization>true</InvariantGlobalization>
        """;

    // A build service is no terminal, and these tests may run on one.
    private static readonly Dictionary<string, string?> s_person = new() { ["CI"] = null, ["TF_BUILD"] = null, ["GITHUB_ACTIONS"] = null };

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task The_terminal_logger_shows_one_line_with_the_archive_its_digest_and_how_to_run_it()
    {
        using var project = new SdkProject("Seen", properties: Properties);
        using var terminal = Terminal.Start(["dotnet", "publish", project.File, "-tl:on", "-p:Containerize=true", "-p:ContainerizeOffline=true"], project.Folder, s_person);

        var exitCode = await terminal.EndAsync(TestContext.CancellationToken);

        Assert.AreEqual(0, exitCode, terminal.Text);
        var line = terminal.Text.Split('\n').Last(text => text.Contains("Seen net10.0 linux-x64 succeeded", StringComparison.Ordinal));
        StringAssert.Matches(line, new("→ .*seen-latest\\.tar sha256:[0-9a-f]{12}; docker load -i .* && docker run --rm seen:latest"), terminal.Text);
        Assert.DoesNotContain("warning", terminal.Text, terminal.Text);
    }

    [TestMethod]
    public async Task The_terminal_logger_shows_the_address_the_digest_and_how_to_stop_a_detached_run()
    {
        var docker = TestEnvironment.RequireDocker();
        using var project = new SdkProject("Started", "Microsoft.NET.Sdk.Web", Properties, program: "WebApplication.Create(args).Run();");
        using var terminal = Terminal.Start(["dotnet", "publish", project.File, "-tl:on", "-p:Containerize=true", "-p:ContainerizeRun=true", $"-p:ContainerizeEngineHost={docker}"], project.Folder, s_person);

        var exitCode = await terminal.EndAsync(TestContext.CancellationToken);
        var removed = await DotNet.RunAsync(["build", project.File, "-t:ContainerizeRemove", $"-p:ContainerizeEngineHost={docker}"], project.Folder, TestContext.CancellationToken);

        Assert.AreEqual(0, exitCode, terminal.Text);
        Assert.AreEqual(0, removed.ExitCode, removed.Output);
        var line = terminal.Text.Split('\n').Last(text => text.Contains("Started net10.0 linux-x64 succeeded", StringComparison.Ordinal));
        StringAssert.Matches(line, new(@"→ http://127\.0\.0\.1:\d+ \(started:latest sha256:[0-9a-f]{12} \((?:[\d.]+ [kM]B|nothing) sent\); log: docker logs -f started-[0-9a-f]+; stop: "), terminal.Text);
    }

    [TestMethod]
    public async Task In_a_live_console_the_log_is_followed_and_Ctrl_C_removes_the_container()
    {
        var docker = TestEnvironment.RequireDocker();
        using var project = new SdkProject("Live", "Microsoft.NET.Sdk.Web", Properties, program: "WebApplication.Create(args).Run();");
        using var terminal = Terminal.Start(["dotnet", "publish", project.File, "-tl:off", "-p:Containerize=true", "-p:ContainerizeRun=true", $"-p:ContainerizeEngineHost={docker}"], project.Folder, s_person);

        await terminal.ReadUntilAsync("; Ctrl-C stops it", TestContext.CancellationToken);
        await terminal.ReadUntilAsync("Application started.", TestContext.CancellationToken);
        await terminal.TypeAsync("\x03");
        var exitCode = await terminal.EndAsync(TestContext.CancellationToken);

        Assert.AreNotEqual(0, exitCode, terminal.Text);
        Assert.DoesNotContain("   at ", terminal.Text, terminal.Text);
        var left = await DotNet.RunAsync(["build", project.File, "-t:ContainerizeRemove", $"-p:ContainerizeEngineHost={docker}"], project.Folder, TestContext.CancellationToken);
        Assert.DoesNotContain("-> removed", left.Output, left.Output);
    }
}
