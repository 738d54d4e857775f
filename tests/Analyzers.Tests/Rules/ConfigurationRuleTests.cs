using Containerize.Analysis;
using Containerize.Analyzers.Configuration;
using Containerize.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ4002, CTZ4003, CTZ4005, CTZ4006, CTZ4011 and CTZ4014.</summary>
[TestClass]
public sealed class ConfigurationRuleTests
{
    private const string Program = "WebApplication.CreateBuilder(args).Build().Run();";

    private static RuleTest<T> Item<T>(string id, string item)
        where T : DiagnosticAnalyzer, new() => Files<T>(id).File(ProjectFileKind.Project, "/0/Test.csproj", $"<Project>\n  <ItemGroup>\n    {item}\n  </ItemGroup>\n</Project>\n");

    private static RuleTest<T> Dockerfile<T>(string id, string lines)
        where T : DiagnosticAnalyzer, new() => Files<T>(id).File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM mcr.microsoft.com/dotnet/aspnet:10.0\n{lines}\n");

    private static RuleTest<T> Compose<T>(string id, string entry)
        where T : DiagnosticAnalyzer, new() => Files<T>(id).File(ProjectFileKind.Compose, "/0/compose.yaml", $"services:\n  web:\n    build: .\n    environment:\n      {entry}\n");

    private static RuleTest<T> Settings<T>(string id, string json, string name = "appsettings.json")
        where T : DiagnosticAnalyzer, new() => Files<T>(id).File(ProjectFileKind.AppSettings, "/0/" + name, json);

    private static RuleTest<T> Files<T>(string id)
        where T : DiagnosticAnalyzer, new() => new RuleTest<T>(id).Source(Program);

    [TestMethod]
    public Task Names_that_get_lost_are_reported() => Task.WhenAll(
        Item<VariableSyntaxAnalyzer>("CTZ4002", "<ContainerEnvironmentVariable Include=\"[|Logging:LogLevel|]\" Value=\"x\" />").RunAsync(),
        Item<VariableSyntaxAnalyzer>("CTZ4002", "<ContainerEnvironmentVariable Include=\"[|1ST|]\"><Value>x</Value></ContainerEnvironmentVariable>").RunAsync(),
        Dockerfile<VariableSyntaxAnalyzer>("CTZ4002", "ENV [|A:B|]=c D=e").RunAsync(),
        Dockerfile<VariableSyntaxAnalyzer>("CTZ4002", "ENV X=1 \\\n    [|A:B|]=\"c d\"").RunAsync(),
        Compose<VariableSyntaxAnalyzer>("CTZ4002", "- [|ASPNETCORE_URLS:http://*:8080|]").RunAsync(),
        Compose<VariableSyntaxAnalyzer>("CTZ4002", "\"[|A:B|]\": c").RunAsync());

