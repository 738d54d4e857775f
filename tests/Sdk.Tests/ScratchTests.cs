using System.Text.Json;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>The first command of the README, with no engine and no registry.</summary>
[TestClass]
public sealed class ScratchTests
{
    private const string Properties = """
        <ContainerBaseImage>scratch</ContainerBaseImage>
        <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
        <SelfContained>true</SelfContained>
        <InvariantGlobalization>true</InvariantGlobalization>
        """;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Without_an_engine_an_archive_is_written_and_the_line_says_how_to_run_it()
    {
        using var project = new SdkProject("Lonely", "Microsoft.NET.Sdk.Web", Properties, program: "WebApplication.Create(args).Run();");

        var result = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", "-p:ContainerizeOffline=true");

        Assert.AreEqual(0, result.ExitCode, result.Output);
        var archive = project["bin/Release/net10.0/linux-x64/lonely-latest.tar"];
        Assert.IsTrue(File.Exists(archive), result.Output);
        StringAssert.Contains(result.Output, $"Lonely -> {archive} sha256:", result.Output);
        StringAssert.Contains(result.Output, "docker run --rm -p 8080:8080 lonely:latest", result.Output);
        var image = SavedImage.Read(archive);
        Assert.AreEqual("1654", (string?)image.Config["config"]!["User"]);
        Assert.AreEqual("""["/app/Lonely"]""", image.Config["config"]!["Entrypoint"]!.ToJsonString());
        Assert.AreEqual("Directory 1777 0:0", image.Files["/tmp"]);
        StringAssert.StartsWith(image.Files["/app/Lonely"], "File 0755 0:0", image.Files["/app/Lonely"]);
        StringAssert.StartsWith(image.Files["/app/Lonely.dll"], "File 0644 0:0", image.Files["/app/Lonely.dll"]);
        CollectionAssert.AreEqual(
            new[] { "native", "runtime", "app" },
            project.ReadReport().GetProperty("image").GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()).Where(name => name != "assets").ToArray());
    }
}
