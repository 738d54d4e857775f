using Containerize.Analysis;
using Containerize.Analyzers.Configuration;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ4017.</summary>
[TestClass]
public sealed class CertificateTests
{
    private const string Program = "var app = WebApplication.CreateBuilder(args).Build(); app.UseHttpsRedirection(); app.Run();";

    private static RuleTest<MissingCertificateAnalyzer> Rule(string program = Program) => new RuleTest<MissingCertificateAnalyzer>("CTZ4017").Source(program);

    private static RuleTest<MissingCertificateAnalyzer> Dockerfile(string lines, string program = Program) =>
        Rule(program).File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM mcr.microsoft.com/dotnet/aspnet:10.0\n{lines}\n");

    private static RuleTest<MissingCertificateAnalyzer> Settings(string json, string name = "appsettings.json") => Rule().File(ProjectFileKind.AppSettings, "/0/" + name, json);

    private static RuleTest<MissingCertificateAnalyzer> Compose(string service) =>
        Dockerfile("EXPOSE 8080").File(ProjectFileKind.Compose, "/0/compose.yaml", $"services:\n  web:\n    build: .\n    {service}\n");

    private static string Item(string name, string value) => $"<Project>\n  <ItemGroup>\n    <ContainerEnvironmentVariable Include=\"{name}\" Value=\"{value}\" />\n  </ItemGroup>\n</Project>\n";

    [TestMethod]
    public Task Configuration_that_asks_for_HTTPS_is_reported() => Task.WhenAll(
        Dockerfile("ENV ASPNETCORE_URLS=[|https://+:8081;http://+:8080|]").RunAsync(),
        Dockerfile("ENV ASPNETCORE_HTTP_PORTS=8080 ASPNETCORE_HTTPS_PORTS=[|8081|]").RunAsync(),
        Rule().File(ProjectFileKind.Project, "/0/Test.csproj", Item("ASPNETCORE_HTTPS_PORTS", "[|8081|]")).RunAsync(),
        Compose("environment:\n      - ASPNETCORE_URLS=[|https://+|]").RunAsync(),
        Settings("""{ "Kestrel": { "Endpoints": { "Web": { "Url": [|"https://*:8081"|] } } } }""").RunAsync(),
        Settings("""{ "Urls": [|"http://*:8080;https://*:8081"|] }""").RunAsync());

    [TestMethod]
    [DataRow("ENV ASPNETCORE_URLS=http://+:8080")]
    [DataRow("ENV ASPNETCORE_HTTPS_PORT=8081")]
    [DataRow("ENV ASPNETCORE_HTTPS_PORTS=")]
    [DataRow("ENV ASPNETCORE_HTTPS_PORTS=$PORT")]
    [DataRow("ENV ASPNETCORE_HTTPS_PORTS=8081 ASPNETCORE_URLS=http://+:8080")]
    [DataRow("ENV ASPNETCORE_URLS=https://+:8081 ASPNETCORE_Kestrel__Certificates__Default__Path=/https/app.pfx")]
    [DataRow("# containerize ignore=CTZ4017\nENV ASPNETCORE_HTTPS_PORTS=8081")]
    [DataRow("FROM registry.example.com/base:1\nENV ASPNETCORE_HTTPS_PORTS=8081")]
    public Task A_certificate_or_plain_http_is_not(string lines) => Dockerfile(lines).RunAsync();

    [TestMethod]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(8081, o => o.UseHttps(\"app.pfx\")));")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ConfigureHttpsDefaults(o => { }));")]
    [DataRow("builder.WebHost.UseUrls(\"http://*:8080\");")]
    [DataRow("builder.Services.AddLettuceEncrypt();")]
    public async Task Code_that_may_bring_one_is_not(string statement)
    {
        var rule = Dockerfile("ENV ASPNETCORE_HTTPS_PORTS=8081", $"var builder = WebApplication.CreateBuilder(args); {statement} builder.Build().Run();");
        await rule.With(project => project.AllowErrors = true).RunAsync();
    }

    [TestMethod]
    public Task A_service_for_developing_or_one_that_brings_files_is_not() => Task.WhenAll(
        Compose("environment:\n      - ASPNETCORE_HTTPS_PORTS=8081\n      - ASPNETCORE_ENVIRONMENT=Development").RunAsync(),
        Compose("environment:\n      - ASPNETCORE_HTTPS_PORTS=8081\n    volumes:\n      - ./https:/https").RunAsync(),
        Compose("environment:\n      - ASPNETCORE_HTTPS_PORTS=8081\n    env_file: .env").RunAsync(),
        Compose("environment:\n      - ASPNETCORE_HTTPS_PORTS=8081\n      - ASPNETCORE_Kestrel__Certificates__Default__Path=/x").RunAsync());

    [TestMethod]
    public Task Settings_with_a_certificate_or_for_developing_are_not() => Task.WhenAll(
        Settings("""{ "Kestrel": { "Endpoints": { "Web": { "Url": "https://*:8081", "Certificate": { "Path": "x" } } } } }""").RunAsync(),
        Settings("""{ "Kestrel": { "Certificates": { "Default": { "Path": "x" } }, "Endpoints": { "Web": { "Url": "https://*:8081" } } } }""").RunAsync(),
        Settings("""{ "Kestrel": { "Endpoints": { "Web": { "Url": "https://*:8081" } } } }""", "appsettings.Development.json").RunAsync(),
        Settings("""{ "Urls": "https://*:8081", "Kestrel": { "Endpoints": { "Web": { "Url": "http://*:8080" } } } }""").RunAsync(),
        Settings("""{ "Urls": "https://*:8081" }""").File(ProjectFileKind.Project, "/0/Test.csproj", Item("ASPNETCORE_URLS", "http://+:8080")).RunAsync(),
        Settings("""{ "Kestrel": { "Endpoints": { "Web": { "Url": "http://*:8080" } } } }""").File(ProjectFileKind.Project, "/0/Test.csproj", Item("ASPNETCORE_HTTPS_PORTS", "8081")).RunAsync(),
        Settings("""{ "Urls": "https://*:8081" }""").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        Settings("""{ "Urls": "https://*:8081""").RunAsync());
}