    [TestMethod]
    public Task Names_that_work_are_not() => Task.WhenAll(
        Item<VariableSyntaxAnalyzer>("CTZ4002", "<ContainerEnvironmentVariable Include=\"Logging__LogLevel__Microsoft.AspNetCore\" Value=\"x\" />").RunAsync(),
        Item<VariableSyntaxAnalyzer>("CTZ4002", "<ContainerLabel Include=\"a:b\" Value=\"x\" />").RunAsync(),
        Dockerfile<VariableSyntaxAnalyzer>("CTZ4002", "ENV A=b:c\nENV B c:d\n# ENV C:D=e\nLABEL a:b=c").RunAsync(),
        Dockerfile<VariableSyntaxAnalyzer>("CTZ4002", "ENV ${NAME}:X=1").RunAsync(),
        Compose<VariableSyntaxAnalyzer>("CTZ4002", "- PASSED_THROUGH").RunAsync(),
        Compose<VariableSyntaxAnalyzer>("CTZ4002", "- A=b:c").RunAsync(),
        Compose<VariableSyntaxAnalyzer>("CTZ4002", "A: b:c").RunAsync(),
        Compose<VariableSyntaxAnalyzer>("CTZ4002", "- A:B=c # containerize ignore=CTZ4002").RunAsync(),
        Files<VariableSyntaxAnalyzer>("CTZ4002").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  other:\n    image: redis\n    environment:\n      - A:B=c\n").RunAsync());

    [TestMethod]
    public async Task Names_are_mended()
    {
        await Item<VariableSyntaxAnalyzer>("CTZ4002", "<ContainerEnvironmentVariable Include=\"[|A:B|]\" Value=\"x\" />\n    <ContainerEnvironmentVariable Include=\"[|C:D|]\" Value=\"y\" />")
            .RunFileFixAsync<ReplaceInFileFix>("/0/Test.csproj", "<Project>\n  <ItemGroup>\n    <ContainerEnvironmentVariable Include=\"A__B\" Value=\"x\" />\n    <ContainerEnvironmentVariable Include=\"C__D\" Value=\"y\" />\n  </ItemGroup>\n</Project>\n");
        await Compose<VariableSyntaxAnalyzer>("CTZ4002", "- [|ASPNETCORE_URLS:http://*:8080|]")
            .RunFileFixAsync<ReplaceInFileFix>("/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - ASPNETCORE_URLS=http://*:8080\n");
    }

    [TestMethod]
    [DataRow("ASPNETCORE_URLS", "8080")]
    [DataRow("ASPNETCORE_URLS", "http://+:5000,http://+:5001")]
    [DataRow("ASPNETCORE_URLS", "http://+:8080,")]
    [DataRow("ASPNETCORE_URLS", "http://0.0.0.0:8080/api")]
    [DataRow("ASPNETCORE_URLS", "http://localhost:8080")]
    [DataRow("ASPNETCORE_URLS", "http://+:99999")]
    [DataRow("DOTNET_URLS", "+:8080")]
    [DataRow("ASPNETCORE_HTTP_PORTS", "http://+:8080")]
    [DataRow("ASPNETCORE_HTTP_PORTS", "8080,8081")]
    [DataRow("ASPNETCORE_HTTPS_PORTS", "70000")]
    public Task Addresses_that_do_not_work_are_reported(string name, string value) => Task.WhenAll(
        Item<ListenValueAnalyzer>("CTZ4003", $"<ContainerEnvironmentVariable Include=\"{name}\" Value=\"[|{value}|]\" />").RunAsync(),
        Dockerfile<ListenValueAnalyzer>("CTZ4003", $"ENV {name}=[|{value}|]").RunAsync(),
        Compose<ListenValueAnalyzer>("CTZ4003", $"- {name}=[|{value}|]").RunAsync());

    [TestMethod]
    [DataRow("ASPNETCORE_URLS", "http://+:8080;https://*:8081")]
    [DataRow("ASPNETCORE_URLS", "http://[::]:8080/")]
    [DataRow("ASPNETCORE_URLS", "http://unix:/run/app.sock")]
    [DataRow("ASPNETCORE_URLS", "http://localhost:9000;http://+:8080")]
    [DataRow("ASPNETCORE_HTTP_PORTS", "8080;8081")]
    [DataRow("ASPNETCORE_HTTPS_PORT", "443x")]
    [DataRow("ASPNETCORE_URLS", "")]
    [DataRow("OTHER_URLS", "8080")]
    public Task Addresses_that_work_are_not(string name, string value) => Task.WhenAll(
        Item<ListenValueAnalyzer>("CTZ4003", $"<ContainerEnvironmentVariable Include=\"{name}\" Value=\"{value}\" />").RunAsync(),
        Dockerfile<ListenValueAnalyzer>("CTZ4003", $"ENV {name}=\"{value}\"").RunAsync(),
        Dockerfile<ListenValueAnalyzer>("CTZ4003", $"ENV {name}=http://$HOST").RunAsync(),
        Compose<ListenValueAnalyzer>("CTZ4003", $"- {name}={value}").RunAsync());

    [TestMethod]
    public Task Urls_in_settings_are_checked() => Task.WhenAll(
        Settings<ListenValueAnalyzer>("CTZ4003", "{ // comment\n \"Urls\": [|\"8080\"|], }").RunAsync(),
        Settings<ListenValueAnalyzer>("CTZ4003", "{ \"Urls\": \"8080\" }", "appsettings.Development.json").RunAsync(),
        Settings<ListenValueAnalyzer>("CTZ4003", "{ \"Urls\": \"http://localhost:5000\" }").RunAsync(),
        Settings<ListenValueAnalyzer>("CTZ4003", "{ \"Service\": { \"Urls\": \"8080\" } }").RunAsync());

    [TestMethod]
    public async Task Addresses_are_mended()
    {
        await Item<ListenValueAnalyzer>("CTZ4003", "<ContainerEnvironmentVariable Include=\"ASPNETCORE_URLS\" Value=\"[|http://+:8080,http://+:8081|]\" />")
            .RunFileFixAsync<ReplaceInFileFix>("/0/Test.csproj", "<Project>\n  <ItemGroup>\n    <ContainerEnvironmentVariable Include=\"ASPNETCORE_URLS\" Value=\"http://+:8080%3Bhttp://+:8081\" />\n  </ItemGroup>\n</Project>\n");
        await Dockerfile<ListenValueAnalyzer>("CTZ4003", "ENV ASPNETCORE_URLS=[|8080|]").RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV ASPNETCORE_URLS=http://+:8080\n");
        await Settings<ListenValueAnalyzer>("CTZ4003", "{ \"Urls\": [|\"8080\"|] }").RunFileFixAsync<ReplaceInFileFix>("/0/appsettings.json", "{ \"Urls\": \"http://+:8080\" }");
    }

    [TestMethod]
    [DataRow("ASPNETCORE_HTTP_PORT", "ASPNETCORE_HTTP_PORTS")]
    [DataRow("ASPNETCORE_PORT", "ASPNETCORE_HTTP_PORTS")]
    [DataRow("ASPNETCORE_URL", "ASPNETCORE_URLS")]
    [DataRow("ASPNETCORE_ENVIROMENT", "ASPNETCORE_ENVIRONMENT")]
    [DataRow("DOTNET_ENVIROMENT", "DOTNET_ENVIRONMENT")]
    public Task Names_close_to_known_ones_are_reported_and_mended(string name, string meant) =>
        Dockerfile<VariableSpellingAnalyzer>("CTZ4005", $"ENV [|{name}|]=1").RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", $"FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV {meant}=1\n");

    [TestMethod]
    public Task Names_close_to_known_ones_are_reported_in_items_and_compose_files() => Task.WhenAll(
        Item<VariableSpellingAnalyzer>("CTZ4005", "<ContainerEnvironmentVariable Include=\"[|ASPNETCORE_HTTP_PORT|]\" Value=\"8080\" />").RunAsync(),
        Compose<VariableSpellingAnalyzer>("CTZ4005", "- [|ASPNETCORE_URL|]=http://+:8080").RunAsync(),
        Compose<VariableSpellingAnalyzer>("CTZ4005", "[|OTEL_SERVICENAME|]: shop").RunAsync());

    [TestMethod]
    [DataRow("ASPNETCORE_HTTP_PORTS")]
    [DataRow("AspNetCore_Environment")]
    [DataRow("ASPNETCORE_MY_OWN")]
    [DataRow("DOTNET_SOMETHING")]
    [DataRow("PORT")]
    [DataRow("MYAPP_HTTP_PORT")]
    [DataRow("DOTNET_HTTP_PORTS")]
    public Task Names_of_one_s_own_are_not(string name) => Dockerfile<VariableSpellingAnalyzer>("CTZ4005", $"ENV {name}=1").RunAsync();

    [TestMethod]
    public Task A_name_that_the_program_reads_or_that_is_another_service_s_is_left_alone() => Task.WhenAll(
        new RuleTest<VariableSpellingAnalyzer>("CTZ4005").Source("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_PORT\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\nENV ASPNETCORE_PORT=1\n").RunAsync(),
        new RuleTest<VariableSpellingAnalyzer>("CTZ4005").Source("_ = WebApplication.CreateBuilder(args).Configuration[\"Port\"];").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\nENV ASPNETCORE_PORT=1\n").RunAsync(),
        Dockerfile<VariableSpellingAnalyzer>("CTZ4005", "# containerize ignore=CTZ4005\nENV ASPNETCORE_PORT=1").RunAsync(),
        Dockerfile<VariableSpellingAnalyzer>("CTZ4005", "ENV ASPNETCORE_PORT=1\nFROM mcr.microsoft.com/dotnet/aspnet:10.0").RunAsync(),
        Files<VariableSpellingAnalyzer>("CTZ4005").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  other:\n    image: x\n    environment:\n      - ASPNETCORE_PORT=1\n").RunAsync());

    [TestMethod]
    public Task The_Development_environment_in_an_image_is_reported() => Task.WhenAll(
        Item<DevelopmentEnvironmentAnalyzer>("CTZ4006", "<ContainerEnvironmentVariable Include=\"ASPNETCORE_ENVIRONMENT\" Value=\"[|Development|]\" />").RunAsync(),
        Item<DevelopmentEnvironmentAnalyzer>("CTZ4006", "<ContainerEnvironmentVariable Include=\"DOTNET_ENVIRONMENT\"><Value>[|development|]</Value></ContainerEnvironmentVariable>").RunAsync(),
        Dockerfile<DevelopmentEnvironmentAnalyzer>("CTZ4006", "ENV ASPNETCORE_ENVIRONMENT=[|Development|]").RunAsync(),
        Dockerfile<DevelopmentEnvironmentAnalyzer>("CTZ4006", "ENV ASPNETCORE_ENVIRONMENT [|Development|]\nFROM base AS unrelated\nFROM mcr.microsoft.com/dotnet/aspnet:10.0 AS final\nENV DOTNET_ENVIRONMENT=[|Development|]".Replace("[|Development|]\nFROM base", "Development\nFROM base", StringComparison.Ordinal)).RunAsync(),
        Dockerfile<DevelopmentEnvironmentAnalyzer>("CTZ4006", "ENV ASPNETCORE_ENVIRONMENT=[|Development|]").RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV ASPNETCORE_ENVIRONMENT=Production\n"));

    [TestMethod]
    public async Task The_Development_environment_is_taken_out()
    {
        await Item<DevelopmentEnvironmentAnalyzer>("CTZ4006", "<ContainerEnvironmentVariable Include=\"ASPNETCORE_ENVIRONMENT\" Value=\"[|Development|]\" />\n    <ContainerEnvironmentVariable Include=\"DOTNET_ENVIRONMENT\">\n      <Value>[|Development|]</Value>\n    </ContainerEnvironmentVariable>\n    <ContainerPort Include=\"1\" />")
            .RunFileFixAsync<ReplaceInFileFix>("/0/Test.csproj", "<Project>\n  <ItemGroup>\n    <ContainerPort Include=\"1\" />\n  </ItemGroup>\n</Project>\n", "remove");
        await Dockerfile<DevelopmentEnvironmentAnalyzer>("CTZ4006", "ENV A=b \\\n    ASPNETCORE_ENVIRONMENT=[|Development|] C=d\nENV DOTNET_ENVIRONMENT [|Development|]\nENV E=f")
            .RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV A=b \\\n    C=d\nENV E=f\n", "remove");
        await Dockerfile<DevelopmentEnvironmentAnalyzer>("CTZ4006", "ENV ASPNETCORE_ENVIRONMENT=[|Development|] DOTNET_ENVIRONMENT=[|Development|] A=b")
            .RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV A=b\n", "remove");
    }

    [TestMethod]
    public Task Development_elsewhere_is_not() => Task.WhenAll(
        Item<DevelopmentEnvironmentAnalyzer>("CTZ4006", "<ContainerEnvironmentVariable Include=\"ASPNETCORE_ENVIRONMENT\" Value=\"Production\" />").RunAsync(),
        Item<DevelopmentEnvironmentAnalyzer>("CTZ4006", "<ContainerEnvironmentVariable Include=\"ASPNETCORE_ENVIRONMENT\" Value=\"Development\" Condition=\"'$(Configuration)' == 'Debug'\" />").RunAsync(),
        Item<DevelopmentEnvironmentAnalyzer>("CTZ4006", "<ContainerEnvironmentVariable Include=\"MY_ENVIRONMENT\" Value=\"Development\" />").RunAsync(),
        Dockerfile<DevelopmentEnvironmentAnalyzer>("CTZ4006", "ENV ASPNETCORE_ENVIRONMENT=$ENVIRONMENT").RunAsync(),
        Dockerfile<DevelopmentEnvironmentAnalyzer>("CTZ4006", "ENV ASPNETCORE_ENVIRONMENT=Development\nFROM mcr.microsoft.com/dotnet/aspnet:10.0 AS final").RunAsync(),
        Dockerfile<DevelopmentEnvironmentAnalyzer>("CTZ4006", "# containerize ignore=CTZ4006\nENV ASPNETCORE_ENVIRONMENT=Development").RunAsync(),
        Compose<DevelopmentEnvironmentAnalyzer>("CTZ4006", "- ASPNETCORE_ENVIRONMENT=Development").RunAsync(),
        Files<DevelopmentEnvironmentAnalyzer>("CTZ4006").File(ProjectFileKind.LaunchSettings, "/0/Properties/launchSettings.json", """{ "profiles": { "x": { "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development" } } } }""").RunAsync());

    [TestMethod]
    public Task Endpoints_in_settings_are_reported() => Task.WhenAll(
        Severity("{ \"Kestrel\": { \"Endpoints\": { \"Http\": { \"Url\": [|\"http://localhost:5000\"|] } } } }", DiagnosticSeverity.Warning).RunAsync(),
        Severity("{ \"kestrel\": { /* x */ \"endpoints\": { \"Http\": { \"url\": [|\"http://*:5000\"|] }, } } }", DiagnosticSeverity.Info).RunAsync(),
        Severity("{ \"Urls\": [|\"http://127.0.0.1:5000\"|] }", DiagnosticSeverity.Warning).RunAsync(),
        Severity("{ \"urls\": [|\"http://+:5000\"|] }", DiagnosticSeverity.Info).RunAsync(),
        Severity("{ \"Urls\": [|\"http://localhost:5000;http://[::1]:5001\"|] }", DiagnosticSeverity.Warning).RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"Kestrel\": { \"Endpoints\": { \"A\": { \"Url\": [|\"http://localhost:5000\"|] }, \"B\": { \"Url\": [|\"http://localhost:5001\"|] } } }, \"Urls\": \"http://localhost:1\" }", "appsettings.Production.json").RunAsync());

    private static RuleTest<KestrelEndpointAnalyzer> Severity(string json, DiagnosticSeverity severity) =>
        new RuleTest<KestrelEndpointAnalyzer>("CTZ4011") { Severities = [severity] }.Source(Program).File(ProjectFileKind.AppSettings, "/0/appsettings.json", json);

    [TestMethod]
    [DataRow("{ \"Kestrel\": { \"Endpoints\": { \"Http\": { \"Url\": [|\"http://localhost:5000\"|] } } }, \"A\": 1 }", "{ \"A\": 1 }")]
    [DataRow("{\n  \"A\": 1,\n  \"Kestrel\": { \"Endpoints\": { \"Http\": { \"Url\": [|\"http://*:5000\"|] } } }\n}", "{\n  \"A\": 1\n}")]
    [DataRow("{ \"Kestrel\": { \"Limits\": { }, \"Endpoints\": { \"Http\": { \"Url\": [|\"http://*:5000\"|] } }, } }", "{ \"Kestrel\": { \"Limits\": { }, } }")]
    [DataRow("{ \"Kestrel\": { \"Endpoints\": { \"A\": { \"Url\": [|\"http://*:5000\"|] }, \"B\": { \"Url\": [|\"http://*:5001\"|] }, \"C\": { \"Url\": \"http://unix:/x\" } } } }", "{ \"Kestrel\": { \"Endpoints\": { \"C\": { \"Url\": \"http://unix:/x\" } } } }")]
    [DataRow("{ \"Urls\": [|\"http://+:5000\"|], }", "{}")]
    public Task Endpoints_are_taken_out(string json, string wanted) => Settings<KestrelEndpointAnalyzer>("CTZ4011", json).RunFileFixAsync<ReplaceInFileFix>("/0/appsettings.json", wanted, "remove");

    [TestMethod]
    public Task Other_settings_are_not() => Task.WhenAll(
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"Kestrel\": { \"Endpoints\": { \"Http\": { \"Url\": \"http://localhost:5000\" } } } }", "appsettings.Development.json").RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"Kestrel\": { \"EndpointDefaults\": { \"Protocols\": \"Http2\" } } }").RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"ReverseProxy\": { \"Destinations\": { \"a\": { \"Address\": \"http://localhost:5000\" } } }, \"Webhooks\": { \"Url\": \"http://localhost:1\" } }").RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"Kestrel\": { \"Endpoints\": { \"Http\": { \"Url\": \"http://unix:/run/x.sock\" } } } }").RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"Kestrel\": { \"Endpoints\": { \"Admin\": { \"Url\": \"http://localhost:9000\" }, \"Http\": { \"Url\": [|\"http://*:8080\"|] } } } }").RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{\n // containerize-ignore CTZ4011\n \"Urls\": \"http://localhost:5000\" }").RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"Urls\": \"http://localhost:5000\" }").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\nENV ASPNETCORE_URLS=http://+:80\n").RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"Kestrel\": { \"Endpoints\": { \"Http\": { \"Url\": \"http://localhost:5000\" } } } }")
            .File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      Kestrel__Endpoints__Http__Url: http://+:8080\n").RunAsync(),
        Settings<KestrelEndpointAnalyzer>("CTZ4011", "{ \"Urls\": ").RunAsync());

    [TestMethod]
    [DataRow("DOTNET_GCHeapHardLimitPercent", "75", "0x4B")]
    [DataRow("COMPlus_GCHeapHardLimitPercent", "60", "0x3C")]
    [DataRow("DOTNET_GCHeapHardLimit", "209715200", "0xC800000")]
    [DataRow("DOTNET_GCHeapCount", "16", "0x10")]
    [DataRow("DOTNET_GCgen0size", "67108864", "0x4000000")]
    public Task Decimal_GC_settings_are_reported_and_mended(string name, string value, string better) => Task.WhenAll(
        Dockerfile<GcSettingAnalyzer>("CTZ4014", $"ENV {name}=[|{value}|]").RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", $"FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV {name}={better}\n"),
        Compose<GcSettingAnalyzer>("CTZ4014", $"{name}: [|{value}|]").RunAsync(),
        Item<GcSettingAnalyzer>("CTZ4014", $"<ContainerEnvironmentVariable Include=\"{name}\" Value=\"[|{value}|]\" />").RunAsync());

    [TestMethod]
    [DataRow("DOTNET_GCHeapHardLimitPercent", "0x4B")]
    [DataRow("DOTNET_GCHeapHardLimitPercent", "4B")]
    [DataRow("DOTNET_GCHeapCount", "4")]
    [DataRow("DOTNET_gcServer", "1")]
    [DataRow("DOTNET_GCHeapHardLimit", "10000000")]
    [DataRow("DOTNET_TieredPGO", "10")]
    [DataRow("GCHeapHardLimitPercent", "75")]
    [DataRow("DOTNET_GCHeapHardLimitPercent", "$PERCENT")]
    public Task Other_GC_settings_are_not(string name, string value) => Dockerfile<GcSettingAnalyzer>("CTZ4014", $"ENV {name}={value}").RunAsync();

    [TestMethod]
    public Task GC_settings_that_are_ignored_unknown_or_another_service_s_are_not() => Task.WhenAll(
        Dockerfile<GcSettingAnalyzer>("CTZ4014", "# containerize ignore=CTZ4014\nENV DOTNET_GCHeapHardLimitPercent=75").RunAsync(),
        Dockerfile<GcSettingAnalyzer>("CTZ4014", "ENV DOTNET_GCHeapHardLimitPercent=75\nFROM mcr.microsoft.com/dotnet/aspnet:10.0").RunAsync(),
        Compose<GcSettingAnalyzer>("CTZ4014", "- DOTNET_GCHeapHardLimitPercent=${PERCENT:-75}").RunAsync(),
        Files<GcSettingAnalyzer>("CTZ4014").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  other:\n    image: x\n    environment:\n      - DOTNET_GCHeapHardLimitPercent=75\n").RunAsync());
}
