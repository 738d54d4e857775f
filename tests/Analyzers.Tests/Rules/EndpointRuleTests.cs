using Containerize.Analysis;
using Containerize.Analyzers.Ports;
using Containerize.CodeFixes;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ1009, CTZ1010, CTZ1011 and CTZ1014: what endpoints need.</summary>
[TestClass]
public sealed class EndpointRuleTests
{
    private const string App = "var builder = WebApplication.CreateBuilder(args); var app = builder.Build(); ";
    private const string Base = "FROM mcr.microsoft.com/dotnet/aspnet:10.0\n";

    // Stands in for Grpc.AspNetCore, with the names of its metadata.
    private const string Grpc = """
        namespace Microsoft.AspNetCore.Builder
        {
            public static class GrpcEndpointRouteBuilderExtensions { public static IEndpointConventionBuilder MapGrpcService<T>(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder builder) => null!; }
            public static class GrpcWebApplicationBuilderExtensions { public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder) => builder; }
        }
        public class Greeter { }
        public class Other { }
        """;

    [TestMethod]
    [DataRow("app.[|MapGrpcService<Greeter>|](); app.Run();")]
    [DataRow("app.[|MapGrpcService<Greeter>|](); app.MapGrpcService<Other>(); app.Run(\"http://*:5000\");")]
    [DataRow("app.UseRouting(); app.UseEndpoints(e => e.[|MapGrpcService<Greeter>|]());")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(5000, o => o.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1AndHttp2)); Map(app); static void Map(WebApplication a) => a.[|MapGrpcService<Greeter>|]();")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(args.Length)); GrpcEndpointRouteBuilderExtensions.[|MapGrpcService<Greeter>|](app);")]
    public Task Grpc_without_TLS_and_without_HTTP2_is_reported(string statements) => GrpcRule(statements).RunAsync();

    [TestMethod]
    [DataRow("app.MapGrpcService<Greeter>(); builder.WebHost.ConfigureKestrel(k => k.ConfigureEndpointDefaults(e => e.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2));")]
    [DataRow("app.MapGrpcService<Greeter>(); builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(5001, e => e.Protocols = Enum.Parse<Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols>(args[0])));")]
    [DataRow("app.MapGrpcService<Greeter>(); builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(5001, e => e.UseHttps()));")]
    [DataRow("app.MapGrpcService<Greeter>(); app.Run(\"https://*:5001\");")]
    [DataRow("app.MapGrpcService<Greeter>(); app.Run(args[0]);")]
    [DataRow("app.UseGrpcWeb(); app.MapGrpcService<Greeter>();")]
    [DataRow("if (app.Environment.IsDevelopment()) app.MapGrpcService<Greeter>();")]
    [DataRow("app.MapGrpcService<Greeter>(); builder.Configuration.AddJsonFile(\"kestrel.json\");")]
    [DataRow("app.MapGet(\"/\", () => \"\");")]
    public Task Other_services_are_not(string statements) => GrpcRule(statements).RunAsync();

    [TestMethod]
    public Task Configuration_may_say_HTTP2_or_HTTPS() => Task.WhenAll(
        GrpcRule("app.MapGrpcService<Greeter>();").File(ProjectFileKind.AppSettings, "/0/appsettings.json", """{ "Kestrel": { "EndpointDefaults": { "Protocols": "Http2" } } }""").RunAsync(),
        GrpcRule("app.MapGrpcService<Greeter>();").File(ProjectFileKind.AppSettings, "/0/appsettings.json", """{ "Kestrel": { "Endpoints": { "G": { "Url": "http://*:5000", "Protocols": "Http2" } } } }""").RunAsync(),
        GrpcRule("app.MapGrpcService<Greeter>();").File(ProjectFileKind.AppSettings, "/0/appsettings.Production.json", """{ "Urls": "https://*:5001" }""").RunAsync(),
        GrpcRule("app.MapGrpcService<Greeter>();").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "ENV Kestrel__EndpointDefaults__Protocols=Http2\n").RunAsync(),
        GrpcRule("app.MapGrpcService<Greeter>();").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      ASPNETCORE_HTTPS_PORTS: 8081\n").RunAsync(),
        GrpcRule("app.MapGrpcService<Greeter>();").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        GrpcRule("app.[|MapGrpcService<Greeter>|]();").File(ProjectFileKind.AppSettings, "/0/appsettings.Development.json", """{ "Kestrel": { "EndpointDefaults": { "Protocols": "Http2" } } }""").RunAsync());

    [TestMethod]
    public Task Endpoints_get_HTTP2() => new RuleTest<GrpcCleartextAnalyzer>("CTZ1009")
        .Source("using Microsoft.AspNetCore.Server.Kestrel.Core;\n\nvar builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\napp.[|MapGrpcService<Greeter>|]();\napp.MapGrpcService<Other>();\napp.Run();\n").Source(Grpc, "/0/Z.cs")
        .RunFixAsync<Http2EndpointsFix>("using Microsoft.AspNetCore.Server.Kestrel.Core;\n\nvar builder = WebApplication.CreateBuilder(args);\nbuilder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));\nvar app = builder.Build();\napp.MapGrpcService<Greeter>();\napp.MapGrpcService<Other>();\napp.Run();\n", "CTZ1009.http2");

    [TestMethod]
    public Task In_a_method_likewise() => new RuleTest<GrpcCleartextAnalyzer>("CTZ1009")
        .Source("static class P\n{\n    static void Main(string[] args)\n    {\n        var builder = WebApplication.CreateBuilder(args);\n        var app = builder.Build();\n        app.[|MapGrpcService<Greeter>|]();\n    }\n}\n").Source(Grpc, "/0/Z.cs")
        .RunFixAsync<Http2EndpointsFix>("static class P\n{\n    static void Main(string[] args)\n    {\n        var builder = WebApplication.CreateBuilder(args);\n        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2));\n        var app = builder.Build();\n        app.MapGrpcService<Greeter>();\n    }\n}\n", "CTZ1009.http2");

    [TestMethod]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(5001, o => o.[|UseHttps|]()));")]
    [DataRow("app.Run([|\"https://*:5001\"|]);")]
    [DataRow("app.Urls.Add(\"http://*:5000\"); app.Urls.Add([|\"https://localhost:5001\"|]);")]
    [DataRow("builder.WebHost.UseUrls([|\"http://*:5000;https://*:5001\"|]);")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ConfigureEndpointDefaults(o => { o.[|UseHttps|](); }));")]
    [DataRow("const int port = 5001; app.Run([|$\"https://*:{port}\"|]);")]
    public Task Https_without_certificate_is_reported(string statements) => Https(statements).RunAsync();

    [TestMethod]
    [DataRow("app.Run(\"http://*:5000\");")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(5001, o => o.UseHttps(\"/certs/app.pfx\", args[0])));")]
    [DataRow("builder.WebHost.ConfigureKestrel(k => { k.ConfigureHttpsDefaults(h => h.ServerCertificate = null); k.ListenAnyIP(5001, o => o.UseHttps()); });")]
    [DataRow("builder.Services.AddLettuceEncrypt(); app.Run(\"https://*:5001\");")]
    [DataRow("app.Run(args[0]);")]
    [DataRow("if (app.Environment.IsDevelopment()) app.Urls.Add(\"https://*:5001\");")]
    [DataRow("builder.Configuration.AddKeyPerFile(\"/run/secrets\", true); app.Run(\"https://*:5001\");")]
    [DataRow("builder.WebHost.UseHttpSys(); app.Run(\"https://*:5001\");")]
    [DataRow("new System.Net.Http.HttpClient().GetAsync(\"https://example.com\").Wait();")]
    public Task Other_endpoints_are_not(string statements) => Https(statements).RunAsync();

    [TestMethod]
    public Task A_certificate_may_come_from_configuration() => Task.WhenAll(
        Https("app.Run(\"https://*:5001\");").File(ProjectFileKind.AppSettings, "/0/appsettings.json", """{ "Kestrel": { "Certificates": { "Default": { "Path": "/certs/app.pfx" } } } }""").RunAsync(),
        Https("app.Run(\"https://*:5001\");").File(ProjectFileKind.AppSettings, "/0/appsettings.json", """{ "Kestrel": { "Endpoints": { "A": { "Url": "http://*:8080" } } } }""").RunAsync(),
        Https("app.Run(\"https://*:5001\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "ENV ASPNETCORE_Kestrel__Certificates__Default__Path=/certs/app.pfx\n").RunAsync(),
        Https("app.Run(\"https://*:5001\");").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - Kestrel__Certificates__Default__Path=${CERTIFICATE}\n").RunAsync(),
        Https("app.Run(\"https://*:5001\");").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    env_file: .env\n").RunAsync(),
        Https("app.Run(\"https://*:5001\");").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync());

    [TestMethod]
    [DataRow("app.[|UseHttpsRedirection|](); app.Run();")]
    [DataRow("app.UseRouting().[|UseHttpsRedirection|]();")]
    [DataRow("app.[|UseHttpsRedirection|](); app.Run(\"http://*:5000\");")]
    [DataRow("Use(app); static void Use(IApplicationBuilder a) => a.[|UseHttpsRedirection|]();")]
    [DataRow("app.[|UseHttpsRedirection|](); builder.Configuration.AddJsonFile(\"appsettings.Local.json\", true);")]
    public Task A_redirection_to_nowhere_is_reported(string statements) => Redirection(statements).RunAsync();

    [TestMethod]
    [DataRow("app.Run();")]
    [DataRow("app.UseHttpsRedirection(); app.Run(\"https://*:5001\");")]
    [DataRow("app.UseHttpsRedirection(); app.Run(args[0]);")]
    [DataRow("app.UseHttpsRedirection(); builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(443, o => o.UseHttps()));")]
    [DataRow("app.UseHttpsRedirection(); builder.Services.AddHttpsRedirection(o => o.HttpsPort = 443);")]
    [DataRow("app.UseHttpsRedirection(); builder.Services.Configure<Microsoft.AspNetCore.HttpsPolicy.HttpsRedirectionOptions>(o => o.HttpsPort = 443);")]
    [DataRow("app.UseHttpsRedirection(); builder.WebHost.UseSetting(\"https_port\", \"443\");")]
    [DataRow("if (app.Environment.IsDevelopment()) app.UseHttpsRedirection();")]
    [DataRow("app.UseHttpsRedirection(); builder.Configuration.AddJsonFile(\"hosting.json\");")]
    [DataRow("app.UseHttpsRedirection(); builder.WebHost.UseHttpSys();")]
    [DataRow("\n#if DEBUG\napp.UseHttpsRedirection();\n#endif")]
    public Task Other_redirections_are_not(string statements) => Redirection(statements).RunAsync();

    [TestMethod]
    public Task A_redirection_to_a_configured_port_is_not() => Task.WhenAll(
        Redirection("app.UseHttpsRedirection();").File(ProjectFileKind.AppSettings, "/0/appsettings.json", "{ \"https_port\": 443 }").RunAsync(),
        Redirection("app.UseHttpsRedirection();").File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerEnvironmentVariable Include=\"ASPNETCORE_HTTPS_PORT\" Value=\"443\" /></ItemGroup></Project>").RunAsync(),
        Redirection("app.UseHttpsRedirection();").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "ENV ASPNETCORE_HTTPS_PORTS=8081\n").RunAsync(),
        Redirection("app.UseHttpsRedirection();").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    env_file: .env\n").RunAsync(),
        Redirection("app.UseHttpsRedirection();").With(project => project.Properties["IsTestProject"] = "true").RunAsync(),
        Redirection("app.UseHttpsRedirection();").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync());

    [TestMethod]
    public void What_depends_on_the_platform_is_checked_on_request_only()
    {
        Assert.IsFalse(new HttpsRedirectionAnalyzer().SupportedDiagnostics.Single().IsEnabledByDefault);
        Assert.IsFalse(new UnusedHealthEndpointAnalyzer().SupportedDiagnostics.Single().IsEnabledByDefault);
    }

    [TestMethod]
    [DataRow("app.MapHealthChecks([|\"/health\"|]);", "/health", "/health")]
    [DataRow("app.MapHealthChecks([|\"ready\"|]).ShortCircuit();", "/ready", "/ready")]
    [DataRow("app.UseHealthChecks([|\"/healthz\"|]); app.MapHealthChecks(\"/live\");", "/healthz", "/healthz")]
    [DataRow("app.UseHealthChecks([|\"/health\"|], 8081);", "/health", "http://localhost:8081/health")]
    [DataRow("app.UseRouting(); app.UseEndpoints(e => e.MapHealthChecks([|\"/health\"|]).RequireHost(\"*:8081\"));", "/health", "http://localhost:8081/health")]
    [DataRow("app.MapGet([|\"/healthz\"|], () => \"ok\");", "/healthz", "/healthz")]
    [DataRow("const string path = \"/alive\"; app.MapHealthChecks([|path|], new Microsoft.AspNetCore.Diagnostics.HealthChecks.HealthCheckOptions());", "/alive", "/alive")]
    public Task A_health_endpoint_that_nobody_asks_is_reported(string statements, string path, string check) =>
        Health(statements, $"The container never asks '{path}', so an engine does not see whether the app is healthy: set ContainerHealthCheck to '{check}', or to 'none' if the platform asks").RunAsync();

    [TestMethod]
    [DataRow("app.MapGet(\"/\", () => \"ok\"); app.MapGet(\"/health-advice\", () => \"\");")]
    [DataRow("app.MapHealthChecks(args[0]);")]
    [DataRow("app.MapHealthChecks(\"/health/{tag}\");")]
    [DataRow("app.MapHealthChecks(\"/health\").RequireAuthorization();")]
    [DataRow("app.MapHealthChecks(\"/health\").RequireHost(\"admin.example.com\");")]
    [DataRow("app.MapGroup(\"/api\").MapHealthChecks(\"/health\");")]
    [DataRow("app.Map(\"/admin\", branch => branch.UseHealthChecks(\"/health\"));")]
    [DataRow("app.UseHealthChecks(\"/health\", args.Length);")]
    [DataRow("if (app.Environment.IsDevelopment()) app.MapHealthChecks(\"/health\");")]
    public Task Other_paths_are_not(string statements) => Health(statements).RunAsync();

    [TestMethod]
    public Task Where_somebody_asks_or_cannot_ask_nothing_is_said() => Task.WhenAll(
        Health("app.MapHealthChecks(\"/health\");").With(project => project.Properties["ContainerHealthCheck"] = "/health").RunAsync(),
        Health("app.MapHealthChecks(\"/health\");").With(project => project.Properties["ContainerHealthCheck"] = "none").RunAsync(),
        Health("app.MapHealthChecks(\"/health\");").With(project => project.Properties["PublishAot"] = "true").RunAsync(),
        Health("app.MapHealthChecks(\"/health\");").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        Health("app.MapHealthChecks(\"/health\");").With(project => project.IsLibrary = true).With(project => project.Properties["OutputType"] = "Library").With(project => project.Properties["UsingMicrosoftNETSdkWeb"] = "").With(project => project.AllowErrors = true).RunAsync(),
        Health("app.MapHealthChecks(\"/health\");").File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerHealthCheckArgs Include=\"/app/check\" /></ItemGroup></Project>").RunAsync(),
        Health("app.MapHealthChecks(\"/health\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", Base + "HEALTHCHECK CMD curl -f http://localhost:8080/health\n").RunAsync(),
        Health("app.MapHealthChecks(\"/health\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM registry.example.com/base:1\n").RunAsync(),
        Health("app.MapHealthChecks(\"/health\");").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    healthcheck:\n      test: curl -f http://localhost:8080/health\n").RunAsync());

    private static RuleTest<GrpcCleartextAnalyzer> GrpcRule(string statements) => new RuleTest<GrpcCleartextAnalyzer>("CTZ1009").Source(App + statements).Source(Grpc, "/0/Z.cs");

    private static RuleTest<MissingCertificateAnalyzer> Https(string statements) => new RuleTest<MissingCertificateAnalyzer>("CTZ1010").Source(App + statements)
        .Source("static class LettuceEncrypt { public static void AddLettuceEncrypt(this IServiceCollection services) { } }", "/0/Z.cs");

    private static RuleTest<HttpsRedirectionAnalyzer> Redirection(string statements) => new RuleTest<HttpsRedirectionAnalyzer>("CTZ1011").Source(App + statements);

    private static RuleTest<UnusedHealthEndpointAnalyzer> Health(string statements, params string[] messages) => new RuleTest<UnusedHealthEndpointAnalyzer>("CTZ1014") { Messages = messages }.Source(App + statements);
}
