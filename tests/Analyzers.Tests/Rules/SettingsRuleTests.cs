using Containerize.Analysis;
using Containerize.Analyzers.Configuration;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ4009 and CTZ4010: what settings files hold that does not belong into an image.</summary>
[TestClass]
public sealed class SettingsRuleTests
{
    // A setting counts when code names it.
    private const string Reads = "WebApplication.Create(args).Run(); _ = \"Api Cache Database Jwt Mail Main Nodes Orders Queue RabbitMq Smtp Storage Store Zipkin Backplane Urls\";";

    private static RuleTest<T> Settings<T>(string id, string json, string name = "appsettings.json")
        where T : DiagnosticAnalyzer, new() => new RuleTest<T>(id).Source(Reads).File(ProjectFileKind.AppSettings, "/0/" + name, json);

    private static RuleTest<LoopbackTargetAnalyzer> Target(string json, string name = "appsettings.json") => Settings<LoopbackTargetAnalyzer>("CTZ4010", json, name);

    private static RuleTest<SettingsSecretAnalyzer> Secret(string json, string name = "appsettings.json") => Settings<SettingsSecretAnalyzer>("CTZ4009", json, name);

    [TestMethod]
    [DataRow("Server=localhost;Database=shop")]
    [DataRow("Data Source=127.0.0.1,1433;Initial Catalog=shop")]
    [DataRow("Server=(localdb)\\\\mssqllocaldb;Database=shop;Trusted_Connection=True")]
    [DataRow("Server=.\\\\SQLEXPRESS;Database=shop")]
    [DataRow("Data Source=.;Initial Catalog=shop")]
    [DataRow("Server=tcp:localhost,1433;Database=shop")]
    [DataRow("Server=localhost\\\\SQL2022;Database=shop")]
    [DataRow("Database=shop;Host=localhost;Port=5432")]
    [DataRow("localhost:6379,abortConnect=false")]
    [DataRow("mongodb://user:x@localhost:27017/shop")]
    [DataRow("amqp://guest@127.0.0.1:5672")]
    [DataRow("AccountEndpoint=https://localhost:8081/;AccountKey=x")]
    [DataRow("UseDevelopmentStorage=true")]
    public Task A_connection_to_the_container_itself_is_reported(string value) =>
        Target($$"""{ "ConnectionStrings": { "Main": [|"{{value}}"|] } }""").RunAsync();

    [TestMethod]
    [DataRow("""{ "Orders": { "BaseUrl": [|"http://localhost:7001"|] } }""")]
    [DataRow("""{ "RabbitMq": { "Host": [|"localhost"|], "Port": "5672" } }""")]
    [DataRow("""{ "Smtp": { "HostName": [|"127.0.0.1:25"|] } }""")]
    [DataRow("""{ "Storage": { "ConnectionString": [|"Server=localhost"|] } }""")]
    [DataRow("""{ "Jwt": { "Authority": [|"https://localhost:5443/realms/x"|] }, /* comment */ }""")]
    [DataRow("""{ "Nodes": [ { "Uri": [|"redis://localhost:6379"|] } ] }""")]
    public Task An_address_of_the_container_itself_is_reported(string json) => Target(json).RunAsync();

    [TestMethod]
    [DataRow("Server=db;Database=shop")]
    [DataRow("Data Source=app.db")]
    [DataRow("Data Source=./app.db")]
    [DataRow("Data Source=.\\\\app.db")]
    [DataRow("")]
    [DataRow("Server=${DB_HOST};Database=shop")]
    [DataRow("Server=localhost.example.com;Database=shop")]
    [DataRow("redis:6379,localhost:6379")]
    [DataRow("mongodb://a:1,localhost:2/shop")]
    [DataRow("Filename=localhost")]
    [DataRow("DefaultEndpointsProtocol=https;AccountName=x")]
    public Task Other_connections_are_not(string value) => Target($$"""{ "ConnectionStrings": { "Main": "{{value}}" } }""").RunAsync();

