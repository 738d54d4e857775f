using Containerize.Analysis;
using Containerize.Analyzers.Configuration;
using Containerize.Analyzers.Environment;
using Containerize.Analyzers.Ports;
using Containerize.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ1007, CTZ1013, CTZ2004, CTZ2005, CTZ4004, CTZ4007 and CTZ4008.</summary>
[TestClass]
public sealed class MoreRuleTests
{
    private const string Run = "WebApplication.Create(args).Run();";
    private const string Sockets = "using System.Net; using System.Net.Sockets; ";

    [TestMethod]
    [DataRow("_ = new TcpListener([|IPAddress.Loopback|], 5000);")]
    [DataRow("_ = new TcpListener([|IPAddress.IPv6Loopback|], 5000);")]
    [DataRow("const int port = 5000; _ = new TcpListener([|IPAddress.Parse(\"127.0.0.1\")|], port);")]
    [DataRow("_ = new TcpListener(new IPEndPoint([|IPAddress.Loopback|], 5000));")]
    [DataRow("new Socket(SocketType.Stream, ProtocolType.Tcp).Bind(new IPEndPoint([|IPAddress.Loopback|], 5000));")]
    [DataRow("_ = new UdpClient(new IPEndPoint([|IPAddress.Loopback|], 5000));")]
    public Task A_socket_on_loopback_is_reported(string statements) => CodeRule<LoopbackSocketAnalyzer>.RunConsoleAsync("CTZ1007", Sockets + statements);

    [TestMethod]
    [DataRow("_ = new TcpListener(IPAddress.Loopback, 0);")]
    [DataRow("_ = new TcpListener(IPAddress.IPv6Any, 5000);")]
    [DataRow("_ = new TcpListener(IPAddress.Loopback, args.Length);")]
    [DataRow("_ = new TcpListener(IPAddress.Parse(args[0]), 5000);")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = new TcpListener(IPAddress.Loopback, 5000); }")]
    [DataRow("new TcpClient().Connect(new IPEndPoint(IPAddress.Loopback, 5000));")]
    [DataRow("_ = new UdpClient(5000); _ = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));")]
    [DataRow("if (args.Length > 0) { new Socket(SocketType.Stream, ProtocolType.Tcp).Bind(new IPEndPoint(IPAddress.Loopback, 5000)); }")]
    [DataRow("\n#if DEBUG\n_ = new TcpListener(IPAddress.Loopback, 5000);\n#endif")]
    [DataRow("var address = IPAddress.Loopback; if (args.Length > 0) address = IPAddress.Any; _ = new TcpListener(address, 5000);")]
    [DataRow("Console.WriteLine(new IPEndPoint(IPAddress.Loopback, 5000));")]
    public Task Other_sockets_are_not(string statements) => CodeRule<LoopbackSocketAnalyzer>.RunConsoleAsync("CTZ1007", Sockets + statements);

    [TestMethod]
    public Task Sockets_listen_on_all_interfaces_of_their_family() => new RuleTest<LoopbackSocketAnalyzer>("CTZ1007").With(project => project.IsWeb = false)
        .Source("using System.Net;\nusing System.Net.Sockets;\n_ = new TcpListener([|IPAddress.Parse(\"127.0.0.1\")|], 5000);\n_ = new TcpListener([|IPAddress.IPv6Loopback|], 5001);\nnew Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp).Bind(new IPEndPoint([|IPAddress.IPv6Loopback|], 5002));\n")
        .RunFixAsync<AnyAddressFix>("using System.Net;\nusing System.Net.Sockets;\n_ = new TcpListener(IPAddress.Any, 5000);\n_ = new TcpListener(IPAddress.Any, 5001);\nnew Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp).Bind(new IPEndPoint(IPAddress.IPv6Any, 5002));\n", "CTZ1007.any");

