using Containerize.Analysis;
using Containerize.Analyzers.Ports;
using Containerize.CodeFixes;
using Microsoft.CodeAnalysis;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ1003, CTZ1005, CTZ1008 and CTZ1012: which ports the code names, and how.</summary>
[TestClass]
public sealed class ListeningPortRuleTests
{
    private const string App = "var builder = WebApplication.CreateBuilder(args); var app = builder.Build(); ";
    private const string Declared = "<Project><ItemGroup><ContainerPort Include=\"8080\" /></ItemGroup></Project>";
    private const string Base = "FROM mcr.microsoft.com/dotnet/aspnet:10.0\n";

    [TestMethod]
    [DataRow("app.Run([|\"8080\"|]);")]
    [DataRow("app.Run([|\"localhost:5000\"|]);")]
    [DataRow("app.Urls.Add([|\"http://*:5000/api\"|]);")]
    [DataRow("app.Urls.Add([|\"http://*:5000;http://*:5001\"|]);")]
    [DataRow("builder.WebHost.UseUrls([|\"http://*:5000,http://*:5001\"|]);")]
    [DataRow("builder.WebHost.UseUrls(\"http://*:5000\", [|\"*:5001\"|]);")]
    [DataRow("builder.WebHost.UseSetting(\"urls\", [|\"ftp://*:5000\"|]);")]
    [DataRow("builder.WebHost.UseSetting(\"http_ports\", [|\"http://*:5000\"|]);")]
    [DataRow("const string host = \"*:\"; app.Run(url: [|host + \"5000\"|]);")]
    [DataRow("app.Run([|\"http://*:99999\"|]);")]
    public Task An_address_that_cannot_be_read_is_reported(string statements) => CodeRule<MalformedAddressAnalyzer>.RunAsync("CTZ1005", App + statements);

    [TestMethod]
    [DataRow("app.Run(\"http://*:5000/\");")]
    [DataRow("app.Run(\"http://localhost:5000\");")]
    [DataRow("builder.WebHost.UseUrls(\"http://*:5000;https://*:5001\");")]
    [DataRow("app.Run(args[0]);")]
    [DataRow("app.Run($\"*:{args[0]}\");")]
    [DataRow("app.Run(\"http://unix:/run/app.sock\");")]
    [DataRow("if (app.Environment.IsDevelopment()) app.Run(\"localhost:5000\");")]
    [DataRow("builder.WebHost.UseSetting(\"title\", \"8080\"); builder.WebHost.UseSetting(\"http_ports\", \"8080;8081\");")]
    [DataRow("var list = new List<string>(); list.Add(\"8080\");")]
    public Task Other_addresses_are_not(string statements) => CodeRule<MalformedAddressAnalyzer>.RunAsync("CTZ1005", App + statements);

    [TestMethod]
    public Task A_malformed_address_is_mended() => new RuleTest<MalformedAddressAnalyzer>("CTZ1005") { Messages = ["'http://*:1,http://*:2' does not work: addresses are separated by ';', and the app ends at start: write 'http://*:1;http://*:2'", "'8080' does not work: it has no scheme, and the app ends at start: write 'http://+:8080'"] }
        .Source(App + "builder.WebHost.UseUrls([|\"http://*:1,http://*:2\"|]); app.Run([|\"8080\"|]);")
        .RunFixAsync<ReplaceLiteralFix>(App + "builder.WebHost.UseUrls(\"http://*:1;http://*:2\"); app.Run(\"http://+:8080\");", "CTZ1005.replace");

