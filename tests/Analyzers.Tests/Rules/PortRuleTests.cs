using Containerize.Analysis;
using Containerize.Analyzers.Ports;
using Containerize.CodeFixes;
using Microsoft.CodeAnalysis;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ1002 and CTZ1006.</summary>
[TestClass]
public sealed class PortRuleTests
{
    private const string App = "var builder = WebApplication.CreateBuilder(args); var app = builder.Build(); ";
    private const string Listener = "var listener = new System.Net.HttpListener(); ";

    [TestMethod]
    [DataRow("app.Run([|\"http://*:5248\"|]);")]
    [DataRow("app.Run([|\"http://0.0.0.0:8080\"|]);")]
    [DataRow("app.Urls.Add([|\"http://+:5000\"|]);")]
    [DataRow("builder.WebHost.UseUrls([|\"http://*:5248\"|]);")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.[|ListenAnyIP|](5000));")]
    [DataRow("const int port = 5000; app.Run([|$\"http://*:{port}\"|]);")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.[|Listen|](System.Net.IPAddress.Any, 5000));")]
    public Task An_address_in_code_is_reported(string statements) => CodeRule<HardCodedAddressAnalyzer>.RunAsync("CTZ1002", App + statements);

    [TestMethod]
    [DataRow("app.Run();")]
    [DataRow("app.Run(\"http://localhost:5000\");")]
    [DataRow("app.Run(\"http://*:0\");")]
    [DataRow("app.Run(builder.Configuration[\"Url\"]);")]
    [DataRow("if (app.Environment.IsDevelopment()) app.Run(\"http://*:5000\"); else app.Run();")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(8080, o => o.UseHttps()));")]
    [DataRow("app.Run($\"http://*:{args[0]}\");")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(\"/run/app.sock\"));")]
    public Task Other_addresses_are_not(string statements) => CodeRule<HardCodedAddressAnalyzer>.RunAsync("CTZ1002", App + statements);

    [TestMethod]
    public Task It_warns_when_the_container_has_another_port_and_nothing_else_says_so() => new RuleTest<HardCodedAddressAnalyzer>("CTZ1002")
    {
        Messages = ["'http://*:5000' is used instead of ASPNETCORE_HTTP_PORTS, and the container's port 8080 gets no traffic: leave it out, or read it from configuration"],
        Severities = [DiagnosticSeverity.Warning],
    }.Source(App + "app.Run([|\"http://*:5000\"|]);").RunAsync();

    [TestMethod]
    public Task It_informs_when_the_port_is_the_container_s_or_Kestrel_logs_it() => Task.WhenAll(
        new RuleTest<HardCodedAddressAnalyzer>("CTZ1002") { Severities = [DiagnosticSeverity.Info] }.Source(App + "app.Run([|\"http://*:8080\"|]);").RunAsync(),
        new RuleTest<HardCodedAddressAnalyzer>("CTZ1002") { Severities = [DiagnosticSeverity.Info] }.Source(App + "builder.WebHost.UseUrls([|\"http://*:5000\"|]); app.Run();").RunAsync(),
        new RuleTest<HardCodedAddressAnalyzer>("CTZ1002") { Severities = [DiagnosticSeverity.Info] }
            .Source(App + "app.Run([|\"http://*:5000\"|]);").File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerPort Include=\"5000\" /></ItemGroup></Project>").RunAsync());

    [TestMethod]
    public Task What_only_an_unknown_base_knows_is_no_reason_to_warn() => new RuleTest<HardCodedAddressAnalyzer>("CTZ1002") { Severities = [DiagnosticSeverity.Info] }
        .Source(App + "app.Run([|\"http://*:5000\"|]);").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync();

    [TestMethod]
    public Task The_address_is_taken_away() => new RuleTest<HardCodedAddressAnalyzer>("CTZ1002")
        .Source(App + "\nbuilder.WebHost.UseUrls([|\"http://*:5248\"|]);\napp.Run([|\"http://*:5000\"|]);")
        .RunFixAsync<RemoveAddressFix>(App + "\napp.Run();", "CTZ1002.remove");

    [TestMethod]
    [DataRow("listener.Prefixes.Add([|\"http://localhost:8080/\"|]);")]
    [DataRow("listener.Prefixes.Add([|\"http://127.0.0.1:8080/api/\"|]);")]
    [DataRow("listener.Prefixes.Add([|\"http://0.0.0.0:8080/\"|]);")]
    [DataRow("listener.Prefixes.Add([|\"http://api.example.com:8080/\"|]);")]
    [DataRow("listener.Prefixes.Add([|\"http://+:8080\"|]);")]
    [DataRow("const int port = 8080; listener.Prefixes.Add([|$\"http://localhost:{port}/\"|]);")]
    public Task A_prefix_that_cannot_work_is_reported(string statements) => CodeRule<HttpListenerPrefixAnalyzer>.RunConsoleAsync("CTZ1006", Listener + statements);

    [TestMethod]
    [DataRow("listener.Prefixes.Add(\"http://*:8080/\");")]
    [DataRow("listener.Prefixes.Add(\"http://+:8080/api/\");")]
    [DataRow("var port = args.Length; listener.Prefixes.Add($\"http://localhost:{port}/\");")]
    [DataRow("listener.Prefixes.Add(args[0]);")]
    [DataRow("if (OperatingSystem.IsWindows()) listener.Prefixes.Add(\"http://localhost:8080/\");")]
    [DataRow("if (args.Length == 0) listener.Prefixes.Add(\"http://localhost:8080/\"); else listener.Prefixes.Add(args[0]);")]
    [DataRow("var list = new List<string>(); list.Add(\"http://localhost:8080/\");")]
    public Task Other_prefixes_are_not(string statements) => CodeRule<HttpListenerPrefixAnalyzer>.RunConsoleAsync("CTZ1006", Listener + statements);

    [TestMethod]
    public Task A_prefix_gets_a_host_that_works() => new RuleTest<HttpListenerPrefixAnalyzer>("CTZ1006").With(project => project.IsWeb = false)
        .Source(Listener + "listener.Prefixes.Add([|\"http://localhost:8080/\"|]); listener.Prefixes.Add([|\"http://0.0.0.0:8081/x\"|]);")
        .RunFixAsync<ReplaceLiteralFix>(Listener + "listener.Prefixes.Add(\"http://+:8080/\"); listener.Prefixes.Add(\"http://+:8081/x/\");", "CTZ1006.replace");
}
