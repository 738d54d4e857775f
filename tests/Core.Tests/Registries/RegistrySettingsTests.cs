using Containerize.Registries;

namespace Containerize.Core.Tests.Registries;

[TestClass]
public sealed class RegistrySettingsTests
{
    [TestMethod]
    [DataRow("localhost", true)]
    [DataRow("LOCALHOST:5000", true)]
    [DataRow("registry.localhost:5000", true)]
    [DataRow("127.0.0.1:5000", true)]
    [DataRow("127.9.8.7", true)]
    [DataRow("[::1]:5000", true)]
    [DataRow("[::1]", true)]
    [DataRow("localhost:443", false)]
    [DataRow("localhost.example.com", false)]
    [DataRow("notlocalhost", false)]
    [DataRow("10.0.0.1:5000", false)]
    [DataRow("192.168.1.1", false)]
    [DataRow("128.0.0.1", false)]
    [DataRow("127.0.0.1.example.com", false)]
    [DataRow("[::2]:5000", false)]
    [DataRow("listed.example.com:5000", true)]
    [DataRow("Listed.Example.com:5000", true)]
    [DataRow("listed.example.com", false)]
    [DataRow("listed.example.com:5001", false)]
    [DataRow("also.example.com", true)]
    [DataRow("sdk.example.com", true)]
    public void Plain_HTTP_is_for_this_machine_and_listed_hosts(string registry, bool expected) =>
        Assert.AreEqual(expected, RegistrySettings.Read("listed.example.com:5000; http://also.example.com/", "sdk.example.com", "", false).MayBeInsecure(registry));

    [TestMethod]
    public void Mirrors_are_kept_in_order()
    {
        var settings = RegistrySettings.Read("", "", "docker.io=mirror.corp/hub; docker.io = https://second.corp/;mcr.microsoft.com=127.0.0.1:5000;nonsense;=x;y=", false);

        CollectionAssert.AreEqual(new[] { "mirror.corp/hub", "second.corp" }, settings.MirrorsOf("docker.io").ToArray());
        CollectionAssert.AreEqual(new[] { "127.0.0.1:5000" }, settings.MirrorsOf("mcr.microsoft.com").ToArray());
        Assert.IsEmpty(settings.MirrorsOf("ghcr.io"));
    }

    [TestMethod]
    public void The_names_of_Docker_Hub_share_its_mirrors() =>
        CollectionAssert.AreEqual(new[] { "mirror.corp" }, RegistrySettings.Read("", "", "index.docker.io=mirror.corp", false).MirrorsOf("docker.io").ToArray());
}