    [TestMethod]
    [DataRow("""{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://localhost:5000" } } }, "Urls": "http://localhost:5000" }""")]
    [DataRow("""{ "AllowedHosts": "localhost", "Cors": { "Origins": [ "http://localhost:3000" ] } }""")]
    [DataRow("""{ "Oidc": { "RedirectUri": "https://localhost:5443/signin" }, "ClientUrl": "http://localhost:4200" }""")]
    [DataRow("""{ "BaseUrl": "http://localhost:7001" }""")]
    [DataRow("""{ "Dapr": { "HttpEndpoint": "http://localhost:3500" }, "Otel": { "Endpoint": "http://localhost:4317" } }""")]
    [DataRow("""{ "Text": { "Message": "see http://localhost:1" }, "Note": "Server=localhost" }""")]
    [DataRow("""{ "Orders": { "Url": "http://orders:8080" }, "Self": { "Endpoint": "http://localhost:7001" } }""")]
    [DataRow("""{ "ConnectionStrings": { // containerize-ignore CTZ4010""" + "\n" + """ "Main": "Server=localhost" /* containerize-ignore CTZ4010 */ } }""")]
    [DataRow("""{ "ConnectionStrings": { "Main": "Server=localhost""")]
    public Task Other_settings_are_not(string json) => Target(json).RunAsync();

    [TestMethod]
    public Task A_connection_that_is_set_elsewhere_is_not() => Task.WhenAll(
        Target(Main, "appsettings.Development.json").RunAsync(),
        Target(Main).File(ProjectFileKind.AppSettings, "/0/appsettings.Production.json", """{ "ConnectionStrings": { "main": "Server=db" } }""").RunAsync(),
        Target(Main).File(ProjectFileKind.Project, "/0/Test.csproj", Items("<ContainerEnvironmentVariable Include=\"ConnectionStrings__Main\" Value=\"Server=db\" />")).RunAsync(),
        Target(Main).File(ProjectFileKind.Project, "/0/Test.csproj", Items("<ContainerizeRunEnvironment Include=\"SQLCONNSTR_Main\" Value=\"Server=db\" />")).RunAsync(),
        Target(Main).File(ProjectFileKind.Project, "/0/Test.csproj", Items("<ContainerizeEnvFile Include=\"run.env\" />")).RunAsync(),
        Target(Main).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      CONNECTIONSTRINGS__MAIN: Server=db\n").RunAsync(),
        Target(Main).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    env_file: .env\n").RunAsync(),
        Target(Main).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    network_mode: host\n").RunAsync(),
        Target("""{ "Api": { "Url": "https://localhost:7001/api" } }""").File(ProjectFileKind.LaunchSettings, "/0/Properties/launchSettings.json", """{ "profiles": { "x": { "applicationUrl": "https://localhost:7001;http://localhost:5001" } } }""").RunAsync());

    [TestMethod]
    [DataRow("appsettings.Docker.json", "")]
    [DataRow("appsettings.Container.json", "")]
    [DataRow("appsettings.Cluster.json", "ASPNETCORE_ENVIRONMENT=Cluster")]
    [DataRow("appsettings.Cluster.json", "DOTNET_ENVIRONMENT=cluster")]
    public Task A_file_for_the_environment_of_the_container_wins(string name, string variable)
    {
        var rule = Target(Main).File(ProjectFileKind.AppSettings, "/0/" + name, """{ "ConnectionStrings": { "Main": "Server=db" } }""");
        return (variable.Length == 0 ? rule : rule.File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENV " + variable + "\n")).RunAsync();
    }

    [TestMethod]
    [DataRow("appsettings.PostgreSQL.json")]
    [DataRow("appsettings.Testing.json")]
    [DataRow("appsettings.QA.json")]
    public Task A_file_that_no_container_is_known_to_read_is_not(string name) => Target(Main, name).RunAsync();

    [TestMethod]
    public Task A_file_that_a_container_reads_is() =>
        Target("""{ "ConnectionStrings": { "Main": [|"Server=localhost"|] } }""", "appsettings.Cluster.json")
            .File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      ASPNETCORE_ENVIRONMENT: Cluster\n").RunAsync();

    [TestMethod]
    [DataRow("""{ "Zipkin": { "Enabled": false, "Endpoint": "http://localhost:9411" } }""")]
    [DataRow("""{ "Zipkin": { "isEnabled": "False", "Exporter": { "Endpoint": "http://localhost:9411" } } }""")]
    [DataRow("""{ "Store": { "Type": "Folder", "Folder": { "Path": "x" }, "Blob": { "ConnectionString": "UseDevelopmentStorage=true" } } }""")]
    [DataRow("""{ "Cache": { "Provider": "InMemory", "InMemory": { }, "Redis": { "ConnectionString": "localhost:6379" } } }""")]
    [DataRow("""{ "Mail": { "Provider": "Fake", "Smtp": { "Client": { "Host": "localhost" } } } }""")]
    [DataRow("""{ "Backplane": { "Provider": "", "Redis": { "ConnectionString": "localhost:6379" } } }""")]
    [DataRow("""{ "urls": { "baseUrl": "https://localhost:5001" } }""")]
    public Task A_section_that_is_not_used_is_not(string json) => Target(json).RunAsync();

    [TestMethod]
    [DataRow("""{ "Zipkin": { "Enabled": true, "Endpoint": [|"http://localhost:9411"|] } }""")]
    [DataRow("""{ "Cache": { "Provider": "Redis", "InMemory": { }, "Redis": { "ConnectionString": [|"localhost:6379"|] } } }""")]
    [DataRow("""{ "Database": { "Provider": "Postgres", "Connection": { "Host": [|"localhost"|] } } }""")]
    [DataRow("""{ "Database": { "Type": "Postgres", "Host": [|"localhost"|] } }""")]
    [DataRow("""{ "Provider": "Postgres", "Postgres": { "Pool": "5" }, "Queue": { "Host": [|"localhost"|] } }""")]
    public Task A_section_that_is_used_is(string json) => Target(json).RunAsync();

    [TestMethod]
    public Task A_section_that_is_switched_on_elsewhere_is() => Task.WhenAll(
        Target("""{ "Zipkin": { "Enabled": false, "Endpoint": [|"http://localhost:9411"|] } }""").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      Zipkin__Enabled: \"true\"\n").RunAsync(),
        Target("""{ "Mail": { "Provider": "Fake", "Smtp": { "Host": [|"localhost"|] } } }""").File(ProjectFileKind.Project, "/0/Test.csproj", Items("<ContainerEnvironmentVariable Include=\"Mail__Provider\" Value=\"Smtp\" />")).RunAsync());

