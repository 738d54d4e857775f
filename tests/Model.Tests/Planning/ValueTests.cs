using Containerize.Images;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

/// <summary>What MSBuild evaluated arrives byte for byte, or is refused with a code.</summary>
[TestClass]
public sealed class ValueTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow(" outer ")]
    [DataRow("a:b=c;d")]
    [DataRow("%3B%25%")]
    [DataRow("$x ${X} $(Prop) @(Item)")]
    [DataRow("\"'`\\")]
    [DataRow("line\r\nnext\ttab")]
    [DataRow("emoji 😀 \u2028 é")]
    [DataRow("* ? # {{x}} <!--")]
    [DataRow("Server=db;Password=p=w;Encrypt=true")]
    public void Values_survive(string value)
    {
        var plan = Plan(Tool with
        {
            EnvironmentVariables = [Item("DB:Server", ("Value", value))],
            ContainerLabels = [Item("a.label", ("Value", value))],
            Annotations = [Item("an", ("Value", value))],
            RunEnvironment = [Item("R", ("Value", value))],
            Image = new() { ContainerEntrypoint = [Item("x", ("Value", value))], ContainerDefaultArgs = [Item("y", ("Value", value))], ContainerHealthCheckArgs = [Item("z", ("Value", value))] },
        });

        Assert.AreEqual(new NamedValue("DB:Server", value), plan.Environment.Single());
        Assert.AreEqual(value, plan.Labels.Single(label => label.Name == "a.label").Value);
        Assert.AreEqual(value, plan.Annotations.Single().Value);
        Assert.AreEqual(value, plan.Run.Environment.Single().Value);
        Assert.AreEqual(value, plan.Entrypoint!.Single());
        Assert.AreEqual(value, plan.Command![^1]);
        Assert.AreEqual(value, plan.HealthCheck!.Test[1]);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(0xD83D)]
    [DataRow(0xDC00)]
    public void What_cannot_be_stored_is_refused_everywhere_at_once(int character)
    {
        var value = "a" + (char)character + "b";
        var codes = Codes(Tool with
        {
            EnvironmentVariables = [Item("E", ("Value", value))],
            ContainerLabels = [Item("l", ("Value", value))],
            Annotations = [Item("an", ("Value", value))],
            RunEnvironment = [Item("R", ("Value", value))],
            Image = new() { ContainerEntrypoint = [Item("x", ("Value", value))], ContainerHealthCheck = value },
            Labels = new() { Properties = new Dictionary<string, string> { ["Description"] = value } },
        });

        Assert.AreEqual(8, codes.Count(code => code == "CTZ0133"), string.Join(" ", codes));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("A=B")]
    [DataRow("A\0")]
    public void Names_that_no_variable_can_have_are_refused(string name) =>
        CollectionAssert.Contains(Codes(Tool with { EnvironmentVariables = [Item(name, ("Value", "x"))] }), "CTZ0111");

    [TestMethod]
    public void Of_duplicates_the_last_value_wins_at_the_place_of_the_first() =>
        CollectionAssert.AreEqual(new NamedValue[] { new("A", "3"), new("b.c-d e", "2"), new("a", "") }, Plan(Tool with
        {
            EnvironmentVariables = [Item("A", ("Value", "1")), Item("b.c-d e", ("Value", "2")), Item("A", ("Value", "3")), Item("a")],
        }).Environment.ToArray());

    [TestMethod]
    public void All_problems_are_reported_at_once()
    {
        var codes = Codes(Web with
        {
            Ports = [Item("0"), Item("99999")],
            EnvironmentVariables = [Item("")],
            ContainerLabels = [Item("")],
            Volumes = [Item("data")],
            Networks = [Item("a b")],
            RunCommands = [Item("a\nb")],
            Image = new()
            {
                ContainerBaseImage = "A",
                ContainerRegistry = "https://x",
                ContainerRepository = "a//b",
                ContainerImageTag = ".",
                ContainerUser = "-1",
                ContainerWorkingDirectory = "x",
                ContainerStopSignal = "SIGNOT",
                ContainerHealthCheckInterval = "soon",
                ContainerImageFormat = "zip",
                ContainerizeCompressionLevel = "10",
                SourceDateEpoch = "now",
            },
        });

        foreach (var code in "CTZ0105 CTZ0106 CTZ0107 CTZ0108 CTZ0109 CTZ0110 CTZ0111 CTZ0120 CTZ0125 CTZ0126 CTZ0127 CTZ0129 CTZ0130 CTZ0132 CTZ0138 CTZ0625".Split(' '))
            CollectionAssert.Contains(codes, code);
        Assert.AreEqual(2, codes.Count(code => code == "CTZ0105"));
        Assert.AreEqual(2, codes.Count(code => code == "CTZ0120"));
    }
}
