using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary><c>dotnet run -p:Containerize=true</c>, on a real engine.</summary>
[TestClass]
public sealed partial class DotnetRunTests
{
    private const string SelfContained = """
        <ContainerBaseImage>scratch</ContainerBaseImage>
        <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
        <SelfContained>true</SelfContained>
        <InvariantGlobalization>true</InvariantGlobalization>
        """;

    private const string Echo = """
        Console.WriteLine($"[{string.Join('|', args)}] {Environment.GetEnvironmentVariable("GIVEN")} {File.Exists("/app/echo.dll")}");
        Console.Error.WriteLine("to standard error");
        return 7;
        """;

    private static readonly Dictionary<string, string?> s_person = new() { ["CI"] = null, ["TF_BUILD"] = null, ["GITHUB_ACTIONS"] = null };

    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_web_app_answers_its_log_is_shown_and_Ctrl_C_ends_it_as_it_ends_without_a_container()
    {
        var docker = TestEnvironment.RequireDocker();
        using var project = new SdkProject("Attached", "Microsoft.NET.Sdk.Web", SelfContained, program: "var app = WebApplication.Create(args); app.MapGet(\"/\", () => \"from \" + Environment.MachineName); app.Run();");
        project.Write("Properties/launchSettings.json", """{ "profiles": { "http": { "commandName": "Project", "applicationUrl": "http://localhost:5999", "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development" } } } }""");
        using var terminal = Terminal.Start(["dotnet", "run", "-p:Containerize=true", $"-p:ContainerizeEngineHost={docker}"], project.Folder, s_person);

        await terminal.ReadUntilAsync("; Ctrl-C stops it", Token);
        await terminal.ReadUntilAsync("Application started.", Token);
        var container = (await DockerEngine.RunAsync(Token, "ps", "-q", "--no-trunc", "--filter", "name=attached-")).Trim();
        using var http = new HttpClient();
        var answer = await http.GetStringAsync(new Uri(Url().Match(terminal.Text).Value), Token);
        await terminal.TypeAsync("\x03");
        var exitCode = await terminal.EndAsync(Token);

        Assert.AreEqual($"from {container[..12]}", answer);
        StringAssert.Matches(terminal.Text, new("Attached -> attached:latest sha256:[0-9a-f]{12}"), terminal.Text);
        StringAssert.Contains(terminal.Text, "Hosting environment: Production", terminal.Text);
        StringAssert.Contains(terminal.Text, "Application is shutting down...", terminal.Text);
        Assert.AreEqual(0, exitCode, terminal.Text);
        Assert.AreEqual("", await DockerEngine.RunAsync(Token, "ps", "-aq", "--filter", "name=attached-"));
        await DockerEngine.RunAsync(Token, "rmi", "-f", "attached:latest");
    }

    [TestMethod]
    [DataRow("", DisplayName = "as ENTRYPOINT")]
    [DataRow("<ContainerEntrypoint Include=\"/app/echo\" /><ContainerAppCommand Include=\"first\" />", DisplayName = "behind an ENTRYPOINT")]
    public async Task Arguments_and_variables_reach_the_app_and_its_exit_code_is_that_of_the_run(string items)
    {
        var docker = TestEnvironment.RequireDocker();
        using var project = new SdkProject("echo", properties: SelfContained, items: "<ContainerDefaultArgs Include=\"default\" />" + items, program: Echo);
        string[] run = ["run", "-p:Containerize=true", $"-p:ContainerizeEngineHost={docker}"];

        var given = await DotNet.RunAsync([.. run, "-e", "GIVEN=s3cret; with=$HOME", "--", "one", "two words", "--three"], project.Folder, Token);
        var plain = await DotNet.RunAsync([.. run, "--no-build"], project.Folder, Token);

        var first = items.Length == 0 ? "" : "first|";
        Assert.AreEqual(7, given.ExitCode, given.Output);
        StringAssert.Contains(given.Output, $"[{first}one|two words|--three] s3cret; with=$HOME True", given.Output);
        StringAssert.Contains(given.Output, "to standard error", given.Output);
        Assert.AreEqual(7, plain.ExitCode, plain.Output);
        StringAssert.Contains(plain.Output, $"[{first}default]  True", plain.Output);

        // What is given with -e is in no file: only its name is.
        Assert.IsEmpty(Directory.EnumerateFiles(project["obj"], "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains("s3cret", StringComparison.Ordinal)));
        await DockerEngine.RunAsync(Token, "rmi", "-f", "echo:latest");
    }

    [TestMethod]
    public async Task A_project_that_is_published_otherwise_than_built_is_published_so_and_nothing_is_pushed()
    {
        TestEnvironment.RequireLong();
        var docker = TestEnvironment.RequireDocker();
        using var project = new SdkProject(
            "other", properties: "<ContainerBaseImage>scratch</ContainerBaseImage><PublishSelfContained>true</PublishSelfContained><InvariantGlobalization>true</InvariantGlobalization><ContainerRegistry>127.0.0.1:1</ContainerRegistry>",
            program: "Console.WriteLine(\"runs on its own: \" + File.Exists(\"/app/libcoreclr.so\"));");

        var run = await DotNet.RunAsync(["run", "-p:Containerize=true", $"-p:ContainerizeEngineHost={docker}"], project.Folder, Token);

        Assert.AreEqual(0, run.ExitCode, run.Output);
        StringAssert.Contains(run.Output, "runs on its own: True", run.Output);
        await DockerEngine.RunAsync(Token, "rmi", "-f", "127.0.0.1:1/other:latest");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("-p:ContainerizeDotnetRun=false")]
    public async Task Without_it_dotnet_run_starts_the_app_itself(string off)
    {
        TestEnvironment.RequireLong();
        using var project = new SdkProject("echo", properties: SelfContained, program: Echo);
        string[] switches = off.Length == 0 ? [] : ["-p:Containerize=true", off];

        var run = await DotNet.RunAsync(["run", .. switches, "-e", "GIVEN=x", "--", "a b"], project.Folder, Token);

        Assert.AreEqual(7, run.ExitCode, run.Output);
        StringAssert.Contains(run.Output, "[a b] x False", run.Output);
        Assert.IsFalse(Directory.Exists(project["obj/Debug/net10.0/linux-x64/containerize"]) && File.Exists(project["obj/Debug/net10.0/linux-x64/containerize/run.json"]));
    }

    [TestMethod]
    public async Task What_an_editor_starts_is_the_same_with_it()
    {
        TestEnvironment.RequireLong();
        using var project = new SdkProject("echo", properties: SelfContained, program: Echo);
        string[] ask = ["msbuild", project.File, "-getProperty:RunCommand", "-getProperty:RunArguments"];

        var without = await DotNet.RunAsync(ask, project.Folder, Token);
        var with = await DotNet.RunAsync([.. ask, "-p:Containerize=true"], project.Folder, Token);

        StringAssert.Contains(without.Output, "/echo\"", without.Output);
        Assert.AreEqual(without.Output, with.Output);
    }

    [TestMethod]
    public async Task An_engine_that_is_not_there_is_one_coded_error()
    {
        using var project = new SdkProject("echo", properties: SelfContained, program: Echo);

        var run = await DotNet.RunAsync(["run", "-p:Containerize=true", $"-p:ContainerizeEngineHost=unix://{project.Root}/no.sock"], project.Folder, Token);

        Assert.AreNotEqual(0, run.ExitCode, run.Output);
        StringAssert.Contains(run.Output, "error CTZ0601", run.Output);
        Assert.DoesNotContain("   at ", run.Output);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Url();
}
