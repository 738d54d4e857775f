namespace Containerize.Bench.Tests;

[TestClass]
public sealed class TargetTableTests
{
    private const string Output = """
          Containerize -> 100 ms
        Target Evaluation Performance Summary:
               50 ms  ComputeContainerOther                      1 calls

        Target Performance Summary:
                0 ms  _ContainerizeMarkPublished                 1 calls
              120 ms  CoreCompile                                2 calls
                7 ms  ContainerizeBuild                          1 calls
               14 ms  _ContainerizeAnalyzerFacts                 1 calls
              300 ms  PublishContainer                           1 calls
              299 ms  _PublishSingleContainer                    1 calls

        Task Performance Summary:
              500 ms  Containerize.Tasks.BuildImage              1 calls

        """;

    [TestMethod]
    public void Only_targets_about_containers_count_and_each_once() => Assert.AreEqual(320, TargetTable.Sum(Output));

    [TestMethod]
    public void Without_a_summary_there_is_no_figure() => Assert.ThrowsExactly<FormatException>(() => TargetTable.Sum("Build succeeded."));
}
