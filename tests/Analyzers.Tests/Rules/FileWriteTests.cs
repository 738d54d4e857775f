using Containerize.Analysis;
using Containerize.Analyzers.Runtime;
using Microsoft.CodeAnalysis;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ3005, CTZ3009 and CTZ3010.</summary>
[TestClass]
public sealed class FileWriteTests
{
    private const string Data = "/0/Test.csproj";

    [TestMethod]
    [DataRow("File.WriteAllText([|\"out.txt\"|], \"x\");")]
    [DataRow("await File.AppendAllTextAsync([|$\"logs/{args[0]}.txt\"|], \"x\");")]
    [DataRow("Directory.CreateDirectory([|Path.Combine(AppContext.BaseDirectory, \"data\")|]);")]
    [DataRow("var folder = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, \"data\"); var file = Path.Combine(folder, \"a.txt\"); using var s = File.Create([|file|]);")]
    [DataRow("using var s = new FileStream([|\"./a.bin\"|], FileMode.OpenOrCreate);")]
    [DataRow("using var s = new StreamWriter([|Path.Combine(Directory.GetCurrentDirectory(), \"a.txt\")|]);")]
    [DataRow("File.Copy(\"/tmp/a\", [|AppContext.BaseDirectory + \"a\"|]);")]
    [DataRow("File.Move(\"/tmp/a\", destFileName: [|\"/app/a\"|]);")]
    [DataRow("using var s = File.Open([|Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, \"a\")|], FileMode.Append);")]
    public Task A_write_beside_the_app_is_reported(string statements) => CodeRule<AppFolderWriteAnalyzer>.RunConsoleAsync("CTZ3005", statements);

    [TestMethod]
    [DataRow("File.WriteAllText(Path.Combine(Path.GetTempPath(), \"out.txt\"), \"x\");")]
    [DataRow("File.WriteAllText(\"/data/out.txt\", \"x\");")]
    [DataRow("File.WriteAllText(args[0], \"x\");")]
    [DataRow("File.WriteAllText(Path.Combine(args[0], \"out.txt\"), \"x\");")]
    [DataRow("File.WriteAllText(Path.Combine(AppContext.BaseDirectory, args[0]), \"x\");")]
    [DataRow("File.WriteAllText(Path.Combine(AppContext.BaseDirectory, \"/data/out.txt\"), \"x\");")]
    [DataRow("File.WriteAllText(Path.Combine(\"..\", \"out.txt\"), \"x\");")]
    [DataRow("_ = File.ReadAllText(\"in.txt\");")]
    [DataRow("using var s = new FileStream(\"in.bin\", FileMode.Open);")]
    [DataRow("File.Delete(\"in.txt\");")]
    [DataRow("var path = \"a\"; path = args[0]; File.WriteAllText(path, \"x\");")]
    [DataRow("if (OperatingSystem.IsWindows()) { File.WriteAllText(\"out.txt\", \"x\"); }")]
    [DataRow("try { File.WriteAllText(\"out.txt\", \"x\"); } catch (UnauthorizedAccessException) { }")]
    [DataRow("using var s = new StreamWriter(new MemoryStream());")]
    [DataRow("File.WriteAllText(\"\", \"x\");")]
    [DataRow("File.WriteAllText(@\"C:\\out.txt\", \"x\");")]
    public Task Other_writes_are_not(string statements) => CodeRule<AppFolderWriteAnalyzer>.RunConsoleAsync("CTZ3005", statements);

    [TestMethod]
    public Task The_content_root_is_the_app_s_folder() => CodeRule<AppFolderWriteAnalyzer>.RunAsync("CTZ3005",
        "var app = WebApplication.Create(args); Directory.CreateDirectory([|Path.Combine(app.Environment.ContentRootPath, \"uploads\")|]); Directory.CreateDirectory([|app.Environment.WebRootPath + \"/uploads\"|]);");

