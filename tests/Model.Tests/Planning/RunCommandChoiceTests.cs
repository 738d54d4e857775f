using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Planning;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

/// <summary>Packages and commands become RUN lines for the base's own package manager.</summary>
[TestClass]
public sealed class RunCommandChoiceTests
{
    [TestMethod]
    [DataRow("", "apt-get install -y --no-install-recommends b c=1.2 &&")]
    [DataRow("alpine", "apk add --no-cache b c=1.2")]
    [DataRow("azurelinux3.0", "tdnf install -y b c-1.2 &&")]
    public void The_family_says_how_packages_are_installed(string family, string expected) =>
        StringAssert.Contains(Plan(Packages with { Image = new() { ContainerFamily = family } }).RunCommands.Single(), expected);

    [TestMethod]
    [DataRow("ID=debian", "apt-get")]
    [DataRow("ID=mine\nID_LIKE=\"ubuntu debian\"", "apt-get")]
    [DataRow("ID='alpine'", "apk")]
    [DataRow("ID=\"rhel\"", "microdnf")]
    public void The_os_release_of_another_base_says_it(string release, string expected) => StringAssert.StartsWith(
        Plan(Packages with { Image = new() { ContainerBaseImage = "registry.example.com/base:1" }, BaseConfig = new BaseImageConfig { User = "1000" }, BaseOsRelease = release }).RunCommands.Single(), expected);

    [TestMethod]
    [DataRow("noble-chiseled")]
    [DataRow("azurelinux3.0-distroless")]
    public void A_base_without_a_shell_is_refused(string family)
    {
        CollectionAssert.Contains(Codes(Packages with { Image = new() { ContainerFamily = family } }), "CTZ0623");
        CollectionAssert.Contains(Codes(Tool with { RunCommands = [Item("true")], Image = new() { ContainerFamily = family } }), "CTZ0623");
    }

    [TestMethod]
    public void An_unknown_distribution_is_refused() => CollectionAssert.Contains(
        Codes(Packages with { Image = new() { ContainerBaseImage = "registry.example.com/base:1" }, BaseConfig = new BaseImageConfig { User = "1000" }, BaseOsRelease = "ID=plan9" }), "CTZ0623");

    [TestMethod]
    [DataRow("a; rm -rf /")]
    [DataRow("$(id)")]
    [DataRow("--allow-untrusted")]
    [DataRow("a b")]
    public void What_a_shell_would_take_for_more_than_a_name_is_refused(string name) =>
        CollectionAssert.Contains(Codes(Tool with { Packages = [Item(name)] }), "CTZ0625");

    [TestMethod]
    public void Lines_stand_before_the_first_copy_and_run_as_root_on_a_base_of_another_user()
    {
        var plan = Plan(Tool with { RunCommands = [Item("echo $HOME > /x"), Item("true")], Image = new() { ContainerBaseImage = "registry.example.com/base:1" }, BaseConfig = new BaseImageConfig { User = "1000" } });

        StringAssert.Contains(DockerfileRenderer.Publish(plan).Value!, "FROM registry.example.com/base:1\nUSER 0\nRUN echo $HOME > /x\nRUN true\n");
        Assert.AreEqual("1000", plan.User);
    }

    private static ProjectFacts Packages => Tool with { Packages = [Item("c", ("Version", "1.2")), Item("b"), Item("b")] };
}
