namespace Containerize.Bench.Tests;

[TestClass]
public sealed class BoundTests
{
    private static readonly Bound Tenth = new("large", BuildCase.Unchanged, "registry", 0.10);

    [TestMethod]
    [DataRow(0.05, 0.10, Verdict.Met)]
    [DataRow(0.09, 0.11, Verdict.Undecided)]
    [DataRow(0.10, 0.11, Verdict.Undecided)]
    [DataRow(0.101, 0.2, Verdict.NotMet)]
    [DataRow(0.05, double.PositiveInfinity, Verdict.Undecided)]
    public void The_whole_interval_decides(double low, double high, Verdict expected) => Assert.AreEqual(expected, Tenth.Judge(new Estimate(low, low, high), runs: 5));

    [TestMethod]
    public void Fewer_than_five_runs_decide_nothing() => Assert.AreEqual(Verdict.Undecided, Tenth.Judge(new Estimate(0.01, 0.01, 0.01), runs: 4));

    [TestMethod]
    public void An_engine_of_any_store_has_the_bound_of_engines()
    {
        var large = BenchApp.All.Single(app => app.Name == "large");

        Assert.AreEqual(0.05, Bound.Of(new(large, new("containerd", "unix:///x"), BuildCase.Unchanged))?.Ratio);
        Assert.IsNull(Bound.Of(new(large, new("registry", null), BuildCase.Package)));
    }

    [TestMethod]
    public void Every_bound_belongs_to_a_cell_of_a_whole_run() => Assert.IsEmpty(Bound.All.Where(bound =>
        !BenchApp.All.Any(app => app.Name == bound.App && Schedule.IsDefault(new(app, new(bound.Output, bound.Output == "engine" ? "unix:///x" : null), bound.Case)))));
}
