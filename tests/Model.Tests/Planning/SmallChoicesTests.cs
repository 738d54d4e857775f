using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Planning;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class SmallChoicesTests
{
    [TestMethod]
    [DataRow("curl -f http://localhost/ || exit 1", "CMD-SHELL|curl -f http://localhost/ || exit 1")]
    [DataRow("none", "NONE")]
    [DataRow("NONE", "NONE")]
    public void Health_check_is_a_shell_line(string text, string expected) =>
        Assert.AreEqual(expected, string.Join("|", Plan(Tool with { Image = new() { ContainerHealthCheck = text } }).HealthCheck!.Test));

    [TestMethod]
    [DataRow("30s", 30_000)]
    [DataRow("1m30s", 90_000)]
    [DataRow("1.5h", 5_400_000)]
    [DataRow("500ms", 500)]
    [DataRow("00:00:30", 30_000)]
    [DataRow("1:02:03", 3_723_000)]
    public void Health_check_times_are_read(string text, int milliseconds) =>
        Assert.AreEqual(TimeSpan.FromMilliseconds(milliseconds), Plan(Tool with
        {
            Image = new() { ContainerHealthCheckArgs = [Item("/app/tool"), Item("--check")], ContainerHealthCheckInterval = text, ContainerHealthCheckRetries = "3" },
        }).HealthCheck!.Interval);

    [TestMethod]
    [DataRow("/healthz", "", "", "", "CTZ0127")]
    [DataRow("https://localhost/x", "", "", "", "CTZ0127")]
    [DataRow("http://other.example/x", "", "", "", "CTZ0127")]
    [DataRow("http://user@localhost/x", "", "", "", "CTZ0127")]
    [DataRow("x", "30", "", "", "CTZ0127")]
    [DataRow("x", "-1s", "", "", "CTZ0127")]
    [DataRow("x", "1d", "", "", "CTZ0127")]
    [DataRow("x", "0s", "", "", "CTZ0127")]
    [DataRow("x", "s", "", "", "CTZ0127")]
    [DataRow("x", "", "0", "", "CTZ0127")]
    [DataRow("x", "", "x", "", "CTZ0127")]
    [DataRow("", "30s", "", "", "CTZ0127")]
    [DataRow("x", "", "", "noble-chiseled", "CTZ0127")]
    public void Health_check_is_checked(string line, string interval, string retries, string family, string code) =>
        Assert.AreEqual(code, string.Join(" ", Codes(Tool with
        {
            Image = new() { ContainerHealthCheck = line, ContainerHealthCheckInterval = interval, ContainerHealthCheckRetries = retries, ContainerFamily = family },
        })));

    [TestMethod]
    [DataRow("SIGTERM", true)]
    [DataRow("SIGRTMIN+3", true)]
    [DataRow("15", true)]
    [DataRow("64", true)]
    [DataRow("0", false)]
    [DataRow("65", false)]
    [DataRow("TERM", false)]
    [DataRow("SIGRTMIN+31", false)]
    [DataRow("sigterm", false)]
    public void Stop_signals(string signal, bool valid) =>
        Assert.AreEqual(valid ? "" : "CTZ0130", string.Join(" ", Codes(Tool with { Image = new() { ContainerStopSignal = signal } })));

    [TestMethod]
    [DataRow("/data", "", "", true)]
    [DataRow("/data", "name_1", "true", true)]
    [DataRow("/data", "/srv/x", "False", true)]
    [DataRow("/data", "C:\\x", "", true)]
    [DataRow("data", "", "", false)]
    [DataRow("/", "", "", false)]
    [DataRow("/data", "../x", "", false)]
    [DataRow("/data", "", "yes", false)]
    public void Volumes(string path, string source, string readOnly, bool valid) =>
        Assert.AreEqual(valid ? "" : "CTZ0126", string.Join(" ", Codes(Tool with { Volumes = [Item(path, ("Source", source), ("ReadOnly", readOnly))] })));

    [TestMethod]
    [DataRow("", "", null, 1L, "")]
    [DataRow("1700000000", "", null, 1700000000L, "")]
    [DataRow("1700000000", "commit", 5L, 1700000000L, "")]
    [DataRow("0", "", null, 0L, "")]
    [DataRow("", "commit", 1600000000L, 1600000000L, "")]
    [DataRow("-1", "", null, 1L, "CTZ0132")]
    [DataRow("1e9", "", null, 1L, "CTZ0132")]
    [DataRow("99999999999999", "", null, 1L, "CTZ0132")]
    [DataRow("", "commit", null, 1L, "CTZ0132")]
    [DataRow("", "now", null, 1L, "CTZ0120")]
    public void Time_of_creation(string epoch, string created, long? commit, long expected, string code)
    {
        var choice = CreatedChoice.Choose(Tool with { Image = new() { SourceDateEpoch = epoch, ContainerizeCreated = created, CommitTime = commit } });

        Assert.AreEqual(expected, choice.Value);
        Assert.AreEqual(code, string.Join(" ", choice.Diagnostics.Select(diagnostic => diagnostic.Code.Id)));
    }

    [TestMethod]
    [DataRow("", 2, "")]
    [DataRow("0", 0, "")]
    [DataRow("9", 9, "")]
    [DataRow("10", 2, "CTZ0120")]
    [DataRow("-1", 2, "CTZ0120")]
    [DataRow("fast", 2, "CTZ0120")]
    public void Compression_level(string text, int expected, string code)
    {
        var choice = CompressionChoice.Choose(Tool with { Image = new() { ContainerizeCompressionLevel = text } });

        Assert.AreEqual(expected, choice.Value);
        Assert.AreEqual(code, string.Join(" ", choice.Diagnostics.Select(diagnostic => diagnostic.Code.Id)));
    }

    [TestMethod]
    public void Labels_are_the_sdks_with_the_projects_on_top()
    {
        var plan = Plan(Tool with
        {
            Image = new() { SourceDateEpoch = "1700000000" },
            Labels = Properties(("Description", "d"), ("ContainerAuthors", "me"), ("Authors", "other"), ("PackageVersion", "1.2"), ("PackageProjectUrl", "https://x:1/a"),
                ("ContainerGenerateLabelsImageUrl", "False"), ("PublishRepositoryUrl", "TRUE"), ("RepositoryType", "git"),
                ("PrivateRepositoryUrl", "https://user:pat@host/x.git"), ("SourceRevisionId", "abc")),
            ContainerLabels = [Item("org.opencontainers.image.version", ("Value", "mine"))],
        });

        Assert.AreEqual(
            """
            net.dot.runtime.majorminor=10.0
            net.dot.sdk.version=10.0.401
            org.opencontainers.artifact.created=2023-11-14T22:13:20Z
            org.opencontainers.artifact.description=d
            org.opencontainers.image.authors=me
            org.opencontainers.image.base.name=mcr.microsoft.com/dotnet/runtime:10.0
            org.opencontainers.image.created=2023-11-14T22:13:20Z
            org.opencontainers.image.description=d
            org.opencontainers.image.documentation=https://x:1/a
            org.opencontainers.image.revision=abc
            org.opencontainers.image.source=https://host/x
            org.opencontainers.image.version=mine
            """, string.Join("\n", plan.Labels.Select(label => $"{label.Name}={label.Value}")));
        Assert.IsTrue(plan.LabelBaseDigest);
    }

    [TestMethod]
    public void Labels_can_be_switched_off()
    {
        var plan = Plan(Tool with { Labels = Properties(("ContainerGenerateLabels", "false"), ("Description", "d")) });

        Assert.IsEmpty(plan.Labels);
        Assert.IsFalse(plan.LabelBaseDigest);
    }

    [TestMethod]
    [DataRow("Exe", "", "", "net10.0", "", null)]
    [DataRow("winexe", "false", "true", "net10.0", "", null)]
    [DataRow("Library", "", "", "net10.0", "", "CTZ0101")]
    [DataRow("", "", "", "net10.0", "", "CTZ0101")]
    [DataRow("Exe", "True", "false", "net10.0", "", "CTZ0102")]
    [DataRow("Exe", "", "False", "net10.0", "", "CTZ0103")]
    [DataRow("Exe", "", "", "", "net8.0;net10.0", "CTZ0104")]
    [DataRow("Exe", "", "", "net8.0", "net8.0;net10.0", null)]
    [DataRow("Library", "", "", "", "net8.0;net10.0", "CTZ0101")]
    public void Gate(string outputType, string isTest, string isPublishable, string framework, string frameworks, string? code) =>
        Assert.AreEqual(code, PublishGate.Check("P", outputType, isTest, isPublishable, framework, frameworks)?.Code.Id);

    [TestMethod]
    [DataRow("a b/c d", "b/c", "a b/c d e", "a d")]
    [DataRow("b\\c", "", "b/c", "b/c")]
    [DataRow("", "", "a b", "")]
    [DataRow("a", "a", "a", "")]
    [DataRow("a", "", "", "")]
    [DataRow("A", "", "a", "")]
    public void Stale_is_what_was_listed_and_is_no_more(string previous, string current, string folder, string expected) =>
        Assert.AreEqual(expected, string.Join(" ", StaleFiles.Find(previous.Split(' '), current.Split(' '), folder.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    [TestMethod]
    public void Stale_files_are_named_in_one_line()
    {
        Assert.IsNull(StaleFiles.Describe([]));
        Assert.AreEqual("message CTZ0122: 1 file in the publish folder came from an earlier publish and is left out of the image: a.", StaleFiles.Describe(["a"])!.ToString());
        StringAssert.Contains(StaleFiles.Describe(["a", "b", "c", "d", "e", "f"])!.Message, "a, b, c, d, e and 1 more", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("*.dll", "a.dll", true)]
    [DataRow("*.dll", "x/a.dll", false)]
    [DataRow("**/*.dll", "x/y/a.dll", true)]
    [DataRow("**/*.dll", "a.dll", true)]
    [DataRow("models/**", "models/a/b", true)]
    [DataRow("models/**", "model/a", false)]
    [DataRow("a?c*e", "abcdde", true)]
    [DataRow("a*b*c", "aXbYbZ", false)]
    public void Globs(string pattern, string path, bool matches) => Assert.AreEqual(matches, Glob.Matches(pattern, path));

    private static LabelFacts Properties(params (string Name, string Value)[] values) =>
        new() { Properties = values.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase) };
}
