using Containerize.Analysis;
using Containerize.Analyzers.Environment;
using Containerize.CodeFixes;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ2006, CTZ2007, CTZ2008, CTZ2010 and CTZ2011.</summary>
[TestClass]
public sealed class EnvironmentReadTests
{
    [TestMethod]
    [DataRow("_ = Path.Combine(Environment.GetEnvironmentVariable([|\"APPDATA\"|])!, \"x\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"Temp\"|]) + \"/x\";")]
    [DataRow("_ = $\"{Environment.GetEnvironmentVariable([|\"COMPUTERNAME\"|])}-x\";")]
    [DataRow("const string name = \"USERPROFILE\"; string home = Environment.GetEnvironmentVariable(variable: [|name|])!;")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"NUMBER_OF_PROCESSORS\"|]).Length;")]
    [DataRow("_ = Path.Combine(Environment.GetEnvironmentVariable([|\"ProgramData\"|]), \"a\", \"b\", \"c\", \"d\");")]
    public Task A_variable_of_Windows_is_reported(string statements) => CodeRule<WindowsVariableAnalyzer>.RunConsoleAsync("CTZ2006", "#nullable disable warnings\n" + statements);

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"TEMP\") ?? \"/tmp\";")]
    [DataRow("var temp = Environment.GetEnvironmentVariable(\"TEMP\"); if (temp != null) Console.WriteLine(temp);")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"TEMP\")?.Length;")]
    [DataRow("if (Environment.GetEnvironmentVariable(\"TEMP\") is { } temp) Console.WriteLine(temp);")]
    [DataRow("_ = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(\"TEMP\"));")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = Environment.GetEnvironmentVariable(\"APPDATA\")!; }")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"TMPDIR\")!;")]
    [DataRow("if (Environment.GetEnvironmentVariable(\"TEMP\") != null) { _ = Environment.GetEnvironmentVariable(\"TEMP\")!; }")]
    [DataRow("_ = Environment.GetEnvironmentVariable(args[0])!;")]
    [DataRow("M(); [System.Runtime.Versioning.SupportedOSPlatform(\"windows\")] static string M() => Environment.GetEnvironmentVariable(\"windir\")!;")]
    [DataRow("_ = Directory.Exists(Environment.GetEnvironmentVariable(\"APPDATA\"));")]
    public Task Other_variables_are_not(string statements) => CodeRule<WindowsVariableAnalyzer>.RunConsoleAsync("CTZ2006", statements);

    [TestMethod]
    public Task A_variable_of_Windows_that_is_declared_is_there() => new RuleTest<WindowsVariableAnalyzer>("CTZ2006").Source("_ = Environment.GetEnvironmentVariable(\"TEMP\")!;")
        .File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\nENV TEMP=/tmp\n").RunAsync();

    [TestMethod]
    [DataRow("_ = new HttpClient { BaseAddress = [|new Uri(\"http://localhost:5001\")|] };")]
    [DataRow("_ = await new HttpClient().GetStringAsync([|\"http://127.0.0.1:5001/x\"|]);")]
    [DataRow("const string url = \"https://[::1]:5001\"; _ = new HttpRequestMessage(HttpMethod.Get, [|url|]);")]
    [DataRow("_ = await new HttpClient().GetAsync(requestUri: [|$\"http://localhost:{5001}/x\"|]);")]
    [DataRow("_ = new System.Net.Sockets.TcpClient([|\"localhost\"|], 6000);")]
    [DataRow("await new System.Net.WebSockets.ClientWebSocket().ConnectAsync([|new Uri(\"ws://localhost:5001\")|], default);")]
    [DataRow("new Options().UseSqlServer([|\"Server=localhost;Database=x;User Id=sa;Password=y\"|]);")]
    [DataRow("new Options().UseSqlServer([|\"Data Source=(localdb)\\\\MSSQLLocalDB;Initial Catalog=x\"|]);")]
    [DataRow("new Options().UseNpgsql(connectionString: [|\"Host=127.0.0.1;Port=5433;Database=x\"|]);")]
    [DataRow("new Options().UseSqlServer([|@\"Server=.\\SQLEXPRESS;Database=x\"|]);")]
    [DataRow("_ = new MongoClient([|\"mongodb://user:secret@localhost:27017/x\"|]);")]
    [DataRow("ConnectionMultiplexer.Connect([|\"localhost:6379,abortConnect=false\"|]);")]
    [DataRow("GrpcChannel.ForAddress([|\"http://localhost:5001\"|], new GrpcChannelOptions());")]
    [DataRow("_ = new ConnectionFactory { HostName = [|\"localhost\"|] };")]
    public Task A_client_of_its_own_container_is_reported(string statements) => CodeRule<LoopbackClientAnalyzer>.RunConsoleAsync("CTZ2007", "using System.Net.Http; " + statements + Clients);

    [TestMethod]
    [DataRow("_ = new HttpClient { BaseAddress = new Uri(\"http://orders:5001\") };")]
    [DataRow("_ = new HttpClient { BaseAddress = new Uri(args[0]) };")]
    [DataRow("_ = new HttpClient { BaseAddress = new Uri(Environment.GetEnvironmentVariable(\"ORDERS\") ?? \"http://localhost:5001\") };")]
    [DataRow("if (System.Diagnostics.Debugger.IsAttached) { _ = new HttpClient { BaseAddress = new Uri(\"http://localhost:5001\") }; }")]
    [DataRow("_ = new HttpClient { BaseAddress = new Uri(\"http://localhost:4317\") };")]
    [DataRow("_ = new HttpClient { BaseAddress = new Uri(\"http://localhost:3500\") };")]
    [DataRow("_ = new HttpClient { BaseAddress = new Uri($\"http://localhost:{args[0]}\") };")]
    [DataRow("_ = new System.Net.Sockets.TcpClient(\"localhost\", args.Length);")]
    [DataRow("_ = new Uri(\"http://localhost:5001\");")]
    [DataRow("_ = new HttpClient { BaseAddress = new Uri(\"http://localhost/\") };")]
    [DataRow("GrpcChannel.ForAddress(\"http://localhost:5001\", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler() });")]
    [DataRow("new Options().UseSqlServer(\"Data Source=app.db\");")]
    [DataRow("new Options().UseSqlServer(\"Server=db;Database=localhost\");")]
    [DataRow("ConnectionMultiplexer.Connect(\"cache:6379\");")]
    [DataRow("\n#if DEBUG\n_ = new HttpClient { BaseAddress = new Uri(\"http://localhost:5001\") };\n#endif\n")]
    public Task Other_clients_are_not(string statements) => CodeRule<LoopbackClientAnalyzer>.RunConsoleAsync("CTZ2007", "using System.Net.Http; " + statements + Clients);

    [TestMethod]
    public Task An_app_may_call_itself() => Task.WhenAll(
        CodeRule<LoopbackClientAnalyzer>.RunAsync("CTZ2007", "_ = new System.Net.Http.HttpClient { BaseAddress = new Uri(\"http://localhost:8080\") };"),
        new RuleTest<LoopbackClientAnalyzer>("CTZ2007").Source("_ = new System.Net.Http.HttpClient { BaseAddress = new Uri(\"http://localhost:9000\") };")
            .File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerPort Include=\"9000\" /></ItemGroup></Project>").RunAsync());

    [TestMethod]
    public Task The_message_holds_no_secret() => new RuleTest<LoopbackClientAnalyzer>("CTZ2007")
    {
        Messages = ["'mongodb://localhost:27017' is the container itself, not the machine it runs on: read the address from configuration, so that a variable can name the service"],
    }.Source("_ = new MongoClient([|\"mongodb://user:secret@localhost:27017/x\"|]);" + Clients).RunAsync();

    [TestMethod]
    [DataRow("_ = int.Parse([|Environment.GetEnvironmentVariable(\"X\")|]!);")]
    [DataRow("_ = bool.Parse([|Environment.GetEnvironmentVariable(\"X\")|]);")]
    [DataRow("_ = new Uri([|Environment.GetEnvironmentVariable(\"X\")|]!);")]
    [DataRow("const string name = \"X\"; _ = TimeSpan.Parse([|Environment.GetEnvironmentVariable(name)|]!, null);")]
    [DataRow("_ = Enum.Parse<DayOfWeek>([|Environment.GetEnvironmentVariable(variable: \"X\")|]!);")]
    [DataRow("_ = System.Net.IPAddress.Parse([|Environment.GetEnvironmentVariable(\"X\")|]!);")]
    [DataRow("_ = Enum.Parse(typeof(DayOfWeek), [|Environment.GetEnvironmentVariable(\"X\")|]!);")]
    public Task An_unchecked_parse_is_reported(string statements) => CodeRule<UncheckedParseAnalyzer>.RunConsoleAsync("CTZ2008", "#nullable disable warnings\n" + statements);

    [TestMethod]
    [DataRow("_ = int.Parse(Environment.GetEnvironmentVariable(\"X\") ?? \"5\");")]
    [DataRow("_ = int.TryParse(Environment.GetEnvironmentVariable(\"X\"), out var x);")]
    [DataRow("_ = int.Parse(args[0]);")]
    [DataRow("_ = int.Parse(Environment.GetEnvironmentVariable(args[0])!);")]
    [DataRow("if (Environment.GetEnvironmentVariable(\"X\") != null) { _ = int.Parse(Environment.GetEnvironmentVariable(\"X\")!); }")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"X\") == null ? 5 : int.Parse(Environment.GetEnvironmentVariable(\"X\")!);")]
    [DataRow("try { _ = int.Parse(Environment.GetEnvironmentVariable(\"X\")!); } catch (ArgumentNullException) { }")]
    [DataRow("_ = Convert.ToInt32(Environment.GetEnvironmentVariable(\"X\"));")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = int.Parse(Environment.GetEnvironmentVariable(\"X\")!); }")]
    [DataRow("_ = int.Parse(Environment.GetEnvironmentVariable(\"APP_UID\")!);")]
    [DataRow("C.Parse(Environment.GetEnvironmentVariable(\"X\")); static class C { public static void Parse(string? text) { } }")]
    public Task A_checked_parse_is_not(string statements) => CodeRule<UncheckedParseAnalyzer>.RunConsoleAsync("CTZ2008", statements);

    [TestMethod]
    public Task A_variable_that_is_set_can_be_parsed() => Task.WhenAll(
        Parse().File(ProjectFileKind.Project, "/0/Test.csproj", Items("X")).RunAsync(),
        Parse().File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      X: 5\n").RunAsync(),
        Parse().With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        Parse().File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM registry.example.com/base:1\n").RunAsync());

    [TestMethod]
    public Task The_error_names_the_variable() => new RuleTest<UncheckedParseAnalyzer>("CTZ2008").With(project => project.IsWeb = false)
        .Source("const string name = \"Y\";\n_ = int.Parse([|Environment.GetEnvironmentVariable(\"X\")|]!);\n_ = new Uri([|Environment.GetEnvironmentVariable(name)|]!);\n")
        .RunFixAsync<RequireVariableFix>(
            "const string name = \"Y\";\n_ = int.Parse(Environment.GetEnvironmentVariable(\"X\") ?? throw new InvalidOperationException(\"X is not set\"));\n_ = new Uri(Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException(name + \" is not set\"));\n",
            "CTZ2008.require");

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"WORKERS\"|]);")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"WORKERS\"|]) ?? \"4\";")]
    [DataRow("const string name = \"WORKERS\"; _ = Environment.GetEnvironmentVariable([|name|]);")]
    [DataRow("_ = Environment.GetEnvironmentVariable(variable: [|\"workers\"|]);")]
    [DataRow("_ = int.Parse(Environment.GetEnvironmentVariable([|\"WORKERS\"|], EnvironmentVariableTarget.Process)!);")]
    [DataRow("_ = C.M(); static class C { private const string Prefix = \"SHOP_\"; public static string? M() => Environment.GetEnvironmentVariable([|Prefix + \"WORKERS\"|]); }")]
    public Task An_undeclared_variable_is_reported(string statements) => Contract(statements).RunAsync();

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"DECLARED\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"PATH\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"DOTNET_RUNNING_IN_CONTAINER\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"APP_UID\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"TF_BUILD\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(args[0]);")]
    [DataRow("_ = Environment.GetEnvironmentVariables();")]
    [DataRow("Environment.SetEnvironmentVariable(\"WORKERS\", \"4\");")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = Environment.GetEnvironmentVariable(\"WORKERS\"); }")]
    public Task A_declared_variable_is_not(string statements) => Contract(statements).RunAsync();

    [TestMethod]
    public Task A_variable_that_any_file_declares_is_not() => Task.WhenAll(
        Contract(Workers).File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\nENV WORKERS=$N\n").RunAsync(),
        Contract(Workers).File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - WORKERS\n").RunAsync(),
        Contract(Workers).File(ProjectFileKind.LaunchSettings, "/0/Properties/launchSettings.json", """{ "profiles": { "x": { "environmentVariables": { "WORKERS": "4" } } } }""").RunAsync(),
        Contract("var app = WebApplication.Create(args); if (app.Environment.IsDevelopment()) { " + Workers + " }").RunAsync());

    private const string Workers = "_ = Environment.GetEnvironmentVariable(\"WORKERS\");";

    [TestMethod]
    [DataRow("WORKERS", "_ = Environment.GetEnvironmentVariable(\"OTHER\");")]
    [DataRow("Db__Host", "_ = args.Length;")]
    [DataRow("A", "var a = 1;")]
    [DataRow("Feature__X__Y", "_ = \"Feature2\";")]
    public Task A_variable_that_nobody_names_is_reported(string name, string statements) => Task.WhenAll(
        new RuleTest<UnreadVariableAnalyzer>("CTZ2011").Source(statements).File(ProjectFileKind.Project, "/0/Test.csproj", Items($"[|{name}|]")).RunAsync(),
        new RuleTest<UnreadVariableAnalyzer>("CTZ2011").Source(statements).File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM x\nENV [|{name}|]=1\n").RunAsync());

    [TestMethod]
    [DataRow("WORKERS", "_ = Environment.GetEnvironmentVariable(\"WORKERS\");")]
    [DataRow("Db__Host", "_ = \"Db:Host\";")]
    [DataRow("Db__Host", "_ = \"db\";")]
    [DataRow("ConnectionStrings__Main", "_ = new ConfigurationBuilder().Build().GetConnectionString(\"Main\");")]
    [DataRow("MYAPP_WORKERS", "new ConfigurationBuilder().AddEnvironmentVariables(\"MYAPP_\");")]
    [DataRow("Options", "_ = nameof(Options); class Options { }")]
    [DataRow("TZ", "")]
    [DataRow("Logging:Level", "")]
    [DataRow("OTEL_SERVICE_NAME", "")]
    [DataRow("Logging__LogLevel__Default", "")]
    public Task A_variable_that_is_named_is_not(string name, string statements) =>
        new RuleTest<UnreadVariableAnalyzer>("CTZ2011").Source("WebApplication.Create(args).Run(); " + statements).File(ProjectFileKind.Project, "/0/Test.csproj", Items(name)).RunAsync();

    [TestMethod]
    public Task A_setting_of_the_same_name_and_a_comment_keep_it() => Task.WhenAll(
        new RuleTest<UnreadVariableAnalyzer>("CTZ2011").Source("_ = args;").File(ProjectFileKind.Project, "/0/Test.csproj", Items("Db__Host")).File(ProjectFileKind.AppSettings, "/0/appsettings.json", "{ \"Db\": { \"Host\": \"x\" } }").RunAsync(),
        new RuleTest<UnreadVariableAnalyzer>("CTZ2011").Source("_ = args;").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\n# containerize ignore=CTZ2011\nENV WORKERS=1\n").RunAsync(),
        new RuleTest<UnreadVariableAnalyzer>("CTZ2011").Source("_ = args;").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\nENV APP_DLL=web.dll\nENTRYPOINT dotnet $APP_DLL\n").RunAsync(),
        new RuleTest<UnreadVariableAnalyzer>("CTZ2011").Source("_ = args;").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x AS build\nENV WORKERS=1\nFROM y\n").RunAsync(),
        new RuleTest<UnreadVariableAnalyzer>("CTZ2011").Source("_ = args;").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      WORKERS: 5\n").RunAsync());

    // Types of packages that the tests have not.
    private const string Clients = " class Options { } static class Extensions { public static void UseSqlServer(this Options o, string connectionString) { } public static void UseNpgsql(this Options o, string connectionString) { } } class MongoClient(string connectionString) { public string C => connectionString; } static class ConnectionMultiplexer { public static void Connect(string configuration) { } } class ConnectionFactory { public string? HostName { get; set; } } class GrpcChannelOptions { public object? HttpHandler { get; set; } } static class GrpcChannel { public static void ForAddress(string address, GrpcChannelOptions options) { } }";

    private static string Items(string name) => $"<Project>\n  <ItemGroup>\n    <ContainerEnvironmentVariable Include=\"{name}\" Value=\"1\" />\n  </ItemGroup>\n</Project>\n";

    private static RuleTest<UncheckedParseAnalyzer> Parse() => new RuleTest<UncheckedParseAnalyzer>("CTZ2008").Source("_ = int.Parse(Environment.GetEnvironmentVariable(\"X\")!);");

    private static RuleTest<UndeclaredVariableAnalyzer> Contract(string statements) => new RuleTest<UndeclaredVariableAnalyzer>("CTZ2010").Source(statements).File(ProjectFileKind.Project, "/0/Test.csproj", Items("DECLARED"));
}
