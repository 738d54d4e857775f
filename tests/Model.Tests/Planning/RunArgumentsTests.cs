using Containerize.Images;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class RunArgumentsTests
{
    [TestMethod]
    public void Every_option_is_read_in_each_of_its_forms()
    {
        var run = Run("""-d -it --rm -v data:/data --volume="/host dir:/mnt:ro" -v C:\\x:/win -e A=1 --env 'B=two words=2' -e C= -p 9000:8080 -p 127.0.0.2:53:53/udp -p 7000 """
            + "--network net1 --net net2 --add-host db:10.0.0.1 --add-host=up:host-gateway --memory 512m --cpus 1.5 --restart on-failure:3 --name mine --init --read-only=true --tmpfs /tmp:size=64m --cap-drop ALL --cap-add NET_ADMIN -u 1000:1000");
        var options = run.Options!;

        CollectionAssert.AreEqual(
            new[] { new Volume(UnixPath.Parse("/data"), "data"), new Volume(UnixPath.Parse("/mnt"), "/host dir", true), new Volume(UnixPath.Parse("/win"), @"C:\x") }, options.Volumes.ToArray());
        CollectionAssert.AreEqual(new[] { new NamedValue("A", "1"), new NamedValue("B", "two words=2"), new NamedValue("C", "") }, run.Environment.ToArray());
        CollectionAssert.AreEqual(
            new[] { new PublishedPort(new(8080), 9000), new PublishedPort(new(53, "udp"), 53, "127.0.0.2"), new PublishedPort(new(7000)) }, run.Ports.ToArray());
        CollectionAssert.AreEqual(new[] { "net1", "net2" }, run.Networks.ToArray());
        CollectionAssert.AreEqual(new[] { "db:10.0.0.1", "up:host-gateway" }, options.Hosts.ToArray());
        Assert.AreEqual(512L << 20, options.Memory);
        Assert.AreEqual(1_500_000_000, options.NanoCpus);
        Assert.AreEqual("on-failure:3", options.Restart);
        Assert.AreEqual("mine", options.Name);
        Assert.AreEqual("1000:1000", options.User);
        Assert.IsTrue(options is { Init: true, ReadOnly: true, Privileged: false });
        CollectionAssert.AreEqual(new[] { "/tmp:size=64m" }, options.TemporaryFolders.ToArray());
        CollectionAssert.AreEqual(new[] { "ALL" }, options.DroppedCapabilities.ToArray());
        CollectionAssert.AreEqual(new[] { "NET_ADMIN" }, options.AddedCapabilities.ToArray());
    }

    [TestMethod]
    [DataRow("--memory lots")]
    [DataRow("--memory")]
    [DataRow("--cpus 0")]
    [DataRow("-p 99999:1")]
    [DataRow("-p a:b:c:d")]
    [DataRow("-p 80:80/icmp")]
    [DataRow("-v /onlyone")]
    [DataRow("-v ./here:/x")]
    [DataRow("-v a:/x:maybe")]
    [DataRow("-e NAME")]
    [DataRow("--restart sometimes")]
    [DataRow("--network 'a b'")]
    [DataRow("--gpus all")]
    [DataRow("ubuntu bash")]
    [DataRow("-e 'A=1")]
    public void What_is_not_understood_is_an_error(string line) =>
        Assert.AreEqual("CTZ0150", string.Join(" ", Codes(Tool with { Image = new() { ContainerizeRunArguments = line } }).Distinct()));

    [TestMethod]
    public void Nothing_asked_for_is_nothing() => Assert.IsNull(Run("  ").Options);

    private static RunPlan Run(string line) => Plan(Web with { Image = new() { ContainerizeRunArguments = line } }).Run;
}
