using Containerize.Planning;
using static Containerize.Model.Tests.Planning.Facts;

namespace Containerize.Model.Tests.Planning;

[TestClass]
public sealed class BaseImageChoiceTests
{
    // SDK|framework|aspnet|self-contained|AOT|trimmed|invariant|RID|family|answer of the SDK's own task (SDK 10.0.401).
    [TestMethod]
    public void Infers_what_the_sdk_infers_in_801_cases()
    {
        using var stream = typeof(BaseImageChoiceTests).Assembly.GetManifestResourceStream("base-inference.txt")!;
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            var cells = row.Split('|');
            var facts = Tool with
            {
                App = Tool.App with
                {
                    SdkVersion = cells[0],
                    FrameworkVersion = cells[1],
                    UsesAspNetCore = cells[2] == "aspnet",
                    SelfContained = cells[3] == "1",
                    Aot = cells[4] == "1",
                    Trimmed = cells[5] == "1",
                    InvariantGlobalization = cells[6] == "1",
                },
                Image = new() { ContainerFamily = cells[8] },
            };

            var choice = BaseImageChoice.Choose(facts, new(cells[7], new("linux", "amd64")));

            var actual = choice.Diagnostics.Count > 0 ? "" : choice.Value.Replace("mcr.microsoft.com/dotnet/", "", StringComparison.Ordinal);
            if (actual != cells[9])
                wrong.Add($"{row} but was {actual}");
        }

        Assert.HasCount(801, rows);
        Assert.IsEmpty(wrong, string.Join("\n", wrong.Take(20)));
    }

    [TestMethod]
    [DataRow("scratch", "scratch")]
    [DataRow("debian", "docker.io/library/debian:latest")]
    [DataRow("reg:5000/team/base:1.2", "reg:5000/team/base:1.2")]
    [DataRow("ghcr.io/o/b:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "ghcr.io/o/b:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Takes_the_projects_own_base(string declared, string expected) =>
        Assert.AreEqual(expected, Plan(Tool with { Image = new() { ContainerBaseImage = declared } }).Base.Reference);

    [TestMethod]
    [DataRow("Debian")]
    [DataRow("a b")]
    [DataRow("debian@sha256:12")]
    public void Refuses_what_is_no_reference(string declared) =>
        CollectionAssert.Contains(Codes(Tool with { Image = new() { ContainerBaseImage = declared } }), "CTZ0108");

    [TestMethod]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:10.0", "", "1654")]
    [DataRow("mcr.microsoft.com/dotnet/runtime:8.0-alpine", "", "1654")]
    [DataRow("mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled-extra", "1654", "1654")]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:10.0-azurelinux3.0-distroless", "1654", "1654")]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:10.0.0-preview.3", "", "1654")]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:6.0", "", null)]
    public void Table_knows_what_microsofts_bases_declare(string reference, string user, string? appUid)
    {
        var config = BaseImageTable.Find(reference);

        Assert.IsNotNull(config);
        Assert.AreEqual(user, config.User);
        Assert.AreEqual(appUid, config.Environment.SingleOrDefault(variable => variable.Name == "APP_UID")?.Value);
    }

    [TestMethod]
    [DataRow("mcr.microsoft.com/dotnet/sdk:10.0")]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:10.0-nanoserver-ltsc2022")]
    [DataRow("example.com/dotnet/aspnet:10.0")]
    [DataRow("mcr.microsoft.com/dotnet/aspnet:latest")]
    [DataRow("scratch")]
    public void Table_is_silent_about_other_images(string reference) => Assert.IsNull(BaseImageTable.Find(reference));

    [TestMethod]
    [DataRow("", "", "linux-arm64", "linux/arm64")]
    [DataRow("", "", "linux-musl-x64", "linux/amd64")]
    [DataRow("", "", "osx-arm64", "linux/arm64")]
    [DataRow("", "linux-arm", "linux-x64", "linux/arm/v7")]
    [DataRow("linux-s390x", "linux-arm", "linux-x64", "linux/s390x")]
    public void Platform_comes_from_the_nearest_runtime_identifier(string container, string app, string sdk, string expected) =>
        Assert.AreEqual(expected, Plan(Tool with
        {
            App = Tool.App with { RuntimeIdentifier = app, SdkRuntimeIdentifier = sdk },
            Image = new() { ContainerRuntimeIdentifier = container },
        }).Platform.ToString());

    [TestMethod]
    [DataRow("win-x64")]
    [DataRow("osx-arm64")]
    [DataRow("linux-vax")]
    public void Platform_other_than_linux_is_refused(string runtimeIdentifier) =>
        CollectionAssert.Contains(Codes(Tool with { App = Tool.App with { RuntimeIdentifier = runtimeIdentifier } }), "CTZ0131");

    [TestMethod]
    [DataRow("", "mcr.microsoft.com/dotnet/runtime:10.0 linux/amd64", DisplayName = "inferred")]
    [DataRow("example.com/base:1", "example.com/base:1 linux/amd64", DisplayName = "declared")]
    [DataRow("scratch", "", DisplayName = "nobody is asked for scratch")]
    [DataRow("no reference", "", DisplayName = "what is wrong is the planner's to say")]
    public void The_base_is_foreseen_as_the_plan_will_name_it(string declared, string expected)
    {
        var facts = Tool with { Image = Tool.Image with { ContainerBaseImage = declared } };

        var foreseen = BaseImageChoice.Foresee(facts) is { } found ? $"{found.Reference} {found.Platform}" : "";

        Assert.AreEqual(expected, foreseen);
    }
}