    [TestMethod]
    public Task What_is_declared_may_be_written() => Task.WhenAll(
        Write("data/a").File(ProjectFileKind.Project, Data, "<Project><ItemGroup><ContainerVolume Include=\"/app/data\" /></ItemGroup></Project>").RunAsync(),
        Write("data").File(ProjectFileKind.Project, Data, "<Project><ItemGroup><ContainerVolume Include=\"/app/data/db\" /></ItemGroup></Project>").RunAsync(),
        Write("data").File(ProjectFileKind.Project, Data, "<Project><ItemGroup><ContainerDirectory Include=\"/app/data/\" /></ItemGroup></Project>").RunAsync(),
        Write("data").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nVOLUME /app/data\n").RunAsync(),
        Write("data").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    volumes: [ data:/app/data ]\n").RunAsync(),
        Write("data").With(project => (project.IsWeb, project.IsLibrary, project.Properties["OutputType"]) = (false, true, "Library")).RunAsync());

    [TestMethod]
    [DataRow("", "where user 1654 may not write", DiagnosticSeverity.Warning)]
    [DataRow("root", "and what is written there is lost with the container", DiagnosticSeverity.Info)]
    [DataRow("0:0", "and what is written there is lost with the container", DiagnosticSeverity.Info)]
    [DataRow("1000", "where user 1000 may not write", DiagnosticSeverity.Warning)]
    public Task The_user_decides_what_happens(string user, string effect, DiagnosticSeverity severity) => new RuleTest<AppFolderWriteAnalyzer>("CTZ3005")
    {
        Messages = [$"'a.txt' is in the app's folder, {effect}: write below a ContainerVolume or a ContainerDirectory, or to Path.GetTempPath()"],
        Severities = [severity],
    }.Source("File.WriteAllText([|\"./a.txt\"|], \"x\");").With(project => project.Properties["ContainerUser"] = user).RunAsync();

    [TestMethod]
    public Task A_Dockerfile_may_have_changed_the_owner() => new RuleTest<AppFolderWriteAnalyzer>("CTZ3005") { Severities = [DiagnosticSeverity.Info] }
        .Source("File.WriteAllText([|\"a.txt\"|], \"x\");").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nRUN chown app /app\n").RunAsync();

    [TestMethod]
    [DataRow("Directory.CreateDirectory([|Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), \"MyApp\")|]);")]
    [DataRow("var folder = Environment.GetFolderPath(Environment.SpecialFolder.MyDocuments); File.WriteAllText([|folder + \"/a.txt\"|], \"x\");")]
    [DataRow("var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), args[0]); File.WriteAllText([|Path.Combine(folder, \"a\")|], \"x\");")]
    [DataRow("using var s = new StreamWriter([|$\"{Environment.GetFolderPath(Environment.SpecialFolder.Desktop)}/a.txt\"|]);")]
    [DataRow("Directory.CreateDirectory([|Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), \"MyApp\")|]);")]
    [DataRow("using var s = File.Create([|Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.None), \"a\")|]);")]
    public Task A_special_folder_that_is_not_there_is_reported(string statements) => CodeRule<SpecialFolderAnalyzer>.RunConsoleAsync("CTZ3009", statements);

    [TestMethod]
    [DataRow("Directory.CreateDirectory(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), \".myapp\"));")]
    [DataRow("Directory.CreateDirectory(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), \"MyApp\"));")]
    [DataRow("Directory.CreateDirectory(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), \"MyApp\"));")]
    [DataRow("_ = File.ReadAllText(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), \"a\"));")]
    [DataRow("Console.WriteLine(Environment.GetFolderPath(Environment.SpecialFolder.MyDocuments));")]
    [DataRow("if (OperatingSystem.IsWindows()) { Directory.CreateDirectory(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), \"MyApp\")); }")]
    [DataRow("Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), \"MyApp\"));")]
    [DataRow("var folder = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles) : \"/data\"; Directory.CreateDirectory(folder);")]
    public Task Other_special_folders_are_not(string statements) => CodeRule<SpecialFolderAnalyzer>.RunConsoleAsync("CTZ3009", statements);

