using Containerize.Planning;

namespace Containerize.Model.Tests;

[TestClass]
public sealed class OutputChoiceTests
{
    [TestMethod]
    [DataRow("", false, "", "", false, "EngineOrArchive")]
    [DataRow("", true, "", "", false, "Registry")]
    [DataRow("", true, "false", "", false, "EngineOrArchive")]
    [DataRow("out/x.tar", true, "", "", false, "Archive out/x.tar")]
    [DataRow("out/x.tar", false, "", "", true, "Archive out/x.tar, Engine")]
    [DataRow("", true, "", "archive:C:\\x.tar;oci:out|engine", false, "Registry, Archive C:\\x.tar, OciLayout out, Engine")]
    [DataRow("", true, "", "registry", false, "Registry")]
    [DataRow("", false, "", "engine", false, "Engine")]
    [DataRow("", true, "", "", true, "Registry, Engine")]
    public void Chooses(string archive, bool registry, string push, string output, bool run, string expected)
    {
        var result = OutputChoice.Choose(new OutputFacts { ArchivePath = archive, Registries = registry ? ["r.example"] : [], Push = push, Output = output, Run = run });

        Assert.IsEmpty(result.Diagnostics);
        Assert.AreEqual(expected, string.Join(", ", result.Value!.Select(target => $"{target.Kind} {target.Path}".Trim())));
    }

    [TestMethod]
    [DataRow("archive", "CTZ0123")]
    [DataRow("tape:/dev/st0", "CTZ0123")]
    [DataRow("registry", "CTZ0124")]
    public void Refuses(string output, string code)
    {
        var result = OutputChoice.Choose(new OutputFacts { Output = output });

        Assert.AreEqual(code, result.Diagnostics.Single().Code.Id);
    }

    [TestMethod]
    public void Offline_refuses_what_needs_a_socket_and_keeps_the_archive()
    {
        Assert.AreEqual("CTZ0413", OutputChoice.Choose(new OutputFacts { Registries = ["r.example"], Offline = true }).Diagnostics.Single().Code.Id);
        Assert.AreEqual("CTZ0608", OutputChoice.Choose(new OutputFacts { Run = true, Offline = true }).Diagnostics.Single().Code.Id);
        Assert.IsEmpty(OutputChoice.Choose(new OutputFacts { Offline = true }).Diagnostics);
    }

    [TestMethod]
    public void A_push_without_a_registry_says_what_is_missing() =>
        Assert.AreEqual("CTZ0124", OutputChoice.Choose(new OutputFacts { PushAsked = true }).Diagnostics.Single().Code.Id);
}
