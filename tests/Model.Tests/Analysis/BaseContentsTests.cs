using Containerize.Analysis;

namespace Containerize.Model.Tests.Analysis;

[TestClass]
public sealed class BaseContentsTests
{
    private const string Registry = "mcr.microsoft.com/dotnet/";

    [TestMethod]
    [DataRow("aspnet:10.0", true, null)]
    [DataRow("runtime:8.0-bookworm-slim", true, null)]
    [DataRow("runtime:10.0-azurelinux3.0", true, null)]
    [DataRow("runtime:10.0-alpine", false, true)]
    [DataRow("runtime:10.0-alpine3.22", false, true)]
    [DataRow("runtime:10.0-noble-chiseled", false, true)]
    [DataRow("runtime-deps:10.0-azurelinux3.0-distroless", false, true)]
    [DataRow("runtime-deps:10.0-alpine-extra", true, false)]
    [DataRow("aspnet:10.0-noble-chiseled-composite-extra", true, false)]
    public void The_family_says_what_is_in_a_base(string image, bool hasTimeZones, bool? isInvariant)
    {
        var contents = BaseContents.Find(Registry + image)!;

        Assert.AreEqual(hasTimeZones, contents.HasTimeZones);
        Assert.AreEqual(isInvariant, contents.IsInvariant);
    }

    [TestMethod]
    [DataRow("scratch")]
    [DataRow("alpine:3")]
    [DataRow("mcr.microsoft.com/dotnet/sdk:10.0-alpine")]
    [DataRow("registry.example.com/dotnet/runtime:10.0-alpine")]
    public void Of_other_bases_nothing_is_known(string image) => Assert.IsNull(BaseContents.Find(image));

    [TestMethod]
    [DataRow("runtime:10.0", "curl", true)]
    [DataRow("runtime:10.0", "wget", true)]
    [DataRow("runtime:10.0", "bash", false)]
    [DataRow("runtime:10.0-alpine", "wget", false)]
    [DataRow("runtime:10.0-alpine", "bash", true)]
    [DataRow("runtime:10.0-alpine", "sh", false)]
    [DataRow("runtime:10.0-noble-chiseled", "ls", true)]
    [DataRow("runtime:10.0-noble-chiseled", "dotnet", false)]
    [DataRow("runtime:10.0-azurelinux3.0", "curl", false)]
    public void A_program_is_missed_only_where_that_is_certain(string image, string program, bool lacks) => Assert.AreEqual(lacks, BaseContents.Lacks(Registry + image, program));

    [TestMethod]
    public void Every_time_zone_of_Windows_leads_to_one_that_the_system_knows()
    {
        string[] ids = ["Eastern Standard Time", "W. Europe Standard Time", "Tokyo Standard Time", "aus eastern standard time"];

        CollectionAssert.AreEqual(new[] { "America/New_York", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney" }, ids.Select(WindowsTimeZones.Iana).ToArray());
        Assert.IsNull(WindowsTimeZones.Iana("UTC"));
        Assert.IsNull(WindowsTimeZones.Iana("Europe/Berlin"));
    }
}
