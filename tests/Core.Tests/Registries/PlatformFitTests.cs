using Containerize.Images;
using Containerize.Registries;

namespace Containerize.Core.Tests.Registries;

[TestClass]
public sealed class PlatformFitTests
{
    [TestMethod]
    [DataRow("linux/amd64", "linux/amd64", true)]
    [DataRow("linux/amd64/v1", "linux/amd64", true)]
    [DataRow("linux/amd64/v3", "linux/amd64", false)]
    [DataRow("linux/arm64", "linux/arm64", true)]
    [DataRow("linux/arm64/v8", "linux/arm64", true)]
    [DataRow("linux/arm/v7", "linux/arm/v7", true)]
    [DataRow("linux/arm", "linux/arm/v7", true)]
    [DataRow("linux/arm/v6", "linux/arm/v7", true)]
    [DataRow("linux/arm/v7", "linux/arm/v6", false)]
    [DataRow("linux/arm/v8", "linux/arm/v7", false)]
    [DataRow("windows/amd64", "linux/amd64", false)]
    [DataRow("unknown/unknown", "linux/amd64", false)]
    [DataRow("linux/riscv64", "linux/riscv64", true)]
    [DataRow("linux/riscv64/odd", "linux/riscv64", false)]
    public void An_image_runs_where_its_level_is_not_higher(string image, string wanted, bool expected) =>
        Assert.AreEqual(expected, PlatformFit.Rank(Parse(image), Parse(wanted)) > 0);

    [TestMethod]
    public void A_nearer_level_is_better() =>
        Assert.IsGreaterThan(PlatformFit.Rank(Parse("linux/arm/v6"), Parse("linux/arm/v7")), PlatformFit.Rank(Parse("linux/arm/v7"), Parse("linux/arm/v7")));

    private static Platform Parse(string text) => text.Split('/') is [var os, var architecture, .. var rest] ? new Platform(os, architecture, rest.FirstOrDefault()) : throw new FormatException(text);
}
