namespace Containerize.Bench.Tests;

[TestClass]
public sealed class StatisticsTests
{
    [TestMethod]
    [DataRow(new[] { 3.0 }, 3.0)]
    [DataRow(new[] { 9.0, 1.0, 2.0 }, 2.0)]
    [DataRow(new[] { 4.0, 1.0, 2.0, 100.0 }, 3.0)]
    public void The_median_is_the_middle_of_what_is_sorted(double[] values, double expected) => Assert.AreEqual(expected, Statistics.Median(values));

    [TestMethod]
    public void There_is_no_median_of_nothing() => Assert.ThrowsExactly<ArgumentException>(() => Statistics.Median([]));

    [TestMethod]
    public void Five_values_have_their_whole_range_as_interval() => Assert.AreEqual(new Estimate(3, 1, 50), Statistics.MedianOf([2, 1, 3, 50, 4]));

    [TestMethod]
    public void The_same_values_give_the_same_interval()
    {
        double[] values = [0.11, 0.2, 0.13, 0.14, 0.1, 0.19, 0.12, 0.15];

        Assert.AreEqual(Statistics.MedianOf(values), Statistics.MedianOf(values));
    }

    [TestMethod]
    public void An_interval_of_thirty_values_holds_the_true_median_about_95_times_of_100()
    {
        var random = new Random(7);
        var hits = 0;
        for (var experiment = 0; experiment < 400; experiment++)
        {
            var values = Enumerable.Range(0, 30).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray(); // skewed, as times are
            var interval = Statistics.MedianOf(values);
            hits += interval.Low <= Math.Log(2) && interval.High >= Math.Log(2) ? 1 : 0;
        }

        Assert.IsInRange(364, 396, hits);
    }

    [TestMethod]
    public void A_ratio_is_that_of_the_medians_and_its_interval_holds_it()
    {
        var ratio = Statistics.RatioOf([1, 2, 3, 2, 2], [10, 20, 30, 20, 20]);

        Assert.AreEqual(0.1, ratio.Value, 1e-9);
        Assert.IsLessThan(0.1, ratio.Low);
        Assert.IsGreaterThan(0.1, ratio.High);
    }

    [TestMethod]
    public void A_peer_that_may_cost_nothing_leaves_the_ratio_open()
    {
        var ratio = Statistics.RatioOf([1, 1, 1, 1, 1], [-1, 2, -1, 2, 2]);

        Assert.AreEqual(0.5, ratio.Value);
        Assert.AreEqual(double.PositiveInfinity, ratio.High);
    }
}
