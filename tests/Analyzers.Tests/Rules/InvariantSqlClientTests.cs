using Containerize.Analysis;
using Containerize.Analyzers.Configuration;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ4015.</summary>
[TestClass]
public sealed class InvariantSqlClientTests
{
    private static RuleTest<InvariantSqlClientAnalyzer> Rule(string items, string property = "ContainerFamily", string value = "") =>
        new RuleTest<InvariantSqlClientAnalyzer>("CTZ4015").Source("WebApplication.Create(args).Run();")
            .File(ProjectFileKind.Project, "/0/Test.csproj", $"<Project>\n  <ItemGroup>\n    {items}\n  </ItemGroup>\n</Project>\n").With(project => project.Properties[property] = value);

    private const string Found = "<PackageReference Include=\"[|Microsoft.Data.SqlClient|]\" Version=\"7.0.0\" />";
    private const string Fine = "<PackageReference Include=\"Microsoft.Data.SqlClient\" Version=\"7.0.0\" />";

    [TestMethod]
    [DataRow(Found, "InvariantGlobalization", "true")]
    [DataRow(Found, "ContainerFamily", "alpine")]
    [DataRow(Found, "ContainerBaseImage", "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled")]
    [DataRow("<PackageReference Include=\"[|microsoft.entityframeworkcore.sqlserver|]\" Version=\"10.0.0\" />", "ContainerBaseImage", "mcr.microsoft.com/dotnet/aspnet:10.0-azurelinux3.0-distroless")]
    [DataRow(Found + "<ContainerEnvironmentVariable Include=\"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT\" Value=\"1\" />", "ContainerFamily", "")]
    public Task SqlClient_without_cultures_is_reported(string items, string property, string value) => Rule(items, property, value).RunAsync();

    [TestMethod]
    [DataRow(Fine, "InvariantGlobalization", "false")]
    [DataRow(Fine, "ContainerFamily", "noble-chiseled-extra")]
    [DataRow(Fine, "ContainerFamily", "noble")]
    [DataRow(Fine, "ContainerBaseImage", "registry.example.com/base:1-alpine")]
    [DataRow(Fine + "<ContainerEnvironmentVariable Include=\"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT\" Value=\"false\" />", "ContainerFamily", "alpine")]
    [DataRow("<PackageReference Include=\"Npgsql\" Version=\"9.0.0\" />", "InvariantGlobalization", "true")]
    [DataRow("<PackageReference Include=\"Microsoft.Data.SqlClient\" Condition=\"'$(X)' == ''\" />", "InvariantGlobalization", "true")]
    [DataRow("<PackageReference Include=\"Microsoft.Data.SqlClient\" /> <!-- containerize ignore=CTZ4015 -->", "InvariantGlobalization", "true")]
    public Task Other_images_and_packages_are_not(string items, string property, string value) => Rule(items, property, value).RunAsync();

    [TestMethod]
    public Task A_Dockerfile_has_a_base_of_its_own() => Task.WhenAll(
        Rule(Found, "ContainerFamily", "alpine").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0-alpine\n").RunAsync(),
        Rule(Fine, "ContainerFamily", "alpine").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\n").RunAsync(),
        Rule(Fine, "ContainerFamily", "alpine").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0-alpine\nENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false\n").RunAsync());
}