    [TestMethod]
    public Task Whose_home_folder_is_unknown_gets_no_message() => Task.WhenAll(
        Home().With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").RunAsync(),
        Home().File(ProjectFileKind.Project, Data, "<Project><ItemGroup><ContainerEnvironmentVariable Include=\"XDG_DATA_HOME\" Value=\"/data\" /></ItemGroup></Project>").RunAsync(),
        Home().File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nRUN mkdir -p /home/app/.local/share\n").RunAsync(),
        Home().File(ProjectFileKind.Project, Data, "<Project><ItemGroup><ContainerVolume Include=\"/home/app/.local/share\" /></ItemGroup></Project>").RunAsync());

    [TestMethod]
    [DataRow("builder.Services.[|AddDataProtection|]();")]
    [DataRow("builder.Services.AddAuthentication().[|AddCookie|]();")]
    [DataRow("builder.Services.[|AddSession|]();")]
    [DataRow("Add(builder.Services); static void Add(IServiceCollection services) => services.[|AddDataProtection|]().SetApplicationName(\"shop\");")]
    [DataRow("builder.Host.ConfigureServices(services => services.AddAuthentication(\"x\").[|AddCookie|](\"x\", options => options.SlidingExpiration = true));")]
    [DataRow("builder.Services.[|AddAntiforgery|](options => options.HeaderName = \"x\"); builder.Services.[|AddSession|]();")]
    public Task Keys_that_are_lost_are_reported(string statements) => CodeRule<KeyRingAnalyzer>.RunAsync("CTZ3010", Builder + statements);

    [TestMethod]
    [DataRow("builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(\"/keys\")); builder.Services.AddSession();")]
    [DataRow("builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();")]
    [DataRow("if (builder.Environment.IsDevelopment()) { builder.Services.AddDataProtection(); }")]
    [DataRow("builder.Services.AddDataProtection(); builder.Services.Configure<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>(options => options.XmlRepository = null);")]
    [DataRow("builder.Services.AddAuthentication();")]
    [DataRow("builder.Services.AddControllers();")]
    [DataRow("new C().AddSession(); class C { public void AddSession() { } }")]
    public Task Other_services_are_not(string statements) => CodeRule<KeyRingAnalyzer>.RunAsync("CTZ3010", Builder + statements);

    [TestMethod]
    [DataRow("builder.Services.AddDataProtection().PersistKeysToDbContext<Shop>();")]
    [DataRow("builder.Services.AddDataProtection().SetApplicationName(\"x\").PersistKeysToAzureBlobStorage(new Uri(\"https://x\")).ProtectKeysWith();")]
    [DataRow("builder.Services.AddDataProtection(); builder.Services.ConfigureLater<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>((c, options) => options.XmlRepository = c);")]
    public Task What_a_package_that_is_not_restored_yet_does_counts(string statements) => new RuleTest<KeyRingAnalyzer>("CTZ3010").Source(Builder + statements).With(project => project.AllowErrors = true).RunAsync();

    [TestMethod]
    public Task A_volume_keeps_the_keys() => Task.WhenAll(
        Session().File(ProjectFileKind.Project, Data, "<Project><ItemGroup><ContainerVolume Include=\"/home/app/.aspnet/DataProtection-Keys\" /></ItemGroup></Project>").RunAsync(),
        Session().File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nVOLUME /home/app\n").RunAsync(),
        Session().File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    volumes:\n      - keys:/root/.aspnet\n").RunAsync(),
        Session().With(project => project.Properties["IsTestProject"] = "true").RunAsync());

    private static RuleTest<KeyRingAnalyzer> Session() => new RuleTest<KeyRingAnalyzer>("CTZ3010").Source(Builder + "builder.Services.AddSession();");

    private const string Builder = "using Microsoft.AspNetCore.DataProtection; var builder = WebApplication.CreateBuilder(args); ";

    private static RuleTest<AppFolderWriteAnalyzer> Write(string path) => new RuleTest<AppFolderWriteAnalyzer>("CTZ3005").Source($"class C {{ static void Main() => Directory.CreateDirectory(\"{path}\"); }}");

    private static RuleTest<SpecialFolderAnalyzer> Home() =>
        new RuleTest<SpecialFolderAnalyzer>("CTZ3009").Source("Directory.CreateDirectory(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), \"MyApp\"));");
}
