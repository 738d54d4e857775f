using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>What later steps of a build service get, as its own environment variables ask for it.</summary>
[TestClass]
public sealed class CiOutputTests
{
    private static readonly string[] s_publish = ["--no-build", "-p:Containerize=true", "-p:ContainerizeOffline=true", "-p:ContainerImageTags=1.2+latest", "-p:ContainerRepository=team/told"];
    private static SdkProject? s_project;

    public required TestContext TestContext { get; init; }

    [ClassInitialize]
    public static async Task Publish(TestContext context)
    {
        s_project = new SdkProject("Told.App", properties: "<ContainerBaseImage>scratch</ContainerBaseImage><RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained><InvariantGlobalization>true</InvariantGlobalization>");
        var result = await s_project.PublishAsync(context.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.Output);
    }

    [ClassCleanup]
    public static void Delete() => s_project?.Dispose();

    [TestMethod]
    public async Task GitHub_gets_outputs_and_a_summary_behind_what_other_steps_wrote()
    {
        using var folder = new TempFolder();
        var (output, summary) = (folder.Write("output", "before=1\n"), folder.Write("summary.md", ""));

        var result = await PublishAsync(new() { ["GITHUB_ACTIONS"] = "true", ["GITHUB_OUTPUT"] = output, ["GITHUB_STEP_SUMMARY"] = summary });

        Assert.AreEqual(0, result.ExitCode, result.Output);
        var digest = Digest();
        Assert.AreEqual(
            $"before=1\nimage=team/told:1.2\ndigest={digest}\ntags=1.2 latest\nimage-told-app=team/told:1.2\ndigest-told-app={digest}\ntags-told-app=1.2 latest\n",
            await File.ReadAllTextAsync(output, TestContext.CancellationToken));
        var page = await File.ReadAllTextAsync(summary, TestContext.CancellationToken);
        StringAssert.Contains(page, $"| digest | `{digest}` |", page);
        StringAssert.Contains(page, "| runtime | ", page);
    }

    [TestMethod]
    public async Task Azure_gets_output_variables()
    {
        var result = await PublishAsync(new() { ["TF_BUILD"] = "True" });

        Assert.AreEqual(0, result.ExitCode, result.Output);
        StringAssert.Contains(result.Output, $"##vso[task.setvariable variable=containerize.digest;isOutput=true]{Digest()}\n", result.Output);
        StringAssert.Contains(result.Output, "##vso[task.setvariable variable=containerize.Told_App.image;isOutput=true]team/told:1.2\n", result.Output);
    }

    [TestMethod]
    public async Task GitLab_gets_a_dotenv_file()
    {
        using var folder = new TempFolder();

        var result = await PublishAsync(new() { ["GITLAB_CI"] = "true", ["CI_PROJECT_DIR"] = folder.Path });

        Assert.AreEqual(0, result.ExitCode, result.Output);
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder.Path, "containerize.env"), TestContext.CancellationToken);
        CollectionAssert.AreEqual(
            new[] { "CONTAINERIZE_IMAGE=team/told:1.2", $"CONTAINERIZE_DIGEST={Digest()}", "CONTAINERIZE_TAGS=1.2 latest", "CONTAINERIZE_IMAGE_TOLD_APP=team/told:1.2" }, lines[..4]);
    }

    [TestMethod]
    public async Task Switched_off_nothing_is_written_and_a_file_that_cannot_be_is_a_warning()
    {
        using var folder = new TempFolder();
        var output = Path.Combine(folder.Path, "output");
        var github = new Dictionary<string, string?> { ["GITHUB_ACTIONS"] = "true", ["GITHUB_OUTPUT"] = output };

        var off = await PublishAsync(github, "-p:ContainerizeCiOutputs=false");
        var refused = await PublishAsync(new(github) { ["GITHUB_OUTPUT"] = "/proc/none/output" });

        Assert.AreEqual(0, off.ExitCode, off.Output);
        Assert.IsFalse(File.Exists(output));
        Assert.AreEqual(0, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, "warning CTZ0313: '/proc/none/output' cannot be written", refused.Output);
    }

    private static string Digest() => s_project!.ReadReport().GetProperty("image").GetProperty("digest").GetString()!;

    // Of the service that runs these tests nothing shows.
    private Task<ProcessResult> PublishAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        foreach (var name in new[] { "GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "TF_BUILD", "GITLAB_CI", "CI_PROJECT_DIR" })
            environment.TryAdd(name, null);

        return DotNet.RunAsync(["publish", s_project!.File, "-tl:off", .. s_publish, .. arguments], s_project.Folder, TestContext.CancellationToken, environment);
    }
}
