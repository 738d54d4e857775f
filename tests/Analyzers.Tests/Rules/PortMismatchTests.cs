using Containerize.Analysis;
using Containerize.Analyzers.Configuration;
using Containerize.CodeFixes;

namespace Containerize.Analyzers.Tests;

[TestClass]
public sealed class PortMismatchTests
{
    private const string Program = "var app = WebApplication.CreateBuilder(args).Build(); ";

    private static RuleTest<PortMismatchAnalyzer> Rule(string statements = "app.Run();") => new RuleTest<PortMismatchAnalyzer>("CTZ4012").Source(Program + statements);

    private static RuleTest<PortMismatchAnalyzer> Dockerfile(string text, string statements = "app.Run();") => Rule(statements).File(ProjectFileKind.Dockerfile, "/0/Dockerfile", text);

    private static RuleTest<PortMismatchAnalyzer> Item(string items) => Rule().File(ProjectFileKind.Project, "/0/Test.csproj", $"<Project><ItemGroup>{items}</ItemGroup></Project>");

    [TestMethod]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE [|80|]\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS base\nEXPOSE [|80|]\nEXPOSE [|443|]\nFROM mcr.microsoft.com/dotnet/sdk:10.0 AS build\nEXPOSE 1\nFROM base AS final\n")]
    [DataRow("FROM --platform=linux/amd64 mcr.microsoft.com/dotnet/aspnet:10.0-alpine\nENV ASPNETCORE_HTTP_PORTS=5000\nexpose [|8080/tcp|]\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:7.0\nEXPOSE [|8080|]\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE [|80|]\nENTRYPOINT [\"dotnet\", \"Reports.Portal.dll\"]\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV ASPNETCORE_URLS http://+:5000\nEXPOSE \\\n  [|8080|]\n")]
    public Task Ports_that_nobody_listens_on_are_reported(string dockerfile) => Dockerfile(dockerfile).RunAsync();

    [TestMethod]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 8080\nEXPOSE 8081\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV ASPNETCORE_URLS=http://+:80\nEXPOSE 80\n")]
    [DataRow("FROM nginx\nEXPOSE 80\n")]
    [DataRow("ARG TAG\nFROM mcr.microsoft.com/dotnet/aspnet:$TAG\nEXPOSE 80\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/framework/aspnet:4.8-windowsservercore-ltsc2022\nEXPOSE 80\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nARG PORT\nENV ASPNETCORE_HTTP_PORTS=$PORT\nEXPOSE 80\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE $PORT\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 53/udp\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 80 # containerize ignore=CTZ4012\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 80\nENTRYPOINT [\"dotnet\", \"Test.dll\", \"--urls\", \"http://+:80\"]\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 80\nENTRYPOINT dotnet Test.dll --http_port1 80\n")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 80\nENTRYPOINT [\"dotnet\", \"Test.dll\"]\nCMD [\"urls=http://+:80\"]\n")]
    public Task Ports_that_may_be_right_are_not(string dockerfile) => Dockerfile(dockerfile).RunAsync();

    [TestMethod]
    public Task What_the_code_says_counts() => Task.WhenAll(
        Dockerfile("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 5000\n", "app.Run(\"http://*:5000\");").RunAsync(),
        Dockerfile("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 5000\n", "app.Run(args[0]);").RunAsync(),
        Dockerfile("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE [|80|]\n", "app.Run(\"http://*:5000\");").RunAsync(),
        Dockerfile("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 7000\n").File(ProjectFileKind.AppSettings, "/0/appsettings.json", """{ "Kestrel": { "Endpoints": { "H": { "Url": "http://*:7000" } } } }""").RunAsync());

    [TestMethod]
    public Task Items_are_checked() => Task.WhenAll(
        Item("<ContainerPort Include=\"[|80|]\" />").RunAsync(),
        Item("<ContainerPort Include=\"[|80|]\" Type=\"tcp\" /><ContainerEnvironmentVariable Include=\"ASPNETCORE_HTTP_PORTS\" Value=\"5000\" />").RunAsync(),
        Item("<ContainerPort Include=\"5000\" /><ContainerEnvironmentVariable Include=\"ASPNETCORE_HTTP_PORTS\" Value=\"5000\" />").RunAsync(),
        Item("<ContainerPort Include=\"8080\" /><ContainerPort Include=\"9090\" />").RunAsync(),
        Item("<ContainerPort Include=\"53\" Type=\"udp\" />").RunAsync(),
        Item("<ContainerPort Include=\"80\" />").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        Item("<ContainerPort Include=\"80\" />").With(project => project.Properties["UsingMicrosoftNETSdkWeb"] = "").RunAsync());

    [TestMethod]
    public Task Compose_files_are_checked_for_services_of_this_project() => Task.WhenAll(
        Compose("build: .\n    ports:\n      - [|8000:80|]").RunAsync(),
        Compose("build:\n      context: .\n      dockerfile: Dockerfile\n    ports: [ \"[|127.0.0.1:8000:80/tcp|]\" ]").RunAsync(),
        Compose("build: .\n    command: --urls http://+:80\n    ports:\n      - 8000:80").RunAsync(),
        Compose("build: .\n    ports:\n      - 8000:8080").RunAsync(),
        Compose("build: ../other\n    ports:\n      - 8000:80").RunAsync(),
        Compose("image: x\n    ports:\n      - 8000:80").RunAsync(),
        Compose("build: .\n    environment:\n      ASPNETCORE_HTTP_PORTS: 80\n    ports:\n      - 8000:80").RunAsync(),
        Compose("build: .\n    env_file: .env\n    ports:\n      - 8000:80").RunAsync(),
        Compose("build: .\n    ports:\n      - ${PORT}:80\n      - 1:8080").RunAsync(),
        Compose("<<: *base\n    build: .\n    ports:\n      - 8000:80").RunAsync());

    [TestMethod]
    public Task A_compose_service_that_sets_the_port_explains_the_Dockerfile_s() =>
        Dockerfile("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 80\n").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - ASPNETCORE_URLS=http://+:80\n").RunAsync();

    [TestMethod]
    public Task The_port_is_mended() =>
        Dockerfile("FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE [|80/tcp|]\n").RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 8080/tcp\n");

    private static RuleTest<PortMismatchAnalyzer> Compose(string service) =>
        Dockerfile("FROM mcr.microsoft.com/dotnet/aspnet:10.0\n").File(ProjectFileKind.Compose, "/0/compose.yaml", $"services:\n  web:\n    {service}\n");
}