    [TestMethod]
    [DataRow("""{ "ConnectionStrings": { "Main": "Server=localhost" } }""", "_ = \"MainMenu\"; _ = nameof(Console.Write);")]
    [DataRow("""{ "Spring": { "Config": { "Uri": "http://localhost:8888" } } }""", "_ = \"Config\";")]
    [DataRow("""{ "ConnectionStrings": { "Main": "Server=localhost" } }""", "var builder = WebApplication.CreateBuilder(args); builder.WebHost.UseHttpSys(); _ = \"Main\";")]
    public Task A_setting_that_no_code_names_and_one_of_a_Windows_server_are_not(string json, string statements) =>
        new RuleTest<LoopbackTargetAnalyzer>("CTZ4010").Source(statements).File(ProjectFileKind.AppSettings, "/0/appsettings.json", json).RunAsync();

    [TestMethod]
    [DataRow("""{ "ConnectionStrings": { "Main": [|"Server=localhost"|] } }""", "_ = new ConfigurationBuilder().Build().GetConnectionString(\"main\");")]
    [DataRow("""{ "Proxy": { "Clusters": [ { "Address": [|"http://localhost:8888"|] } ] } }""", "_ = new ConfigurationBuilder().Build().GetSection(\"Proxy:Clusters\");")]
    [DataRow("""{ "Orders": { "Url": [|"http://localhost:8888"|] } }""", "_ = new Options().Orders; class Options { public string? Orders { get; set; } }")]
    public Task A_setting_that_code_names_is(string json, string statements) =>
        new RuleTest<LoopbackTargetAnalyzer>("CTZ4010").Source(statements).File(ProjectFileKind.AppSettings, "/0/appsettings.json", json).RunAsync();

    [TestMethod]
    public Task What_an_app_host_hands_over_is_not() => Task.WhenAll(
        Target(Main).File(ProjectFileKind.Project, "/0/Test.csproj", Items("<PackageReference Include=\"Aspire.Npgsql.EntityFrameworkCore.PostgreSQL\" />")).RunAsync(),
        Target(Main).File(ProjectFileKind.Project, "/0/Test.csproj", Items("<ProjectReference Include=\"../Shop.ServiceDefaults/Shop.ServiceDefaults.csproj\" />")).RunAsync());

    [TestMethod]
    public Task A_file_for_production_is_read_as_well() =>
        Target("""{ "ConnectionStrings": { "Main": [|"Server=localhost"|] } }""", "appsettings.Production.json").File(ProjectFileKind.AppSettings, "/0/appsettings.json", Main).RunAsync();

