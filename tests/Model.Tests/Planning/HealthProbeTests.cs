using System.Text.Json;
using Containerize.Planning;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class HealthProbeTests
{
    [TestMethod]
    [DataRow("/healthz", "", "CMD|dotnet|/app/containerize-probe.dll|8080|/healthz")]
    [DataRow("/healthz?full=1", "/srv/x/", "CMD|dotnet|/srv/x/containerize-probe.dll|8080|/healthz?full=1")]
    [DataRow("http://localhost:9090/ready", "", "CMD|dotnet|/app/containerize-probe.dll|9090|/ready")]
    [DataRow("http://127.0.0.1", "", "CMD|dotnet|/app/containerize-probe.dll|80|/")]
    [DataRow("http://[::1]:81/a%20b", "", "CMD|dotnet|/app/containerize-probe.dll|81|/a%20b")]
    public void An_address_is_asked_by_the_probe_on_the_apps_runtime(string line, string folder, string expected) =>
        Assert.AreEqual(expected, string.Join("|", Plan(Web with { Image = new() { ContainerHealthCheck = line, ContainerWorkingDirectory = folder } }).HealthCheck!.Test));

    [TestMethod]
    public void A_path_goes_to_the_first_TCP_port_and_a_self_contained_app_has_a_host_for_it() =>
        Assert.AreEqual("CMD|/app/containerize-probe|5000|/", string.Join("|", Plan(Web with
        {
            App = Web.App with { SelfContained = true, RuntimeIdentifier = "linux-x64" },
            Ports = [Item("4000", ("Type", "udp")), Item("5000")],
            Image = new() { ContainerHealthCheck = "/", ContainerFamily = "noble-chiseled" },
        }).HealthCheck!.Test));

    [TestMethod]
    [DataRow(true, true, false, false)]
    [DataRow(true, false, true, false)]
    [DataRow(true, false, false, true)]
    public void Without_a_runtime_for_it_there_is_no_probe(bool selfContained, bool trimmed, bool singleFile, bool aot)
    {
        var facts = Web with
        {
            App = Web.App with { SelfContained = selfContained, Trimmed = trimmed, SingleFile = singleFile, Aot = aot, RuntimeIdentifier = "linux-x64" },
            Image = new() { ContainerHealthCheck = "/healthz" },
        };

        CollectionAssert.Contains(Codes(facts), "CTZ0127");
        Assert.IsFalse(HealthProbe.IsNeeded(facts));
    }

    [TestMethod]
    public void A_framework_dependent_single_file_has_the_bases_runtime() =>
        Assert.IsTrue(HealthProbe.IsNeeded(Web with { App = Web.App with { SingleFile = true }, Image = new() { ContainerHealthCheck = "/healthz" } }));

    [TestMethod]
    public void Its_files_are_JSON_that_names_the_apps_runtime()
    {
        var framework = JsonDocument.Parse(HealthProbe.RuntimeConfig(Web.App)).RootElement.GetProperty("runtimeOptions").GetProperty("framework");
        var included = JsonDocument.Parse(HealthProbe.RuntimeConfig(Web.App with { SelfContained = true, BundledRuntimeVersion = "10.0.9" })).RootElement.GetProperty("runtimeOptions").GetProperty("includedFrameworks")[0];

        Assert.AreEqual("10.0.0", framework.GetProperty("version").GetString());
        Assert.AreEqual("10.0.9", included.GetProperty("version").GetString());
        Assert.IsTrue(JsonDocument.Parse(HealthProbe.Dependencies(Web.App)!).RootElement.GetProperty("libraries").TryGetProperty("containerize-probe/1.0.0", out _));
    }
}