    [TestMethod]
    public Task A_library_of_the_web_SDK_is_not() => new RuleTest<LegacyWebHostAnalyzer>("CTZ1013")
        .Source("using Microsoft.AspNetCore; public static class Hosts { public static IWebHostBuilder Create() => WebHost.CreateDefaultBuilder(); }")
        .With(project => (project.IsLibrary, project.Properties["OutputType"]) = (true, "Library")).RunAsync();

    [TestMethod]
    [DataRow("Microsoft.AspNetCore.WebHost.[|CreateDefaultBuilder|](args).Build().Run();")]
    [DataRow("WebHost.[|CreateDefaultBuilder|]().UseStartup<S>().Build().Run();")]
    [DataRow("WebHost.[|CreateDefaultBuilder<S>|](args).Build().Run();")]
    [DataRow("var host = Build(args); host.Run(); static IWebHost Build(string[] a) => WebHost.[|CreateDefaultBuilder|](a).Build();")]
    [DataRow("WebHost.[|CreateDefaultBuilder|](args).ConfigureKestrel(k => k.Limits.MaxConcurrentConnections = 9).Build().Run();")]
    public Task The_legacy_host_is_reported(string statements) => LegacyHost(statements).RunAsync();

    [TestMethod]
    public Task The_legacy_host_with_an_address_is_not() => Task.WhenAll(
        LegacyHost("WebHost.CreateDefaultBuilder(args).UseUrls(\"http://*:8080\").Build().Run();").RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).ConfigureKestrel(k => k.ListenAnyIP(8080)).Build().Run();").RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).UseConfiguration(new ConfigurationBuilder().Build()).Build().Run();").RunAsync(),
        LegacyHost("WebApplication.Create(args).Run();").RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).UseSetting(WebHostDefaults.ServerUrlsKey, \"http://*:8080\").Build().Run();").RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).UseIISIntegration().Build().Run();").RunAsync(),
        LegacyHost("if (OperatingSystem.IsWindows()) { WebHost.CreateDefaultBuilder(args).Build().Run(); } else { WebApplication.Create(args).Run(); }").RunAsync(),
        LegacyHost("\n#if DEBUG\nWebHost.CreateDefaultBuilder(args).Build().Run();\n#endif\n").RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).Build().Run();").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - ASPNETCORE_URLS=http://+:8080\n").RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).Build().Run();").With(project => project.Properties["ContainerBaseImage"] = "mcr.microsoft.com/dotnet/aspnet:7.0").RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).Build().Run();").File(ProjectFileKind.Project, "/0/Test.csproj", Items("ASPNETCORE_URLS", "http://+:8080")).RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).Build().Run();").File(ProjectFileKind.AppSettings, "/0/appsettings.json", "{ \"Urls\": \"http://*:8080\" }").RunAsync(),
        LegacyHost("WebHost.CreateDefaultBuilder(args).Build().Run();").With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync());

    private static RuleTest<LegacyWebHostAnalyzer> LegacyHost(string statements) =>
        new RuleTest<LegacyWebHostAnalyzer>("CTZ1013").Source("using Microsoft.AspNetCore; " + statements + " class S { public void Configure(IApplicationBuilder a) { } }");

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"ASPNETCORE_URLS\"|])!.Split(';');")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"ASPNETCORE_URLS\"|]).Length;")]
    [DataRow("string urls = Environment.GetEnvironmentVariable([|\"ASPNETCORE_URLS\"|])!;")]
    [DataRow("const string name = \"ASPNETCORE_URLS\"; _ = new Uri(Environment.GetEnvironmentVariable([|name|])!);")]
    [DataRow("foreach (var url in Environment.GetEnvironmentVariable([|\"ASPNETCORE_URLS\"|])!.Split(';')) Console.WriteLine(url);")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"ASPNETCORE_URLS\"|], EnvironmentVariableTarget.Process)!.TrimEnd('/');")]
    public Task Trust_in_ASPNETCORE_URLS_is_reported(string statements) => CodeRule<UrlsReadAnalyzer>.RunAsync("CTZ2004", "#nullable disable warnings\n" + statements);

    [TestMethod]
    [DataRow("var urls = Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\")?.Split(';');")]
    [DataRow("_ = (Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\") ?? \"http://localhost\").Split(';');")]
    [DataRow("if (Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\") is { } urls) Console.WriteLine(urls);")]
    [DataRow("Environment.SetEnvironmentVariable(\"ASPNETCORE_URLS\", \"x\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_HTTP_PORTS\")!.Split(';');")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\")!.Split(';'); }")]
    [DataRow("if (Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\") != null) { _ = Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\")!.Split(';'); }")]
    [DataRow("var port = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\")) ? 8080 : new Uri(Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\")!).Port;")]
    public Task A_careful_read_is_not(string statements) => CodeRule<UrlsReadAnalyzer>.RunAsync("CTZ2004", statements);

    [TestMethod]
    public Task An_ASPNETCORE_URLS_that_is_set_or_may_be_is_there() => Task.WhenAll(
        Urls().File(ProjectFileKind.Project, "/0/Test.csproj", Items("ASPNETCORE_URLS", "http://+:8080")).RunAsync(),
        Urls().File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV ASPNETCORE_URLS=$URLS\n").RunAsync(),
        Urls().File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      ASPNETCORE_URLS: http://+:8080\n").RunAsync(),
        Urls().With(project => project.Properties["ContainerBaseImage"] = "mcr.microsoft.com/dotnet/aspnet:7.0").RunAsync(),
        Urls().With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync());

    private static RuleTest<UrlsReadAnalyzer> Urls() => new RuleTest<UrlsReadAnalyzer>("CTZ2004").Source("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\")!.Split(';');");

    [TestMethod]
    [DataRow("_ = Environment.ExpandEnvironmentVariables([|\"$HOME/data\"|]);")]
    [DataRow("_ = Environment.ExpandEnvironmentVariables([|\"${HOME}/data\"|]);")]
    [DataRow("_ = Environment.ExpandEnvironmentVariables([|\"%APPDATA%/app\"|]);")]
    [DataRow("const string path = \"%LocalAppData%\"; _ = Environment.ExpandEnvironmentVariables([|path|] + \"/x\");")]
    public async Task A_variable_that_stays_in_the_text_is_reported(string statements) =>
        await CodeRule<UnexpandedValueAnalyzer>.RunConsoleAsync("CTZ2005", statements.Replace("[|path|] + \"/x\"", "[|path + \"/x\"|]", StringComparison.Ordinal));

    [TestMethod]
    [DataRow("_ = Environment.ExpandEnvironmentVariables(\"%HOME%/data\");")]
    [DataRow("_ = Environment.ExpandEnvironmentVariables(\"%MY_DATA%\");")]
    [DataRow("_ = Environment.ExpandEnvironmentVariables(\"costs $5\");")]
    [DataRow("_ = Environment.ExpandEnvironmentVariables(args[0]);")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = Environment.ExpandEnvironmentVariables(\"%APPDATA%\"); }")]
    [DataRow("var text = \"$HOME\";")]
    [DataRow("_ = Environment.ExpandEnvironmentVariables(\"${HOME/data and $\");")]
    [DataRow("_ = Environment.ExpandEnvironmentVariables(\"100%APPDATA\");")]
    [DataRow("_ = OperatingSystem.IsWindows() ? Environment.ExpandEnvironmentVariables(\"%APPDATA%\") : \"/data\";")]
    [DataRow("var isWindows = OperatingSystem.IsWindows(); if (isWindows) { _ = Environment.ExpandEnvironmentVariables(\"%APPDATA%\"); }")]
    public Task Other_texts_are_not(string statements) => CodeRule<UnexpandedValueAnalyzer>.RunConsoleAsync("CTZ2005", statements);

    [TestMethod]
    public Task A_variable_of_Windows_that_the_image_sets_is_expanded() => new RuleTest<UnexpandedValueAnalyzer>("CTZ2005").Source("_ = Environment.ExpandEnvironmentVariables(\"%TEMP%/x\");")
        .File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\nENV TEMP=/tmp\n").RunAsync();

    [TestMethod]
    public Task A_variable_is_written_so_that_it_is_expanded() => new RuleTest<UnexpandedValueAnalyzer>("CTZ2005").With(project => project.IsWeb = false)
        .Source("_ = Environment.ExpandEnvironmentVariables([|\"$HOME/data/${NAME}.db\"|]);\n_ = Environment.ExpandEnvironmentVariables([|\"$TMPDIR\"|]);\n")
        .RunFixAsync<ReplaceLiteralFix>("_ = Environment.ExpandEnvironmentVariables(\"%HOME%/data/%NAME%.db\");\n_ = Environment.ExpandEnvironmentVariables(\"%TMPDIR%\");\n", "CTZ2005.replace");

    [TestMethod]
    [DataRow("ENV ASPNETCORE_URLS=http://+:5000\nENV [|ASPNETCORE_HTTP_PORTS|]=8080")]
    [DataRow("ENV [|ASPNETCORE_HTTP_PORTS|]=8080 ASPNETCORE_URLS=http://+:5000")]
    [DataRow("ENV DOTNET_URLS=http://+:5000 [|ASPNETCORE_HTTP_PORTS|]=\"5000;5001\"")]
    [DataRow("ENV ASPNETCORE_URLS http://+\nENV [|ASPNETCORE_HTTP_PORTS|] 8080")]
    public Task Ports_that_do_not_count_are_reported(string lines) => Dockerfile<HiddenPortsAnalyzer>("CTZ4004", lines).RunAsync();

    [TestMethod]
    [DataRow("ENV ASPNETCORE_URLS=http://+:8080")]
    [DataRow("ENV ASPNETCORE_URLS=http://+:5000;https://+:5001")]
    [DataRow("ENV ASPNETCORE_URLS=http://example.com:5000")]
    [DataRow("ENV ASPNETCORE_URLS=http://+:5000 ASPNETCORE_HTTP_PORTS=")]
    [DataRow("FROM registry.example.com/base:1\nENV ASPNETCORE_URLS=http://+:5000")]
    [DataRow("FROM mcr.microsoft.com/dotnet/aspnet:7.0\nENV ASPNETCORE_URLS=http://+:5000")]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=5000")]
    [DataRow("ENV ASPNETCORE_URLS=http://+:5000 ASPNETCORE_HTTP_PORTS=5000")]
    [DataRow("ENV ASPNETCORE_URLS=http://+:$P ASPNETCORE_HTTP_PORTS=5000")]
    [DataRow("ENV ASPNETCORE_URLS= ASPNETCORE_HTTP_PORTS=5000")]
    [DataRow("ENV ASPNETCORE_URLS=https://+:5001 ASPNETCORE_HTTPS_PORTS=7000")]
    [DataRow("ENV ASPNETCORE_URLS=http://+:5000\n# containerize ignore=CTZ4004\nENV ASPNETCORE_HTTP_PORTS=7000")]
    [DataRow("# containerize ignore=CTZ4004\nENV ASPNETCORE_URLS=http://+:5000")]
    [DataRow("ENV ASPNETCORE_HTTP_PORTS=7000\nFROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV ASPNETCORE_URLS=http://+:8080")]
    public Task Ports_that_count_are_not(string lines) => Dockerfile<HiddenPortsAnalyzer>("CTZ4004", lines).RunAsync();

    [TestMethod]
    public Task Ports_of_two_services_and_of_one_configuration_are_not() => Task.WhenAll(
        new RuleTest<HiddenPortsAnalyzer>("CTZ4004").Source("WebApplication.Create(args).Run();")
            .File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - ASPNETCORE_URLS=http://+:8080\n  db:\n    image: postgres\n    environment:\n      - ASPNETCORE_HTTP_PORTS=5000\n").RunAsync(),
        new RuleTest<HiddenPortsAnalyzer>("CTZ4004").Source("WebApplication.Create(args).Run();")
            .File(ProjectFileKind.Project, "/0/Test.csproj", Items("ASPNETCORE_URLS", "http://+:8080").Replace("Include=", "Condition=\"'$(Configuration)' == 'Debug'\" Include=", StringComparison.Ordinal)).RunAsync());

    [TestMethod]
    [DataRow("ENV [|ASPNETCORE_URLS|]=http://+:5000", "ENV ASPNETCORE_HTTP_PORTS=5000")]
    [DataRow("ENV A=b [|ASPNETCORE_URLS|]=\"http://*:5000;http://[::]:5001\"", "ENV A=b ASPNETCORE_HTTP_PORTS=\"5000;5001\"")]
    [DataRow("ENV [|ASPNETCORE_URLS|] http://+", "ENV ASPNETCORE_HTTP_PORTS 80")]
    [DataRow("ENV [|DOTNET_URLS|]=http://0.0.0.0:5000", "ENV DOTNET_HTTP_PORTS=5000")]
    public async Task Ports_of_the_base_that_do_not_count_are_a_message(string lines, string wanted)
    {
        var rule = new RuleTest<HiddenPortsAnalyzer>("CTZ4004") { Severities = [DiagnosticSeverity.Info] };
        await Dockerfile(rule, lines).RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", $"FROM mcr.microsoft.com/dotnet/aspnet:10.0\n{wanted}\n");
    }

    [TestMethod]
    [DataRow("ENV ASPNETCORE_URLS=http://+:8080\nENV [|ASPNETCORE_HTTP_PORTS|]=5000", "ENV ASPNETCORE_URLS=http://+:8080\n")]
    [DataRow("ENV [|ASPNETCORE_HTTP_PORTS|]=5000 ASPNETCORE_URLS=http://+:8080", "ENV ASPNETCORE_URLS=http://+:8080\n")]
    [DataRow("ENV ASPNETCORE_URLS=http://+:8080 \\\n    [|ASPNETCORE_HTTP_PORTS|]=5000", "ENV ASPNETCORE_URLS=http://+:8080\n")]
    public Task Ports_that_do_not_count_are_taken_out(string lines, string wanted) =>
        Dockerfile<HiddenPortsAnalyzer>("CTZ4004", lines).RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", $"FROM mcr.microsoft.com/dotnet/aspnet:10.0\n{wanted}", "remove");

    [TestMethod]
    public async Task Ports_that_do_not_count_are_taken_out_of_items_and_compose_files()
    {
        await new RuleTest<HiddenPortsAnalyzer>("CTZ4004").Source("WebApplication.Create(args).Run();")
            .File(ProjectFileKind.Project, "/0/Test.csproj", "<Project>\n  <ItemGroup>\n    <ContainerEnvironmentVariable Include=\"[|ASPNETCORE_HTTP_PORTS|]\" Value=\"5000\" />\n    <ContainerEnvironmentVariable Include=\"ASPNETCORE_URLS\" Value=\"http://+:8080\" />\n  </ItemGroup>\n</Project>\n")
            .RunFileFixAsync<ReplaceInFileFix>("/0/Test.csproj", Items("ASPNETCORE_URLS", "http://+:8080"), "remove");
        await new RuleTest<HiddenPortsAnalyzer>("CTZ4004").Source("WebApplication.Create(args).Run();")
            .File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - \"[|ASPNETCORE_HTTP_PORTS|]=5000\"\n      - ASPNETCORE_URLS=http://+:8080\n")
            .RunFileFixAsync<ReplaceInFileFix>("/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - ASPNETCORE_URLS=http://+:8080\n", "remove");
    }

    [TestMethod]
    [DataRow("ASPNETCORE_ENVIRONMENT", "production")]
    [DataRow("DOTNET_ENVIRONMENT", "PRODUCTION")]
    [DataRow("ASPNETCORE_ENVIRONMENT", "pRODUCTION")]
    [DataRow("DOTNET_ENVIRONMENT", "productioN")]
    public Task An_environment_without_its_file_is_reported_and_mended(string name, string value) => Dockerfile<EnvironmentFileCaseAnalyzer>("CTZ4007", $"ENV {name}=[|{value}|]")
        .File(ProjectFileKind.AppSettings, "/0/appsettings.Production.json", "{}")
        .RunFileFixAsync<ReplaceInFileFix>("/0/Dockerfile", $"FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV {name}=Production\n");

    [TestMethod]
    [DataRow("ASPNETCORE_ENVIRONMENT", "Production")]
    [DataRow("ASPNETCORE_ENVIRONMENT", "Staging")]
    [DataRow("ASPNETCORE_ENVIRONMENT", "$ENVIRONMENT")]
    [DataRow("MY_ENVIRONMENT", "production")]
    [DataRow("ASPNETCORE_ENVIRONMENT", "")]
    [DataRow("DOTNET_ENVIRONMENT", "Produktion")]
    public Task Other_environments_are_not(string name, string value) => Dockerfile<EnvironmentFileCaseAnalyzer>("CTZ4007", $"ENV {name}={value}")
        .File(ProjectFileKind.AppSettings, "/0/appsettings.Production.json", "{}").RunAsync();

    [TestMethod]
    public Task An_environment_without_its_file_is_reported_wherever_it_is_set() => Task.WhenAll(
        Environments("appsettings.Staging.json").Source(Run).File(ProjectFileKind.Project, "/0/Test.csproj", Items("ASPNETCORE_ENVIRONMENT", "[|staging|]")).RunAsync(),
        Environments("appsettings.qa.json").Source(Run).File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerEnvironmentVariable Include=\"DOTNET_ENVIRONMENT\"><Value>[|QA|]</Value></ContainerEnvironmentVariable></ItemGroup></Project>").RunAsync(),
        Environments("appsettings.production.json").Source(Run).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - ASPNETCORE_ENVIRONMENT=[|Production|]\n").RunAsync(),
        Environments("appsettings.Production.json").Source(Run).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      AspNetCore_Environment: \"[|production|]\"\n").RunAsync());

    [TestMethod]
    public Task An_environment_with_its_file_or_without_any_is_not() => Task.WhenAll(
        Dockerfile(Environments("appsettings.Production.json", "appsettings.production.json"), "ENV ASPNETCORE_ENVIRONMENT=production").RunAsync(),
        Dockerfile(Environments("appsettings.json"), "ENV ASPNETCORE_ENVIRONMENT=production").RunAsync(),
        Dockerfile(Environments("appsettings.Production.json"), "# containerize ignore=CTZ4007\nENV ASPNETCORE_ENVIRONMENT=production").RunAsync(),
        Dockerfile(Environments("appsettings.Production.json"), "ENV ASPNETCORE_ENVIRONMENT=production\nFROM mcr.microsoft.com/dotnet/aspnet:10.0").RunAsync(),
        Environments("appsettings.Production.json").Source(Run).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  other:\n    image: x\n    environment:\n      - ASPNETCORE_ENVIRONMENT=production\n").RunAsync());

    private static RuleTest<EnvironmentFileCaseAnalyzer> Environments(params string[] files)
    {
        var rule = new RuleTest<EnvironmentFileCaseAnalyzer>("CTZ4007");
        foreach (var file in files)
            rule.File(ProjectFileKind.AppSettings, "/0/" + file, "{}");
        return rule;
    }

    [TestMethod]
    [DataRow("Db__Password", "hunter2")]
    [DataRow("Jwt__SigningKey", "abcdefghijkl")]
    [DataRow("API_KEY", "abc")]
    [DataRow("GITHUB_TOKEN", "abc")]
    [DataRow("ConnectionStrings__Main", "Server=db;User=sa;Password=changeme")]
    [DataRow("Queue__Url", "amqp://user:pass@queue:5672/")]
    public Task Secrets_are_reported(string name, string value) => Task.WhenAll(
        Dockerfile<SecretAnalyzer>("CTZ4008", $"ENV [|{name}|]=\"{value}\"").RunAsync(),
        new RuleTest<SecretAnalyzer>("CTZ4008").Source("WebApplication.Create(args).Run();").File(ProjectFileKind.Project, "/0/Test.csproj", Items($"[|{name}|]", value)).RunAsync());

    [TestMethod]
    [DataRow("Db__Password", "")]
    [DataRow("Db__Password", "<your password>")]
    [DataRow("Db__PasswordFile", "/run/secrets/db")]
    [DataRow("Db__Password", "/run/secrets/db")]
    [DataRow("Jwt__TokenLifetime", "00:15:00")]
    [DataRow("TOKEN_COUNT", "5")]
    [DataRow("Auth__UsePassword", "true")]
    [DataRow("ConnectionStrings__Main", "Server=db;Integrated Security=true")]
    [DataRow("Queue__Url", "amqp://queue:5672/@x")]
    [DataRow("PUBLIC_KEY", "abc")]
    public Task Other_values_are_not(string name, string value) => Dockerfile<SecretAnalyzer>("CTZ4008", $"ENV {name}=\"{value}\"").RunAsync();

    [TestMethod]
    public Task A_secret_that_the_image_does_not_carry_is_not() => Task.WhenAll(
        Secret().File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - DB_PASSWORD=x\n").RunAsync(),
        Secret().File(ProjectFileKind.Project, "/0/Test.csproj", Items("DB_PASSWORD", "hunter2").Replace("ContainerEnvironmentVariable", "ContainerizeRunEnvironment", StringComparison.Ordinal)).RunAsync(),
        Secret().File(ProjectFileKind.Project, "/0/Test.csproj", Items("DB_PASSWORD", "hunter2").Replace("Include=", "Condition=\"'$(Configuration)' == 'Debug'\" Include=", StringComparison.Ordinal)).RunAsync(),
        Dockerfile<SecretAnalyzer>("CTZ4008", "ENV DB_PASSWORD=hunter2\nFROM mcr.microsoft.com/dotnet/aspnet:10.0").RunAsync(),
        Dockerfile<SecretAnalyzer>("CTZ4008", "ARG DB_PASSWORD\nENV DB_PASSWORD=$DB_PASSWORD").RunAsync(),
        Dockerfile<SecretAnalyzer>("CTZ4008", "# containerize ignore=CTZ4008\nENV DB_PASSWORD=hunter2").RunAsync());

    private static RuleTest<SecretAnalyzer> Secret() => new RuleTest<SecretAnalyzer>("CTZ4008").Source(Run);

    private static string Items(string name, string value) => $"<Project>\n  <ItemGroup>\n    <ContainerEnvironmentVariable Include=\"{name}\" Value=\"{value}\" />\n  </ItemGroup>\n</Project>\n";

    private static RuleTest<T> Dockerfile<T>(string id, string lines)
        where T : DiagnosticAnalyzer, new() => Dockerfile(new RuleTest<T>(id), lines);

    private static RuleTest<T> Dockerfile<T>(RuleTest<T> rule, string lines)
        where T : DiagnosticAnalyzer, new() => rule.Source("WebApplication.Create(args).Run();").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM mcr.microsoft.com/dotnet/aspnet:10.0\n{lines}\n");
}