    [TestMethod]
    public Task The_message_names_the_variable() => new RuleTest<LoopbackTargetAnalyzer>("CTZ4010")
    {
        Messages = ["'Server=localhost' of ConnectionStrings:Main is the container itself, where nothing answers: set ConnectionStrings__Main where the container is run, or keep the value in appsettings.Development.json"],
    }.Source(Reads).File(ProjectFileKind.AppSettings, "/0/appsettings.json", Main.Replace("\"Server=localhost\"", "[|\"Server=localhost\"|]", StringComparison.Ordinal)).RunAsync();

    [TestMethod]
    [DataRow("""{ "Db": { "Password": [|"hunter2"|] } }""")]
    [DataRow("""{ "Jwt": { "SigningKey": [|"abcdefghijklmnop"|] } }""")]
    [DataRow("""{ "ApiKey": [|"ab12cd34"|] }""")]
    [DataRow("""{ "ConnectionStrings": { "Main": [|"Server=db;User=sa;Password=Pass@word1"|] } }""")]
    [DataRow("""{ "Queue": { "Address": [|"amqp://user:hunter2@queue:5672"|] } }""")]
    [DataRow("""{ "Secrets": { "Tokens": "x", "Token": [ [|"ab12cd34"|] ] } }""")]
    public Task Secrets_in_settings_are_reported(string json) => Secret(json).RunAsync();

    [TestMethod]
    [DataRow("""{ "Db": { "Password": "" } }""")]
    [DataRow("""{ "Db": { "Password": "<your password>" }, "ApiKey": "YOUR_API_KEY", "Token": "***", "Secret": "#{Secret}#" }""")]
    [DataRow("""{ "Db": { "PasswordFile": "/run/secrets/db", "PasswordMinLength": "8" } }""")]
    [DataRow("""{ "Jwt": { "TokenLifetime": "00:15:00", "RequireToken": "true" } }""")]
    [DataRow("""{ "Auth": { "Token": "https://login.example.com/token" } }""")]
    [DataRow("""{ "Texts": { "Password": "Please enter a password" } }""")]
    [DataRow("""{ "ConnectionStrings": { "Main": "Server=db;Integrated Security=true" } }""")]
    [DataRow("""{ "Password": { "Policy": "strict", "Hasher": "argon2" } }""")]
    [DataRow("""{ "Password": "hunter2" /* containerize-ignore CTZ4009 */ }""")]
    [DataRow("""{ "Password": "hunter2""")]
    [DataRow("""{ "Stripe": { "ApiKey": "SECRET", "ClientSecret": "secret" }, "Db": { "Password": "Password" } }""")]
    [DataRow("""{ "RabbitMq": { "Password": "guest" }, "Queue": { "Address": "amqp://guest:guest@queue:5672" } }""")]
    [DataRow("""{ "ConnectionStrings": { "Main": "AccountName=xxx;AccountKey=xxx;EndpointSuffix=core.windows.net", "Other": "Server=db;Password='password'" } }""")]
    [DataRow("""{ "ConnectionStrings": { "Main": "Server=localhost;User=sa;Password=Pass@word1" }, "Queue": { "ConnectionString": "HOST = 127.0.0.1; PASSWORD = 'Password12!'" } }""")]
    public Task Other_values_in_settings_are_not(string json) => Secret(json).RunAsync();

    [TestMethod]
    public Task Secrets_of_developers_and_of_unpublished_files_are_not() => Task.WhenAll(
        Secret("""{ "Password": "hunter2" }""", "appsettings.Development.json").RunAsync(),
        Secret("""{ "Password": "hunter2" }""").With(project => project.Properties["UsingMicrosoftNETSdkWeb"] = "").RunAsync());

    [TestMethod]
    public Task A_secret_that_a_container_gets_anew_is_not() => Task.WhenAll(
        Secret("""{ "Jwt": { "SigningKey": "abcdefghijklmnop" } }""").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      Jwt__SigningKey: ${SIGNING_KEY}\n").RunAsync(),
        Secret("""{ "Jwt": { "SigningKey": "abcdefghijklmnop" } }""").File(ProjectFileKind.AppSettings, "/0/appsettings.Production.json", """{ "Jwt": { "SigningKey": [|"qrstuvwxyz123456"|] } }""").RunAsync());

    private const string Main = """{ "ConnectionStrings": { "Main": "Server=localhost" } }""";

    private static string Items(string item) => $"<Project>\n  <ItemGroup>\n    {item}\n  </ItemGroup>\n</Project>\n";
}
