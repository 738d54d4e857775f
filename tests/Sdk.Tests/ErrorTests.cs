using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>What goes wrong has a code and no stack trace. One project is published once; each case then publishes it with --no-build.</summary>
[TestClass]
public sealed partial class ErrorTests
{
    private const string Scratch = "-p:ContainerBaseImage=scratch";
    private static SdkProject? s_project;

    public required TestContext TestContext { get; init; }

    [ClassInitialize]
    public static async Task Publish(TestContext context)
    {
        s_project = new SdkProject("Faulty", properties: "<RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained><InvariantGlobalization>true</InvariantGlobalization>", items: """
            <ContainerPort Include="$(BadPort)" Condition="'$(BadPort)' != ''" />
            <ContainerFile Include="missing.txt" TargetPath="/etc/missing.txt" Condition="'$(BadFile)' == 'missing'" />
            <ContainerFile Include="Program.cs" TargetPath="/app/Faulty.dll" Condition="'$(BadFile)' == 'clash'" />
            <ContainerEnvironmentVariable Include="$(BadName)" Value="x" Condition="'$(BadName)' != ''" />
            """);
        var result = await s_project.PublishAsync(context.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.Output);
    }

    [ClassCleanup]
    public static void Delete() => s_project?.Dispose();

    [TestMethod]
    [DataRow("CTZ0105", "-p:BadPort=99999", Scratch)]
    [DataRow("CTZ0106", "-p:ContainerImageTags=not/a/tag", Scratch)]
    [DataRow("CTZ0107", "-p:ContainerRepository=bad//name", Scratch)]
    [DataRow("CTZ0108", "-p:ContainerBaseImage=registry.example.com/UPPER", "")]
    [DataRow("CTZ0109", "-p:ContainerRegistry=https://registry.example.com", Scratch)]
    [DataRow("CTZ0111", "-p:BadName=a=b", Scratch)]
    [DataRow("CTZ0112", "-p:BadFile=clash", Scratch)]
    [DataRow("CTZ0113", "-p:BadFile=missing", Scratch)]
    [DataRow("CTZ0117", "-p:PublishDir=nothing/here/", "-t:ContainerizePlan")]
    [DataRow("CTZ0123", "-p:ContainerizeOutput=tape:/dev/st0", Scratch)]
    [DataRow("CTZ0124", "-t:ContainerizePush", Scratch)]
    [DataRow("CTZ0131", "-p:ContainerRuntimeIdentifier=win-x64", "")]
    [DataRow("CTZ0303", "-p:ContainerizeOffline=true", "-p:ContainerBaseImage=registry.example.com/never/seen:1")]
    [DataRow("CTZ0309", "-p:ContainerArchiveOutputPath=/proc/none/app.tar", Scratch)]
    [DataRow("CTZ0401", "-p:ContainerRegistry=127.0.0.1:9", Scratch)]
    [DataRow("CTZ0401", "-p:ContainerBaseImage=127.0.0.1:9/base:1", "")]
    [DataRow("CTZ0413", "-p:ContainerRegistry=127.0.0.1:9", "-p:ContainerizeOffline=true")]
    [DataRow("CTZ0601", "-p:ContainerizeEngineHost=unix:///nothing/here.sock", "-p:ContainerizeRun=true")]
    [DataRow("CTZ0611", "-p:ContainerizeEngineHost=ftp://engine", "-p:ContainerizeRun=true")]
    public async Task Is_one_coded_error(string code, string first, string second)
    {
        string[] arguments = ["--no-build", "-p:Containerize=true", first, .. second.Length > 0 ? new[] { second } : [], .. code is "CTZ0601" or "CTZ0611" or "CTZ0413" ? new[] { Scratch } : []];
        if (code == "CTZ0117")
            arguments = ["-p:_ContainerizePublished=true", Scratch, first];

        var result = code == "CTZ0117"
            ? await DotNet.RunAsync(["msbuild", s_project!.File, "-t:ContainerizePlan", "-nologo", .. arguments], s_project.Folder, TestContext.CancellationToken)
            : await s_project!.PublishAsync(TestContext.CancellationToken, arguments);

        AssertFailsWith(code, result);
    }

    [TestMethod]
    [DataRow(401, "CTZ0402", "the reason that it gave")]
    [DataRow(403, "CTZ0403", "the reason that it gave")]
    [DataRow(404, "CTZ0404", "the reason that it gave")]
    [DataRow(429, "CTZ0410", "answered 429")] // to HEAD, whose answer has no body; asking once more would cost quota
    [DataRow(418, "CTZ0405", "the reason that it gave")]
    public async Task What_a_registry_answers_is_a_coded_error(int status, string code, string said)
    {
        await using var registry = await AnsweringServer.StartAsync(status, TestContext.CancellationToken);

        var result = await s_project!.PublishAsync(TestContext.CancellationToken, "--no-build", "-p:Containerize=true", $"-p:ContainerBaseImage={registry.Address}/team/base:1");

        AssertFailsWith(code, result);
        StringAssert.Contains(result.Output, said, result.Output);
    }

    [TestMethod]
    public async Task A_library_a_test_project_and_an_unpublishable_one_say_so_and_succeed()
    {
        using var project = new SdkProject("Odd", program: "internal static class Program { private static void Main() { } }");
        foreach (var (property, code) in new[] { ("OutputType=Library", "CTZ0101"), ("IsTestProject=true", "CTZ0102"), ("IsPublishable=false", "CTZ0103") })
        {
            var result = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", $"-p:{property}", "-t:Containerize");

            Assert.AreEqual(0, result.ExitCode, result.Output);
            StringAssert.Contains(result.Output, code, result.Output);
        }
    }

    [TestMethod]
    public async Task Under_build_the_message_names_the_command_that_works()
    {
        using var project = new SdkProject("Built");

        var result = await DotNet.RunAsync(["build", project.File, "-t:ContainerizePush", "-tl:off"], project.Folder, TestContext.CancellationToken);

        AssertFailsWith("CTZ0128", result);
        StringAssert.Contains(result.Output, "dotnet publish Built.csproj -t:ContainerizeBuild", result.Output);
    }

    private static void AssertFailsWith(string code, ProcessResult result)
    {
        Assert.AreNotEqual(0, result.ExitCode, result.Output);
        StringAssert.Contains(result.Output, $"error {code}: ", result.Output);
        Assert.IsFalse(StackTrace().IsMatch(result.Output), result.Output);
        Assert.IsFalse(result.Output.Contains("MSB4018", StringComparison.Ordinal), result.Output);
    }

    [GeneratedRegex(@"^\s+at \w+\.", RegexOptions.Multiline)]
    private static partial Regex StackTrace();
}
