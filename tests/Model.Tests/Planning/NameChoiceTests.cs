using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class NameChoiceTests
{
    [TestMethod]
    [DataRow("tool", "tool")]
    [DataRow("Shop.Web", "shop.web")]
    [DataRow("My App", "my-app")]
    [DataRow("_Foo_", "foo")]
    [DataRow("A..B-.C", "a-b-c")]
    [DataRow("Büro", "b-ro")]
    [DataRow("x😀y", "x-y")]
    [DataRow("İstanbul", "stanbul")]
    public void Repository_is_the_adapted_assembly_name(string assembly, string expected)
    {
        var facts = Tool with { App = Tool.App with { AssemblyName = assembly } };

        Assert.AreEqual(expected, Plan(facts).Name.Repository);
        Assert.AreEqual(!string.Equals(assembly, expected, StringComparison.OrdinalIgnoreCase), Codes(facts).Contains("CTZ0136"));
    }

    [TestMethod]
    [DataRow("", "", "", "tool:latest")]
    [DataRow("Team/App", "", "", "team/app:latest")]
    [DataRow("app", "1.2", "", "app:1.2")]
    [DataRow("app", "", "1.2+latest", "app:1.2 app:latest")]
    [DataRow("app", "", "a;b,c d;;a", "app:a app:b app:c app:d")]
    [DataRow("reg:5000/team/x:tag", "", "", "reg:5000/team/x:tag")]
    [DataRow("reg:5000/team/x", "1", "", "reg:5000/team/x:1")]
    [DataRow("[::1]:5000/x:1", "", "", "[::1]:5000/x:1")]
    [DataRow("ghcr.io/o/app", "", "", "ghcr.io/o/app:latest")]
    [DataRow("localhost/app:2", "", "", "localhost/app:2")]
    [DataRow("app:3", "", "", "app:3")]
    public void Reads_what_the_properties_say(string repository, string tag, string tags, string references) =>
        Assert.AreEqual(references, string.Join(" ", Plan(Tool with
        {
            Image = new() { ContainerRepository = repository, ContainerImageTag = tag, ContainerImageTags = tags },
        }).Name.References));

    [TestMethod]
    public void Pushes_to_every_registry_once() =>
        CollectionAssert.AreEqual(new[] { "r1:5000/p/a.b/c:t", "docker.io/a.b/c:t" }, Plan(Tool with
        {
            Image = new()
            {
                ContainerRegistry = "r1:5000/p",
                ContainerizeRegistries = ["index.docker.io", "r1:5000/p", "docker.io"],
                ContainerRepository = "a.b/c",
                ContainerImageTag = "t",
            },
        }).Name.References.ToArray());

    [TestMethod]
    [DataRow("app", "a b", "", "", "CTZ0106")]
    [DataRow("app", "1.0+build", "", "", "CTZ0106")]
    [DataRow("app", "", "ok;.bad", "", "CTZ0106")]
    [DataRow("app", "1", "2", "", "CTZ0135")]
    [DataRow("a//b", "", "", "", "CTZ0107")]
    [DataRow("../x", "", "", "", "CTZ0107")]
    [DataRow("-x", "", "", "", "CTZ0107")]
    [DataRow("x:1", "2", "", "", "CTZ0107")]
    [DataRow("x:a:b", "", "", "", "CTZ0107")]
    [DataRow("x@sha256:12", "", "", "", "CTZ0107")]
    [DataRow("reg:5000/x", "", "", "other", "CTZ0107")]
    [DataRow("reg:99999/x", "", "", "", "CTZ0107")]
    [DataRow("app", "", "", "https://reg", "CTZ0109")]
    [DataRow("app", "", "", "a;b", "CTZ0109")]
    public void Refuses(string repository, string tag, string tags, string registry, string code) =>
        CollectionAssert.Contains(Codes(Tool with
        {
            Image = new() { ContainerRepository = repository, ContainerImageTag = tag, ContainerImageTags = tags, ContainerRegistry = registry },
        }), code);
}