    [TestMethod]
    [DataRow("app.Run([|\"http://*:5000\"|]);")]
    [DataRow("app.Urls.Add([|\"http://0.0.0.0:5000\"|]); app.Run();")]
    [DataRow("builder.WebHost.UseUrls([|\"http://*\"|]);")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP([|5000|]));")]
    [DataRow("const int port = 5000; builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Any, [|port|], o => o.UseHttps()));")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.Listen(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Any, [|5000|])));")]
    public async Task A_port_that_nobody_declared_is_reported(string statements)
    {
        await Undeclared(statements).File(ProjectFileKind.Project, "/0/Test.csproj", Declared).RunAsync();
        await Undeclared(statements).File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "EXPOSE 8080/tcp\n").RunAsync();
    }

    [TestMethod]
    [DataRow("app.Run(\"http://*:8080\");")]
    [DataRow("app.Run(\"http://localhost:5000\");")]
    [DataRow("app.Run(\"http://*:0\");")]
    [DataRow("app.Run($\"http://*:{args[0]}\");")]
    [DataRow("if (app.Environment.IsDevelopment()) app.Run(\"http://*:5000\"); else app.Run();")]
    [DataRow("if (args.Length > 0) app.Urls.Add(\"http://*:5000\");")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(\"/run/app.sock\"));")]
    [DataRow("var client = new System.Net.Http.HttpClient { BaseAddress = new Uri(\"http://other:5000\") };")]
    public Task Ports_that_are_declared_or_unknown_are_not(string statements) => Undeclared(statements).File(ProjectFileKind.Project, "/0/Test.csproj", Declared).RunAsync();

    [TestMethod]
    public Task Where_not_all_declarations_are_known_nothing_is_said() => Task.WhenAll(
        Undeclared("app.Run(\"http://*:5000\");").RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Project, "/0/Test.csproj", Declared.Replace("8080", "53/udp", StringComparison.Ordinal)).RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "EXPOSE 8080 $PORT\n").RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "EXPOSE 4000-6000\n").RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM registry.example.com/base:1\nEXPOSE 8080\n").RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Project, "/0/Test.csproj", Declared).With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "EXPOSE 8080\n").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    ports:\n      - 80:5000\n").RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "EXPOSE 8080\n").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    expose:\n      - 5000\n").RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Project, "/0/Test.csproj", Declared).File(ProjectFileKind.AppSettings, "/0/appsettings.json", """{ "Kestrel": { "Endpoints": { "H": { "Url": "http://*:8080" } } } }""").RunAsync(),
        Undeclared("app.Run(\"http://*:5000\");").File(ProjectFileKind.Project, "/0/Test.csproj", Declared).With(project => project.Properties["IsTestProject"] = "true").RunAsync());

    [TestMethod]
    public Task One_beside_a_declared_port_is_for_information() => new RuleTest<UndeclaredPortAnalyzer>("CTZ1003") { Severities = [DiagnosticSeverity.Info] }
        .Source(App + "builder.WebHost.ConfigureKestrel(k => { k.ListenAnyIP(8080); k.ListenAnyIP([|9090|]); });").File(ProjectFileKind.Project, "/0/Test.csproj", Declared).RunAsync();

    [TestMethod]
    [DataRow("app.Run([|\"http://*:5000\"|]);", "app.Run(\"http://*:8080\");")]
    [DataRow("app.Urls.Add([|\"http://+:5000/\"|]);", "app.Urls.Add(\"http://+:8080/\");")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP([|5000|], o => o.UseHttps()));", "builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(8080, o => o.UseHttps()));")]
    public Task The_declared_port_takes_its_place(string statements, string wanted) => Undeclared(statements, "The container does not declare port 5000, so nothing is published that leads to it: listen on 8080, or declare 5000 as well")
        .File(ProjectFileKind.Project, "/0/Test.csproj", Declared).RunFixAsync<ReplaceLiteralFix>(App + wanted, "CTZ1003.replace");

    [TestMethod]
    public Task What_this_rule_says_CTZ1002_does_not_say_again() => new RuleTest<HardCodedAddressAnalyzer>("CTZ1002") { Severities = [DiagnosticSeverity.Info] }
        .Source(App + "app.Run([|\"http://*:5000\"|]);").File(ProjectFileKind.Project, "/0/Test.csproj", Declared).RunAsync();

    [TestMethod]
    [DataRow("app.Run([|\"http://*:80\"|]);")]
    [DataRow("app.Urls.Add([|\"http://+\"|]);")]
    [DataRow("builder.WebHost.UseUrls([|\"https://*:443\"|]);")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP([|80|]));")]
    [DataRow("const int port = 1023; builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Any, [|port|]));")]
    public Task A_port_for_root_is_reported(string statements) => CodeRule<PrivilegedPortAnalyzer>.RunAsync("CTZ1008", App + statements);

    [TestMethod]
    [DataRow("app.Run(\"http://*:1024\");")]
    [DataRow("app.Run(\"http://*:0\");")]
    [DataRow("app.Run(\"http://localhost:80\");")]
    [DataRow("app.Run($\"http://*:{args[0]}\");")]
    [DataRow("if (OperatingSystem.IsWindows()) app.Run(\"http://*:80\");")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(\"/run/app.sock\"));")]
    public Task Other_ports_are_not(string statements) => CodeRule<PrivilegedPortAnalyzer>.RunAsync("CTZ1008", App + statements);

    [TestMethod]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=[|80|]\nUSER $APP_UID\n")]
    [DataRow("USER app\nENV ASPNETCORE_URLS=[|http://+:80|]\n")]
    [DataRow("ENV ASPNETCORE_HTTPS_PORTS=[|443|]\nUSER 1654:1654\n")]
    [DataRow("USER root\nENV ASPNETCORE_HTTP_PORTS=[|8080;80|]\nUSER ${APP_UID}\n")]
    public Task A_variable_with_a_port_for_root_is_reported(string lines) => Privileged(lines).RunAsync();

    [TestMethod]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=80\n")]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=80\nUSER root\n")]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=80\nUSER app\nUSER 0:0\n")]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=80\nUSER $WHO\n")]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=$PORT\nUSER app\n")]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=8080 OTHER=80\nUSER app\n")]
    [DataRow("USER app\nENV ASPNETCORE_HTTP_PORTS=80 # containerize ignore=CTZ1008\n")]
    public Task Other_variables_are_not(string lines) => Privileged(lines).RunAsync();

    [TestMethod]
    public Task Root_and_users_that_only_the_base_knows_may_listen_anywhere() => Task.WhenAll(
        new RuleTest<PrivilegedPortAnalyzer>("CTZ1008").Source(App + "app.Run(\"http://*:80\");").With(project => project.Properties["ContainerUser"] = "root").RunAsync(),
        new RuleTest<PrivilegedPortAnalyzer>("CTZ1008").Source(App + "app.Run(\"http://*:80\");").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        new RuleTest<PrivilegedPortAnalyzer>("CTZ1008").Source(App + "app.Run(\"http://*:80\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base).RunAsync(),
        new RuleTest<PrivilegedPortAnalyzer>("CTZ1008") { Messages = ["Port 80 is below 1024 and the container's user '1654' is not root, so the app ends at start with CRI-O or the host's network: listen on a port from 1024"] }
            .Source(App + "app.Run([|\"http://*:80\"|]);").RunAsync(),
        new RuleTest<PrivilegedPortAnalyzer>("CTZ1008").Source(App + "app.Run();")
            .File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerEnvironmentVariable Include=\"ASPNETCORE_HTTP_PORTS\" Value=\"[|80|]\" /></ItemGroup></Project>").RunAsync());

    [TestMethod]
    [DataRow("app.UseHealthChecks(\"/health\", [|8081|]);")]
    [DataRow("app.UseHealthChecks(\"/health\", [|\"8081\"|]);")]
    [DataRow("const int admin = 8081; app.UseHealthChecks(\"/health\", [|admin|], new Microsoft.AspNetCore.Diagnostics.HealthChecks.HealthCheckOptions());")]
    [DataRow("app.MapHealthChecks(\"/health\").RequireHost([|\"*:8081\"|]);")]
    [DataRow("app.UseEndpoints(e => e.MapGet(\"/metrics\", () => \"\").RequireHost([|$\"*:{8081}\"|]));")]
    public async Task An_endpoint_on_a_port_that_nobody_hears_is_reported(string statements)
    {
        await Unheard(statements, "Nothing in the container listens on port 8081, so the endpoint never answers: set ASPNETCORE_HTTP_PORTS to '8080;8081'").RunAsync();
        await Unheard(statements, "Nothing in the container listens on port 8081, so the endpoint never answers: let the app listen on it as well").Source("class More { void M(WebApplication app) => app.Urls.Add(\"http://*:5000\"); }", "/0/More.cs").RunAsync();
    }

    [TestMethod]
    [DataRow("app.UseHealthChecks(\"/health\", 8080);")]
    [DataRow("app.UseHealthChecks(\"/health\");")]
    [DataRow("app.UseHealthChecks(\"/health\", args.Length);")]
    [DataRow("app.MapHealthChecks(\"/health\").RequireHost(\"api.example.com:8081\");")]
    [DataRow("app.MapHealthChecks(\"/health\").RequireHost(\"*:443\");")]
    [DataRow("app.MapHealthChecks(\"/health\").RequireHost(\"*:8080\", \"*:8081\");")]
    [DataRow("app.MapHealthChecks(\"/health\").RequireHost($\"*:{args[0]}\");")]
    [DataRow("app.UseHealthChecks(\"/health\", 8081); app.Urls.Add(\"http://*:8081\");")]
    [DataRow("app.UseHealthChecks(\"/health\", 8081); builder.WebHost.ConfigureKestrel(k => k.ListenLocalhost(8081));")]
    [DataRow("app.UseHealthChecks(\"/health\", 8081); app.Urls.Add(args[0]);")]
    [DataRow("app.UseHealthChecks(\"/health\", 8081); builder.WebHost.UseSetting(\"http_ports\", \"8080;8081\");")]
    [DataRow("app.UseHealthChecks(\"/health\", 8081); builder.Configuration.AddJsonFile(\"hosting.json\");")]
    [DataRow("app.UseHealthChecks(\"/health\", 8081); builder.Configuration[\"Kestrel:Endpoints:A:Url\"] = args[0];")]
    [DataRow("app.UseHealthChecks(\"/health\", 8081); Environment.SetEnvironmentVariable(\"ASPNETCORE_URLS\", args[0]);")]
    [DataRow("if (app.Environment.IsDevelopment()) app.UseHealthChecks(\"/health\", 8081);")]
    public Task Other_endpoints_are_not(string statements) => Unheard(statements).RunAsync();

    [TestMethod]
    public Task A_port_that_somebody_sets_or_may_set_is_no_mistake() => Task.WhenAll(
        Unheard("app.UseHealthChecks(\"/health\", 8081);").File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerEnvironmentVariable Include=\"ASPNETCORE_HTTP_PORTS\" Value=\"8080%3B8081\" /></ItemGroup></Project>").RunAsync(),
        Unheard("app.UseHealthChecks(\"/health\", 8081);").File(ProjectFileKind.AppSettings, "/0/appsettings.json", "{ \"Urls\": \"http://*:8080;http://*:8081\" }").RunAsync(),
        Unheard("app.UseHealthChecks(\"/health\", 8081);").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "ENV ASPNETCORE_URLS=http://+:8080;http://+:8081\n").RunAsync(),
        Unheard("app.UseHealthChecks(\"/health\", 8081);").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "ENTRYPOINT [\"dotnet\", \"Test.dll\", \"--urls\", \"http://+:8081\"]\n").RunAsync(),
        Unheard("app.UseHealthChecks(\"/health\", 8081);").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "ARG PORTS\nENV ASPNETCORE_HTTP_PORTS=$PORTS\n").RunAsync(),
        Unheard("app.UseHealthChecks(\"/health\", 8081);").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    env_file: .env\n").RunAsync(),
        Unheard("app.UseHealthChecks(\"/health\", 8081);").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    command: --urls http://+:8081\n").RunAsync(),
        Unheard("app.MapGet(\"/\", () => \"\").RequireHost(\"*:8081\");").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    ports:\n      - 8081:8080\n").RunAsync(),
        Unheard("app.UseHealthChecks(\"/health\", 8081);").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync());

    private static RuleTest<UndeclaredPortAnalyzer> Undeclared(string statements, params string[] messages) => new RuleTest<UndeclaredPortAnalyzer>("CTZ1003") { Messages = messages }.Source(App + statements);

    private static RuleTest<UnheardPortAnalyzer> Unheard(string statements, params string[] messages) => new RuleTest<UnheardPortAnalyzer>("CTZ1012") { Messages = messages }.Source(App + statements);

    private static RuleTest<PrivilegedPortAnalyzer> Privileged(string lines) => new RuleTest<PrivilegedPortAnalyzer>("CTZ1008").Source(App + "app.Run();").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + lines);
}
