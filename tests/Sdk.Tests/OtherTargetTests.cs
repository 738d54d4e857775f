using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>
/// Apps for which the SDK needs a pack that it does not bring: where the feed has it they are published and looked at, elsewhere skipped with the
/// restore's reason. What would be decided for them is tested without publishing in BaseInferenceTests.
/// </summary>
[TestClass]
public sealed class OtherTargetTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("Arm", "<RuntimeIdentifier>linux-arm64</RuntimeIdentifier><SelfContained>true</SelfContained>", "arm64")]
    [DataRow("Musl", "<RuntimeIdentifier>linux-musl-x64</RuntimeIdentifier><SelfContained>true</SelfContained>", "amd64")]
    [DataRow("Native", "<RuntimeIdentifier>linux-x64</RuntimeIdentifier><PublishAot>true</PublishAot>", "amd64")]
    public async Task Is_published_where_its_packs_are_to_be_had(string name, string properties, string architecture)
    {
        var (mirror, isNative) = (TestEnvironment.RequireMirror(), name == "Native");
        using var project = new SdkProject(name, properties: properties + "<InvariantGlobalization>true</InvariantGlobalization>");
        var archive = project["image.tar"];

        var restored = await DotNet.RunAsync(["restore", project.File], project.Folder, TestContext.CancellationToken);
        if (restored.ExitCode != 0)
            Assert.Inconclusive("a pack is not on the feed: " + restored.Output.Split('\n').First(line => line.Contains("error NU", StringComparison.Ordinal)).Trim());

        var result = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", $"-p:ContainerArchiveOutputPath={archive}", $"-p:ContainerizeRegistryMirrors={mirror}");
        if (isNative && result.Output.Contains("Platform linker", StringComparison.Ordinal))
            Assert.Inconclusive("native AOT needs a linker that is not installed");
        if (result.Output.Contains("error CTZ0301", StringComparison.Ordinal))
            Assert.Inconclusive($"the stand-in base has no {architecture}");

        Assert.AreEqual(0, result.ExitCode, result.Output);
        var image = SavedImage.Read(archive);
        Assert.AreEqual(architecture, (string?)image.Config["architecture"]);
        StringAssert.StartsWith(image.Files[$"/app/{name}"], "File 0755 0:0", image.Files[$"/app/{name}"]);
    }
}
