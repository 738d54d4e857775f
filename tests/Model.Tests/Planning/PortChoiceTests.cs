using Containerize.Images;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class PortChoiceTests
{
    [TestMethod]
    public void Projects_that_do_not_listen_expose_nothing() => Assert.IsEmpty(Plan(Tool).Ports);

    [TestMethod]
    public void Web_projects_expose_8080_and_the_base_makes_them_listen_there()
    {
        var plan = Plan(Web);

        Assert.AreEqual("8080/tcp", string.Join(" ", plan.Ports));
        Assert.IsEmpty(plan.Environment);
    }

    [TestMethod]
    public void From_scratch_the_variable_is_set() =>
        CollectionAssert.Contains(Plan(Web with { Image = new() { ContainerBaseImage = "scratch" } }).Environment.ToArray(), new NamedValue("ASPNETCORE_HTTP_PORTS", "8080"));

    [TestMethod]
    [DataRow("8080", "", "8080/tcp")]
    [DataRow("53", "udp", "53/udp")]
    [DataRow("53", "UDP", "53/udp")]
    [DataRow("80/sctp", "", "80/sctp")]
    [DataRow("65535", "tcp", "65535/tcp")]
    public void Takes_declared_ports(string include, string type, string expected) =>
        Assert.AreEqual(expected, string.Join(" ", Plan(Web with { Ports = [Item(include, ("Type", type))], App = Web.App with { AppSettings = """{"Urls":"http://*:1"}""" } }).Ports));

    [TestMethod]
    [DataRow("0", "", "", "")]
    [DataRow("-1", "", "", "")]
    [DataRow("65536", "", "", "")]
    [DataRow("99999", "", "", "")]
    [DataRow("", "", "", "")]
    [DataRow(" 80", "", "", "")]
    [DataRow("80-90", "", "", "")]
    [DataRow("80/xyz", "", "", "")]
    [DataRow("80", "icmp", "", "")]
    [DataRow("80/tcp", "udp", "", "")]
    [DataRow("80/tcp/x", "", "", "")]
    [DataRow("80", "", "0", "")]
    [DataRow("80", "", "x", "")]
    [DataRow("80", "", "", "nowhere")]
    [DataRow("80", "", "", "1")]
    public void Refuses(string include, string type, string hostPort, string hostIp) =>
        Assert.AreEqual("CTZ0105", string.Join(" ", Codes(Web with { Ports = [Item(include, ("Type", type), ("HostPort", hostPort), ("HostIp", hostIp))] })));

    [TestMethod]
    public void Publishes_on_loopback_unless_told_otherwise()
    {
        var plan = Plan(Web with { Ports = [Item("81", ("HostPort", "9000"), ("HostIp", "0.0.0.0")), Item("80"), Item("80")] });

        Assert.AreEqual("80/tcp 81/tcp", string.Join(" ", plan.Ports));
        CollectionAssert.AreEqual(new[] { new PublishedPort(new(81), 9000, "0.0.0.0"), new PublishedPort(new(80)) }, plan.Run.Ports.ToArray());
    }

    [TestMethod]
    [DataRow("""{"Kestrel":{"Endpoints":{"A":{"Url":"http://*:5001"},"B":{"Url":"https://[::]:5000"}}}, "Urls":"http://*:1"}""", "", "", "5000/tcp 5001/tcp")]
    [DataRow("""{"urls":"http://+:5000;https://localhost;http://unix:/x.sock;nonsense"}""", "", "", "443/tcp 5000/tcp")]
    [DataRow("""{"HTTP_PORTS":"80;81","HTTPS_PORTS":82}""", "", "", "80/tcp 81/tcp 82/tcp")]
    [DataRow("""{"Kestrel":{"Endpoints":{"A":{"Url":"http://*:5001"}}}}""", """{"kestrel":{"endpoints":{"a":{"url":"http://*:6001"}}}}""", "", "6001/tcp")]
    [DataRow("""{"Kestrel":{"Endpoints":{"A":{"Url":"http://*:5001"}}}}""", "", "Kestrel__Endpoints__A__Url=http://*:7001", "7001/tcp")]
    [DataRow("", "", "ASPNETCORE_URLS=http://+:5005", "5005/tcp")]
    [DataRow("", "", "ASPNETCORE_HTTP_PORTS=9090", "9090/tcp")]
    [DataRow("""{ broken""", "", "", "8080/tcp")]
    [DataRow("""{"Urls":"http://*:notaport"}""", "", "", "8080/tcp")]
    public void Reads_the_projects_configuration(string settings, string production, string variable, string expected)
    {
        var facts = Web with
        {
            App = Web.App with { AppSettings = settings, ProductionAppSettings = production },
            EnvironmentVariables = variable.Length == 0 ? [] : [Item(variable.Split('=')[0], ("Value", variable.Split('=')[1]))],
        };

        Assert.AreEqual(expected, string.Join(" ", Plan(facts).Ports));
    }
}
