using System.Security;
using System.Text.Json.Nodes;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>Values arrive byte for byte as MSBuild evaluated them: in the archive's config, and in what an engine builds of the Dockerfile.</summary>
[TestClass]
public sealed class ValueTests
{
    // The value, written with the escapes that MSBuild asks for.
    private static readonly string[] Values =
    [
        "a:b=c;d", "100%", "%41", "$HOME", "$(Configuration)", "${X}", "@(Compile)", "say \"hi\"", "it's", "C:\\temp\\x", "tail\\", "  padded  ", "*.cs", "`date`", "#no comment",
        "\U0001F600 ünïcode \u2028", "", "<!-- x -->", "a\tb",
    ];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Survive_in_env_labels_arguments_and_in_the_Dockerfile()
    {
        using var folder = new TempFolder();
        using var project = MakeProject(Values);
        var archive = folder["image.tar"];

        var result = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", $"-p:ContainerArchiveOutputPath={archive}");

        Assert.AreEqual(0, result.ExitCode, result.Output);
        var image = SavedImage.Read(archive);
        AssertHolds(image, Values);
        Assert.AreEqual("/srv/my app", (string?)image.Config["config"]!["WorkingDir"]);

        TestEnvironment.RequireDocker();
        var work = Path.GetDirectoryName(Directory.EnumerateFiles(project.Folder, "Dockerfile", SearchOption.AllDirectories).Single())!;
        await DockerEngine.RunAsync(TestContext.CancellationToken, "build", "-q", "-t", "built/values", "-f", Path.Combine(work, "Dockerfile"), Path.Combine(work, "context"));
        var built = await DockerEngine.SaveAsync("built/values", folder, TestContext.CancellationToken);
        Assert.AreEqual(built.Settings(), image.Settings());
    }

    [TestMethod]
    public async Task A_line_break_survives_in_the_image_and_the_Dockerfile_says_that_it_cannot()
    {
        using var folder = new TempFolder();
        string[] values = ["one\ntwo", "cr\r\nlf"];
        using var project = MakeProject(values);
        var archive = folder["image.tar.gz"];

        var result = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", $"-p:ContainerArchiveOutputPath={archive}");

        Assert.AreEqual(0, result.ExitCode, result.Output);
        StringAssert.Contains(result.Output, "warning CTZ0204", result.Output);
        CollectionAssert.AreEqual(new byte[] { 0x1F, 0x8B }, (await File.ReadAllBytesAsync(archive, TestContext.CancellationToken))[..2]);
        AssertHolds(SavedImage.Read(archive), values);
    }

    private static SdkProject MakeProject(string[] values)
    {
        var items = values.Select((value, index) => $"""
            <ContainerEnvironmentVariable Include="V{index}" Value="{Escape(value)}" />
            <ContainerLabel Include="l{index}" Value="{Escape(value)}" />
            <ContainerDefaultArgs Include="arg{index}" Value="{Escape(value)}" />
            """);
        return new SdkProject(
            "Values",
            properties: """
                <RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained><InvariantGlobalization>true</InvariantGlobalization>
                <ContainerBaseImage>scratch</ContainerBaseImage><ContainerWorkingDirectory>/srv/my app/</ContainerWorkingDirectory>
                """,
            items: string.Join("\n", items));
    }

    private static void AssertHolds(SavedImage image, string[] values)
    {
        var config = image.Config["config"]!;
        var environment = config["Env"]!.AsArray().Select(item => (string)item!).ToArray();
        var arguments = config["Cmd"]!.AsArray().Select(item => (string)item!).ToArray();
        CollectionAssert.AreEqual(values, arguments);
        for (var i = 0; i < values.Length; i++)
        {
            CollectionAssert.Contains(environment, $"V{i}={values[i]}");
            Assert.AreEqual(values[i], (string?)(config["Labels"] as JsonObject)![$"l{i}"]);
        }
    }

    private static string Escape(string value)
    {
        var escaped = string.Concat(value.Select(c => c switch
        {
            '%' => "%25",
            '$' => "%24",
            '@' => "%40",
            ';' => "%3B",
            '*' => "%2A",
            '<' => "%3C", // MSBuild takes comments out of metadata
            '\\' => "%5C",
            _ => c.ToString(),
        }));
        return SecurityElement.Escape(escaped).Replace("\r", "&#13;", StringComparison.Ordinal).Replace("\n", "&#10;", StringComparison.Ordinal).Replace("\t", "&#9;", StringComparison.Ordinal);
    }
}
