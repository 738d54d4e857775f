using Containerize.Analysis;
using Containerize.Analyzers.Configuration;
using Containerize.CodeFixes;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ4001.</summary>
[TestClass]
public sealed class PortItemTests
{
    private static string Project(string items) => $"<Project>\n  <ItemGroup>\n    {items}\n  </ItemGroup>\n</Project>\n";

    private static RuleTest<PortItemAnalyzer> Items(string items) =>
        new RuleTest<PortItemAnalyzer>("CTZ4001").Source("WebApplication.Create(args).Run();").File(ProjectFileKind.Project, "/0/Test.csproj", Project(items));

    [TestMethod]
    [DataRow("<ContainerPort Include=\"[|99999|]\" />")]
    [DataRow("<ContainerPort Include=\"[|8080-8090|]\" />")]
    [DataRow("<ContainerPort Include=\"[|8000:80|]\" />")]
    [DataRow("<ContainerPort Include=\"[|http|]\" Type=\"tcp\" />")]
    [DataRow("<ContainerPort Include=\"[|8080/tcp/udp|]\" />")]
    [DataRow("<ContainerPort Include=\"8080\" Type=\"[|http|]\" />")]
    [DataRow("<ContainerPort Include=\"8080/udp\"><Type>[|tcp|]</Type></ContainerPort>")]
    [DataRow("<ContainerPort Include=\"8080\" HostPort=\"[|70000|]\" />")]
    [DataRow("<ContainerPort Include=\"8080\" HostPort=\"80\" HostIp=\"[|localhost|]\" />")]
    [DataRow("<ContainerPort Include=\"8080\" />\n    <ContainerPort Include=\"[|8080|]\" />")]
    [DataRow("<ContainerPort Include=\"8080\" />\n    <ContainerPort Include=\"[|8080/tcp|]\" />")]
    public Task A_port_that_cannot_be_read_or_is_there_twice_is_reported(string items) => Items(items).RunAsync();

    [TestMethod]
    [DataRow("<ContainerPort Include=\"8080\" />")]
    [DataRow("<ContainerPort Include=\"8080/udp\" />")]
    [DataRow("<ContainerPort Include=\"8080\" Type=\"UDP\" />")]
    [DataRow("<ContainerPort Include=\"8080/tcp\" Type=\"tcp\" HostPort=\"80\" HostIp=\"0.0.0.0\" />")]
    [DataRow("<ContainerPort Include=\"53\" Type=\"tcp\" />\n    <ContainerPort Include=\"53\" Type=\"udp\" />")]
    [DataRow("<ContainerPort Include=\"80\" HostPort=\"8000\" />\n    <ContainerPort Include=\"80\" HostPort=\"8001\" />")]
    [DataRow("<ContainerPort Include=\"80\" />\n    <ContainerPort Include=\"80\" Condition=\"'$(X)' == ''\" />")]
    [DataRow("<!-- containerize ignore=CTZ4001 -->\n    <ContainerPort Include=\"8000:80\" />")]
    [DataRow("<ContainerLabel Include=\"8000:80\" Value=\"x\" />")]
    public Task Other_ports_are_not(string items) => Items(items).RunAsync();

    [TestMethod]
    public Task A_port_of_a_test_project_is_not() =>
        new RuleTest<PortItemAnalyzer>("CTZ4001").Source("WebApplication.Create(args).Run();").File(ProjectFileKind.Project, "/0/Test.csproj", Project("<ContainerPort Include=\"99999\" />"))
            .With(project => project.Properties["IsTestProject"] = "true").RunAsync();

    [TestMethod]
    public Task What_happens_and_what_to_write_is_said() => new RuleTest<PortItemAnalyzer>("CTZ4001")
    {
        Messages =
        [
            "ContainerPort '127.0.0.1:8000:80/udp' makes publishing fail, because it is no number from 1 to 65535: write Include=\"80/udp\" HostPort=\"8000\" HostIp=\"127.0.0.1\"",
            "ContainerPort '0' makes publishing fail, because it is no number from 1 to 65535: write a number from 1 to 65535, with Type tcp, udp or sctp",
        ],
    }.Source("WebApplication.Create(args).Run();").File(ProjectFileKind.Project, "/0/Test.csproj", Project("<ContainerPort Include=\"[|127.0.0.1:8000:80/udp|]\" />\n    <ContainerPort Include=\"[|0|]\" />")).RunAsync();

    [TestMethod]
    [DataRow("<ContainerPort Include=\"[|8000:80|]\" />\n    <ContainerPort Include='[|127.0.0.1:53:53/udp|]' />", "<ContainerPort Include=\"80\" HostPort=\"8000\" />\n    <ContainerPort Include='53/udp' HostPort='53' HostIp='127.0.0.1' />")]
    [DataRow("<ContainerPort Include=\"[|http://+:8080|]\" />", "<ContainerPort Include=\"8080\" />")]
    [DataRow("<ContainerPort Include=\"8080\" Type=\"[|https|]\" />", "<ContainerPort Include=\"8080\" Type=\"tcp\" />")]
    [DataRow("<ContainerPort Include=\"8080/udp\" Type=\"[|tcp|]\" />", "<ContainerPort Include=\"8080/udp\" Type=\"udp\" />")]
    public Task Ports_are_mended(string items, string wanted) => Items(items).RunFileFixAsync<ReplaceInFileFix>("/0/Test.csproj", Project(wanted));

    [TestMethod]
    public Task A_port_that_is_there_twice_is_removed() =>
        Items("<ContainerPort Include=\"8080\" />\n    <ContainerPort Include=\"[|8080|]\" Type=\"tcp\" />\n    <ContainerPort Include=\"9090\" />")
            .RunFileFixAsync<ReplaceInFileFix>("/0/Test.csproj", Project("<ContainerPort Include=\"8080\" />\n    <ContainerPort Include=\"9090\" />"), "remove");
}
