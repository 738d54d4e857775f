namespace Containerize.Bench.Tests;

[TestClass]
public sealed class OptionsTests
{
    [TestMethod]
    public void Without_filters_it_is_the_whole_benchmark()
    {
        Assert.IsTrue(Options.Parse(["--all", "--lock", "x"]).IsWhole);
        Assert.IsFalse(Options.Parse(["--quick"]).IsWhole);
        Assert.IsFalse(Options.Parse(["--app", "small,large"]).IsWhole);
    }

    [TestMethod]
    [DataRow("--app", "tiny")]
    [DataRow("--runs", "0")]
    [DataRow("--runs", "many")]
    [DataRow("--runs")]
    [DataRow("--fast")]
    public void A_mistake_is_said(params string[] arguments) => Assert.ThrowsExactly<FormatException>(() => Options.Parse(arguments));

    [TestMethod]
    public void Quick_leaves_an_explicit_number_of_runs() => Assert.AreEqual(7, Options.Parse(["--runs", "7", "--quick"]).Runs);
}
