using Containerize.Analyzers.Ports;
using Containerize.CodeFixes;

namespace Containerize.Analyzers.Tests;

[TestClass]
public sealed class LoopbackListenerTests
{
    private const string App = "var builder = WebApplication.CreateBuilder(args); var app = builder.Build(); ";

    [TestMethod]
    [DataRow("app.Run([|\"http://localhost:5000\"|]);")]
    [DataRow("await app.RunAsync([|\"http://127.0.0.1:5000\"|]);")]
    [DataRow("await app.RunAsync(url: [|\"http://[::1]:5000\"|]);")]
    [DataRow("app.Urls.Add([|\"https://localhost:5001\"|]); app.Run();")]
    [DataRow("const string url = \"http://localhost:5000\"; app.Run([|url|]);")]
    [DataRow("var url = \"http://localhost:5000\"; app.Run([|url|]);")]
    [DataRow("var port = args.Length; app.Run([|$\"http://localhost:{port}\"|]);")]
    [DataRow("var port = args[0]; app.Run([|\"http://localhost:\" + port|]);")]
    [DataRow("builder.WebHost.UseUrls([|\"http://localhost:5000\"|], [|\"http://127.0.0.2:5001\"|]);")]
    [DataRow("builder.WebHost.UseUrls([|\"http://localhost:5000;https://localhost:5001\"|]);")]
    [DataRow("builder.WebHost.UseSetting(\"urls\", [|\"http://localhost:5000\"|]);")]
    [DataRow("builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, [|\"http://localhost:5000\"|]);")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.[|ListenLocalhost|](5500));")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => { k.[|ListenLocalhost|](5500, o => { }); });")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.[|Listen|](System.Net.IPAddress.Loopback, 5500));")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.[|Listen|](System.Net.IPAddress.Parse(\"127.0.0.1\"), 5500));")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.[|Listen|](new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 5500)));")]
    public Task Loopback_is_reported(string statements) => CodeRule<LoopbackListenerAnalyzer>.RunAsync("CTZ1001", App + statements);

    [TestMethod]
    [DataRow("app.Run();")]
    [DataRow("app.Run(\"http://*:5000\");")]
    [DataRow("app.Run(\"http://localhost:0\");")]
    [DataRow("app.Run(args[0]);")]
    [DataRow("app.Run(builder.Configuration[\"Url\"] ?? \"http://localhost:5000\");")]
    [DataRow("if (app.Environment.IsDevelopment()) app.Run(\"http://localhost:5000\"); else app.Run();")]
    [DataRow("if (System.Diagnostics.Debugger.IsAttached) { app.Run(\"http://localhost:5000\"); }")]
    [DataRow("if (!OperatingSystem.IsWindows()) return; app.Run(\"http://localhost:5000\");")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => { if (args.Length == 0) k.ListenLocalhost(5500); else k.ListenAnyIP(5500); });")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => { k.ListenLocalhost(9000); k.ListenAnyIP(8080); });")]
    [DataRow("builder.WebHost.UseUrls(\"http://localhost:5000\", \"http://*:8080\");")]
    [DataRow("try { app.Run(); } catch (IOException) { app.Run(\"http://localhost:5000\"); }")]
    [DataRow("var client = new System.Net.Http.HttpClient { BaseAddress = new Uri(\"http://localhost:5000\") };")]
    [DataRow("var url = \"http://localhost:5000\"; if (args.Length > 0) url = args[0]; app.Run(url);")]
    [DataRow("\n#if DEBUG\napp.Urls.Add(\"http://localhost:5000\");\n#endif\napp.Run();")]
    [DataRow("app.Run(\"http://unix:/run/app.sock\");")]
    public Task Anything_else_is_not(string statements) => CodeRule<LoopbackListenerAnalyzer>.RunAsync("CTZ1001", App + statements);

    [TestMethod]
    public Task Nothing_is_said_without_the_package_in_tests_and_where_types_are_missing() => Task.WhenAll(
        new RuleTest<LoopbackListenerAnalyzer>("CTZ1001").Source(App + "app.Run(\"http://localhost:5000\");").With(project => project.HasFacts = false).RunAsync(),
        new RuleTest<LoopbackListenerAnalyzer>("CTZ1001").Source(App + "app.Run(\"http://localhost:5000\");").With(project => project.Properties["IsTestProject"] = "true").RunAsync(),
        new RuleTest<LoopbackListenerAnalyzer>("CTZ1001").Source(App + "app.Run(\"http://localhost:5000\");").With(project => project.Properties["ContainerRuntimeIdentifier"] = "win-x64").RunAsync(),
        CodeRule<LoopbackListenerAnalyzer>.RunConsoleAsync("CTZ1001", "new App().Run(\"http://localhost:5000\"); class App { public void Run(string url) { } }"));

    [TestMethod]
    [DataRow("app.Run([|\"http://localhost|]")]
    [DataRow("app.Run(")]
    [DataRow("builder.WebHost.UseUrls(")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.Listen(")]
    [DataRow("app.Urls.Add(\"")]
    public Task Unfinished_code_is_no_trouble(string statements) =>
        new RuleTest<LoopbackListenerAnalyzer>("CTZ1001").Source(App + statements).With(project => project.AllowErrors = true).RunAsync();

    [TestMethod]
    public Task The_message_says_what_happens_and_what_to_do() => new RuleTest<LoopbackListenerAnalyzer>("CTZ1001")
    {
        Messages = ["'http://localhost:5000' is reachable only from inside the container, so published ports get no answer: listen on all interfaces, or leave the address out so that ASPNETCORE_HTTP_PORTS applies"],
    }.Source(App + "app.Run([|\"http://localhost:5000\"|]);").RunAsync();

    [TestMethod]
    public Task A_host_becomes_all_interfaces() => new RuleTest<LoopbackListenerAnalyzer>("CTZ1001")
        .Source(Methods("app.Urls.Add([|\"http://localhost:5000\"|]);", "app.Urls.Add([|\"http://127.0.0.1:5001;http://localhost:5002\"|]);"))
        .RunFixAsync<ReplaceLiteralFix>(Methods("app.Urls.Add(\"http://*:5000\");", "app.Urls.Add(\"http://*:5001;http://*:5002\");"), "CTZ1001.replace");

    [TestMethod]
    public Task An_address_is_taken_away() => new RuleTest<LoopbackListenerAnalyzer>("CTZ1001")
        .Source(Methods("app.Run([|\"http://localhost:5000\"|]);", "app.Start();\n    app.Urls.Add([|\"http://localhost:5000\"|]);"))
        .RunFixAsync<RemoveAddressFix>(Methods("app.Run();", "app.Start();"), "CTZ1001.remove");

    [TestMethod]
    public Task Kestrel_listens_on_any_ip() => new RuleTest<LoopbackListenerAnalyzer>("CTZ1001")
        .Source(Methods(Kestrel("[|ListenLocalhost|](5500, o => { })"), Kestrel("[|Listen|](IPAddress.Loopback, 5501)"), Kestrel("[|Listen|](new IPEndPoint(IPAddress.Loopback, 5502))")))
        .RunFixAsync<ListenAnyIPFix>(Methods(Kestrel("ListenAnyIP(5500, o => { })"), Kestrel("ListenAnyIP(5501)"), Kestrel("ListenAnyIP(5502)")), "CTZ1001.anyip");

    private static string Kestrel(string call) => $"builder.WebHost.ConfigureKestrel(k => k.{call});";

    private static string Methods(params string[] bodies) =>
        "using System.Net;\nConsole.WriteLine();\nclass C\n{\n"
        + string.Concat(bodies.Select((body, i) => $"  void M{i}(WebApplicationBuilder builder, WebApplication app)\n  {{\n    {body}\n  }}\n")) + "}\n";
}
