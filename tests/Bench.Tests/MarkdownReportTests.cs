namespace Containerize.Bench.Tests;

[TestClass]
public sealed class MarkdownReportTests
{
    private static readonly BenchApp Large = BenchApp.All.Single(app => app.Name == "large");

    [TestMethod]
    public void Figures_replace_what_is_between_the_marks()
    {
        const string page = "# Title\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nrest\n";

        Assert.AreEqual("# Title\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nrest\n", MarkdownReport.Replace(page, "bench", "new\n"));
        Assert.ThrowsExactly<InvalidOperationException>(() => MarkdownReport.Replace("no marks", "bench", "new"));
    }

    [TestMethod]
    public void A_cell_shows_times_over_plain_publish_its_verdict_and_what_was_sent()
    {
        var result = new CellResult(new(Large, new("registry", null), BuildCase.Unchanged));
        for (var round = 0; round < 5; round++)
            result.Add(Samples(plain: 1 + round, ours: 1.1 + round, sdk: 3 + round), memoryOnly: false);

        var text = MarkdownReport.Write([result], [("cores", "2")], ["A remark."]);

        StringAssert.Contains(text, "| registry | no change | 5 | 3.00 s | 100 ms (100 to 100) | 2000 ms (2000 to 2000) | – | 0.050 (0.050 to 0.050) | – |", text);
        StringAssert.Contains(text, "| large | no change | registry | 5 | 100 ms (100 to 100) | 2000 ms (2000 to 2000) | 0.050 (0.050 to 0.050) | 0.1 | met |", text);
        StringAssert.Contains(text, "| large | no change | registry | | | | 0 B of blobs | 0 B | met |", text);
        StringAssert.Contains(text, "| registry | no change | 900 B | 49.0 MB | – | 3 | 9 | – | – | – | – |", text);
    }

    [TestMethod]
    public void Bounds_have_a_table_of_their_own_in_which_nothing_else_is()
    {
        var (judged, other) = (new CellResult(new(Large, new("archive", null), BuildCase.Cold)), new CellResult(new(Large, new("archive", null), BuildCase.Package)));
        foreach (var result in new[] { judged, other })
            result.Add(Samples(plain: 1, ours: 2, sdk: 4), memoryOnly: false);

        var text = MarkdownReport.WriteBounds([judged, other], ["A remark."]);

        Assert.AreEqual("""

            A remark.

            | app | case | output | pairs | Containerize adds | `PublishContainer` adds | ratio | at most | |
            |---|---|---|---|---|---|---|---|---|
            | large | cold | archive | 1 | 1000 ms (1000 to 1000) | 3000 ms (3000 to 3000) | 0.33 (0.33 to 0.33) | 0.6 | undecided |


            """.ReplaceLineEndings("\n"), text);
    }

    [TestMethod]
    public void A_cell_that_failed_is_shown_with_its_reason()
    {
        var text = MarkdownReport.Write([new CellResult(new(Large, new("archive", null), BuildCase.Cold)) { Failure = "no disk" }], [], []);

        StringAssert.Contains(text, "**Failed: large, archive, cold**, after 0 rounds:\n\n```\nno disk\n```", text);
    }

    [TestMethod]
    public void The_chart_is_well_formed_and_has_a_bar_for_each_tool_that_ran()
    {
        var result = new CellResult(new(Large, new("registry", null), BuildCase.Line));
        result.Add(Samples(1, 1.1, 3), memoryOnly: false);

        var chart = System.Xml.Linq.XDocument.Parse(BarChart.Write([result], "large")!);

        Assert.AreEqual(2, chart.Descendants().Count(element => element.Name.LocalName == "path"));
        Assert.IsNull(BarChart.Write([result], "small"));
    }

    private static Dictionary<string, Sample> Samples(double plain, double ours, double sdk) => new()
    {
        ["plain"] = new(plain, default, 0),
        ["ours"] = new(ours, new Traffic(3, 900, 0), 0),
        ["sdk"] = new(sdk, new Traffic(9, 49_000_000, 48_900_000), 0),
    };
}
