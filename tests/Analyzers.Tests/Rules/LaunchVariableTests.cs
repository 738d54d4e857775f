using Containerize.Analysis;
using Containerize.Analyzers.Configuration;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ4016.</summary>
[TestClass]
public sealed class LaunchVariableTests
{
    private const string Launch = """{ "profiles": { "x": { "commandName": "Project", "environmentVariables": { "API_URL": "http://localhost:1", "ASPNETCORE_ENVIRONMENT": "Development", "DOTNET_X": "1" } } } }""";

    private static RuleTest<LaunchVariableAnalyzer> Code(string statements) =>
        new RuleTest<LaunchVariableAnalyzer>("CTZ4016").Source(statements).File(ProjectFileKind.LaunchSettings, "/0/Properties/launchSettings.json", Launch);

    [TestMethod]
    [DataRow("_ = new Uri(Environment.GetEnvironmentVariable([|\"API_URL\"|])!);")]
    [DataRow("const string name = \"API_URL\"; _ = Environment.GetEnvironmentVariable([|name|])!.TrimEnd('/');")]
    [DataRow("_ = Environment.GetEnvironmentVariable(variable: [|\"API_URL\"|]).Length;")]
    [DataRow("if (Environment.GetEnvironmentVariable([|\"API_URL\"|])!.StartsWith('x')) { }")]
    [DataRow("string url = Environment.GetEnvironmentVariable([|\"API_URL\"|])!;")]
    [DataRow("_ = $\"{Environment.GetEnvironmentVariable([|\"API_URL\"|])}/orders\";")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"API_URL\"|]) + \"/orders\";")]
    [DataRow("C.M(); static class C { public static void M() => ArgumentNullException.ThrowIfNull(Environment.GetEnvironmentVariable([|\"API_URL\"|])); }")]
    public Task A_variable_of_a_launch_profile_that_is_needed_is_reported(string statements) => Code("#nullable disable warnings\n" + statements).RunAsync();

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"API_URL\") ?? \"http://api:8080\";")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"API_URL\")?.Length;")]
    [DataRow("var url = Environment.GetEnvironmentVariable(\"API_URL\"); if (url is null) return;")]
    [DataRow("if (Environment.GetEnvironmentVariable(\"API_URL\") == \"x\") { }")]
    [DataRow("if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(\"API_URL\"))) { }")]
    [DataRow("_ = int.TryParse(Environment.GetEnvironmentVariable(\"API_URL\"), out _);")]
    [DataRow("Console.WriteLine(Environment.GetEnvironmentVariable(\"API_URL\"));")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"OTHER\")!.Length;")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_ENVIRONMENT\")!.Length + Environment.GetEnvironmentVariable(\"DOTNET_X\")!.Length;")]
    [DataRow("var app = WebApplication.Create(args); if (app.Environment.IsDevelopment()) { _ = Environment.GetEnvironmentVariable(\"API_URL\")!.Length; }")]
    [DataRow("Environment.SetEnvironmentVariable(\"API_URL\", \"x\");")]
    [DataRow("if (Environment.GetEnvironmentVariable(\"API_URL\") != null) { _ = Environment.GetEnvironmentVariable(\"API_URL\")!.Length; }")]
    [DataRow("_ = WebApplication.CreateBuilder(args).Configuration[\"API_URL\"]!.Length;")]
    public Task Other_reads_are_not(string statements) => Code("#nullable disable warnings\n" + statements).RunAsync();

    [TestMethod]
    public Task A_variable_that_may_be_set_in_a_container_is_not() => Task.WhenAll(
        Code(Needed).File(ProjectFileKind.Project, "/0/Test.csproj", Items("<ContainerEnvironmentVariable Include=\"API_URL\" Value=\"x\" />")).RunAsync(),
        Code(Needed).File(ProjectFileKind.Project, "/0/Test.csproj", Items("<ContainerizeRunEnvironment Include=\"API_URL\" Value=\"x\" />")).RunAsync(),
        Code(Needed).File(ProjectFileKind.Project, "/0/Test.csproj", Items("<ContainerizeEnvFile Include=\"run.env\" />")).RunAsync(),
        Code(Needed).File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV API_URL=$URL\n").RunAsync(),
        Code(Needed).File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM registry.example.com/base:1\n").RunAsync(),
        Code(Needed).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - API_URL\n").RunAsync(),
        Code(Needed).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    env_file: .env\n").RunAsync(),
        Code(Needed).With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        Code(Needed + " namespace DotNetEnv { class Env { } }").RunAsync(),
        new RuleTest<LaunchVariableAnalyzer>("CTZ4016").Source(Needed).RunAsync());

    private const string Needed = "_ = Environment.GetEnvironmentVariable(\"API_URL\")!.Length;";

    private static string Items(string item) => $"<Project>\n  <ItemGroup>\n    {item}\n  </ItemGroup>\n</Project>\n";
}
