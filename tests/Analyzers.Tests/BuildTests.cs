using System.Text.Json;
using Containerize.Analysis;
using Containerize.Testing;

namespace Containerize.Analyzers.Tests;

/// <summary>The rules in a real build: what a user sees, and which switches work. test.sh builds the analyzers for Release first, which these projects use.</summary>
[TestClass]
public sealed class BuildTests
{
    private const string Items = """
        <ContainerPort Include="80" />
            <ContainerEnvironmentVariable Include="Logging:LogLevel" Value="x" />
            <ContainerEnvironmentVariable Include="ODD" Value="a\\b;c#d%25e&#9;f&#10;g='h' $(x) @(y) ünï" />
        """;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Mistakes_are_shown_at_their_place_in_the_console_and_in_SARIF()
    {
        using var project = new BuiltProject(Items);
        project.Write("Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nEXPOSE 80\n");

        var output = await project.BuildAsync(TestContext.CancellationToken, "-p:ErrorLog=found.sarif%2Cversion=2.1");

        StringAssert.Contains(output, "Program.cs(3,9): warning CTZ1001: 'http://localhost:5000' is reachable only from inside the container");
        StringAssert.Contains(output, "App.csproj(10,44): warning CTZ4002: 'Logging:LogLevel' is no name");
        StringAssert.Contains(output, "Dockerfile(2,8): warning CTZ4012: Nothing listens on port 80");
        StringAssert.Contains(output, "(https://containerize.dev/codes/CTZ4012)");
        using var sarif = JsonDocument.Parse(await File.ReadAllTextAsync(project["found.sarif"], TestContext.CancellationToken));
        var results = sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result => (string?)result.GetProperty("ruleId").GetString()).ToArray();
        CollectionAssert.IsSubsetOf(new[] { "CTZ1001", "CTZ4002", "CTZ4012" }, results);
    }

    [TestMethod]
    public async Task Rules_that_warn_only_sometimes_are_run_by_a_build()
    {
        using var project = new BuiltProject("<ContainerEnvironmentVariable Include=\"ASPNETCORE_HTTP_PORTS\" Value=\"8081\" />");
        project.Write("Program.cs", "var app = WebApplication.CreateBuilder(args).Build();\napp.Run(\"http://*:5248\");\n");
        project.Write("appsettings.json", "{ \"Urls\": \"http://localhost:5000\" }");

        var output = await project.BuildAsync(TestContext.CancellationToken);

        StringAssert.Contains(output, "Program.cs(2,9): warning CTZ1002: 'http://*:5248' is used instead of ASPNETCORE_HTTP_PORTS");
        StringAssert.Contains(output, "appsettings.json(1,11): warning CTZ4011: 'http://localhost:5000' is used instead of ASPNETCORE_HTTP_PORTS");
    }

    [TestMethod]
    public async Task Values_arrive_as_MSBuild_evaluated_them_and_an_unchanged_build_compiles_nothing()
    {
        using var project = new BuiltProject(Items);
        await project.BuildAsync(TestContext.CancellationToken);

        var facts = AnalyzerFacts.Parse(await File.ReadAllTextAsync(project["obj/Debug/net10.0/containerize/containerize.facts"], TestContext.CancellationToken))!;
        var evaluated = await project.RunAsync(TestContext.CancellationToken, "msbuild", "-getItem:ContainerEnvironmentVariable");
        using var json = JsonDocument.Parse(evaluated);
        var wanted = json.RootElement.GetProperty("Items").GetProperty("ContainerEnvironmentVariable").EnumerateArray().Single(item => item.GetProperty("Identity").GetString() == "ODD").GetProperty("Value").GetString();
        Assert.AreEqual(wanted, facts.Of("ContainerEnvironmentVariable").Single(item => item.Include == "ODD")["Value"]);
        StringAssert.Contains(wanted, "\\");
        StringAssert.Contains(wanted, ";c#d%e\tf\ng='h'");

        var again = await project.BuildAsync(TestContext.CancellationToken, "-v:d");
        StringAssert.Contains(again, "Skipping target \"CoreCompile\"");
    }

    [TestMethod]
    public async Task Warnings_become_errors_and_are_switched_off_as_all_others()
    {
        using var project = new BuiltProject(Items);

        StringAssert.Contains(await project.RunAsync(TestContext.CancellationToken, "build", "-tl:off", "--no-incremental", "-warnaserror:CTZ4002"), "error CTZ4002");
        var output = await project.BuildAsync(TestContext.CancellationToken, "--no-incremental", "-p:NoWarn=CTZ1001%3BCTZ4002");
        Assert.IsFalse(output.Contains("CTZ1001", StringComparison.Ordinal) || output.Contains("CTZ4002", StringComparison.Ordinal), output);
        StringAssert.Contains(output, "warning CTZ4012");
        Silent(await project.BuildAsync(TestContext.CancellationToken, "--no-incremental", "-p:ContainerizeAnalysisMode=none"));
        StringAssert.Contains(await project.RunAsync(TestContext.CancellationToken, "build", "-tl:off", "--no-incremental", "-p:ContainerizeAnalysisMode=errors"), "error CTZ1001");
        Silent(await project.BuildAsync(TestContext.CancellationToken, "--no-incremental", "-p:ContainerizeAnalyzers=false"));
    }

    [TestMethod]
    public async Task A_design_time_build_hands_the_files_over()
    {
        using var project = new BuiltProject(Items);
        project.Write("appsettings.json", "{}");
        await project.RunAsync(TestContext.CancellationToken, "restore");

        var output = await project.RunAsync(TestContext.CancellationToken, "msbuild", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:CscCommandLineArgs");

        StringAssert.Contains(output, "containerize.facts");
        StringAssert.Contains(output, "appsettings.json");
        StringAssert.Contains(output, "App.csproj");
        StringAssert.Contains(output, "Containerize.Analyzers.dll");
    }

    private static void Silent(string output) => Assert.IsFalse(output.Contains("warning CTZ", StringComparison.Ordinal), output);

    /// <summary>A web project in a folder of its own that uses the sources of this repository.</summary>
    private sealed class BuiltProject : IDisposable
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
        private readonly TempFolder _folder = new();

        public BuiltProject(string items)
        {
            Write("App.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <Import Project="{Repository.Root}/src/Sdk/targets/Containerize.props" />
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <NuGetAudit>false</NuGetAudit>
                  </PropertyGroup>
                  <ItemGroup>
                    {items.ReplaceLineEndings("\n")}
                  </ItemGroup>
                </Project>
                """);
            Write("Program.cs", "var app = WebApplication.CreateBuilder(args).Build();\n\napp.Run(\"http://localhost:5000\");\n");
        }

        public string this[string relative] => _folder[relative];

        public void Write(string name, string content) => _folder.Write(name, content);

        public async Task<string> BuildAsync(CancellationToken cancellationToken, params string[] arguments)
        {
            var result = await ProcessRunner.RunAsync("dotnet", ["build", "-tl:off", .. arguments], _folder.Path, null, Limit, cancellationToken);
            Assert.AreEqual(0, result.ExitCode, result.Output);
            return result.Output;
        }

        public async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
            (await ProcessRunner.RunAsync("dotnet", arguments, _folder.Path, null, Limit, cancellationToken)).Output;

        public void Dispose() => _folder.Dispose();
    }
}
