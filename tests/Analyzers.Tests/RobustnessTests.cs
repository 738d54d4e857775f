using System.Collections.Immutable;
using Containerize.Analysis;
using Containerize.Analyzers.Ports;
using Containerize.Compose;
using Containerize.Dockerfiles;
using Containerize.Json;
using Containerize.Projects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Tests;

/// <summary>Text that is cut off or damaged, as it is while somebody types: no rule throws, no reader points outside of the text.</summary>
[TestClass]
public sealed class RobustnessTests
{
    private const string Source = """
        using System.Net;
        const string url = "http://localhost:5000";
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.UseUrls("http://*:1", $"http://localhost:{args.Length}").UseSetting("urls", "x;y");
        builder.WebHost.ConfigureKestrel(k => { k.Listen(new IPEndPoint(IPAddress.Loopback, 1), o => o.UseHttps()); k.ListenLocalhost(5); });
        var app = builder.Build(); app.Urls.Add(url + "/" + 5);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete("x");
        _ = Environment.GetEnvironmentVariable("A:B", EnvironmentVariableTarget.User) ?? builder.Configuration["C__D"];
        new HttpListener().Prefixes.Add("http://0.0.0.0:80");
        app.UseHealthChecks("/health", 81); app.MapHealthChecks($"/{url}").RequireHost("*:82", "x"); app.UseHttpsRedirection();
        builder.WebHost.UseSetting("http_ports", "http://*"); builder.Configuration["urls"] = "https://*:80";
        while (Console.ReadKey().Key != ConsoleKey.A) { }
        app.Run(OperatingSystem.IsWindows() ? url : null);
        """;

    private const string RuntimeSource = """
        using System.Diagnostics; using System.Globalization;
        const string data = @"data\in"; var folder = Path.Combine(AppContext.BaseDirectory, data, $"{args[0]}\\x");
        File.WriteAllText(folder + "\\" + args[0], "x"); using var file = new FileStream(Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.Desktop), "a"), FileMode.Create);
        _ = TimeZoneInfo.FindSystemTimeZoneById("Eastern Standard Time") ?? TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTime.Now, "A", id);
        _ = new CultureInfo("de"); CultureInfo.GetCultureInfo(1031); Process.Start(new ProcessStartInfo("cmd") { FileName = "x.exe" });
        _ = int.Parse(Environment.GetEnvironmentVariable("X")!) + new Uri(Environment.GetEnvironmentVariable("TEMP") + "x").Port;
        var client = new HttpClient { BaseAddress = new("http://localhost:5000") }; await client.GetAsync("http://[::1]:1/x"); new MongoClient("Server=.;Port=");
        var builder = WebApplication.CreateBuilder(args); builder.Services.AddDataProtection().PersistKeysToFileSystem(new(data)); builder.Services.AddSession();
        builder.Services.AddDbContext<C>(o => o.UseSqlServer("Data Source=(localdb)\\x")); var path = path; File.Delete(path); File.Create(path);
        """;

    private const string Dockerfile = "# escape=\\\nARG T=1\nFROM --platform=x mcr.microsoft.com/dotnet/aspnet:10.0 AS base\nENV A=b \\\n  # c\n  ASPNETCORE_URLS=\"http://+:1,\" 'x y'=z\nENV L old value\nRUN <<EOF\nEXPOSE 1\nEOF\nEXPOSE 80/tcp $P\nFROM base\nENTRYPOINT [\"dotnet\", \"Test.dll\"]\n";
    private const string Compose = "services:\n  web:\n    build: { context: ., dockerfile: Dockerfile }\n    ports: [ \"1:80\", 2:81 ] # c\n    environment:\n    - A:B=c\n    - 'ASPNETCORE_URLS:x'\n    deploy: |\n      x: y\n  other:\n    <<: *a\n    environment: &e\n      K: \"v\"\n";
    private const string Characters = "\"'\\[]{}<>:=-#&*|$ \t\r\n\0,é";
    private const string Settings = "{ // c\n \"Kestrel\": { \"Endpoints\": { \"A\": { \"Url\": \"http://localhost:1\" } } }, \"Urls\": \"80\\u0020\", \"X\": [1, 2.5e3, null, true,], }";
    private const string Project = "<Project>\r\n  <ItemGroup Condition=\"'$(X)' == ''\">\r\n    <ContainerPort Include=\"80\" Type='tcp' />\r\n    <ContainerEnvironmentVariable Include=\"A:B\"><Value>x &amp; %3B</Value></ContainerEnvironmentVariable>\r\n  </ItemGroup>\r\n</Project>";

    [TestMethod]
    public async Task No_rule_throws_on_a_source_that_is_cut_off_anywhere()
    {
        for (var length = 0; length <= Source.Length; length += 29)
            await RunAllAsync(Source[..length], Dockerfile, Compose, Settings, Project);
    }

    [TestMethod]
    public async Task No_rule_throws_on_code_about_the_runtime_that_is_cut_off_anywhere()
    {
        for (var length = 0; length <= RuntimeSource.Length; length += 31)
            await RunAllAsync(RuntimeSource[..length], Dockerfile, Compose, Settings, Project);
    }

    [TestMethod]
    public async Task No_rule_throws_on_files_that_are_cut_off_anywhere()
    {
        for (var length = 0; length <= Dockerfile.Length; length += 17)
            await RunAllAsync(Source, Cut(Dockerfile, length), Cut(Compose, length), Cut(Settings, length), Cut(Project, length));
    }

    [TestMethod]
    public void Readers_end_on_damaged_text_and_never_point_outside()
    {
        var random = new Random(7);
        for (var round = 0; round < 4000; round++)
        {
            var (dockerfile, compose, json, project) = (Damage(Dockerfile, random), Damage(Compose, random), Damage(Settings, random), Damage(Project, random));
            foreach (var word in DockerfileReader.Read(dockerfile).Stages.SelectMany(stage => stage.Instructions).SelectMany(instruction => instruction.Words.Select(word => word.Range).Append(instruction.Range).Concat(instruction.Variables.SelectMany(variable => new[] { variable.NameRange, variable.ValueRange }))))
                Assert.IsTrue(word.Start >= 0 && word.Length >= 0 && word.End <= dockerfile.Length, dockerfile);
            foreach (var range in ComposeReader.Read(compose).SelectMany(service => service.Ports.Select(port => port.Range).Concat(service.Environment.SelectMany(variable => new[] { variable.NameRange, variable.ValueRange }))))
                Assert.IsTrue(range.Start >= 0 && range.Length >= 0 && range.End <= compose.Length, compose);
            foreach (var range in ProjectFileReader.Read(project).SelectMany(item => item.Metadata.Values.Select(value => value.Range).Append(item.Include.Range).Append(item.Range)))
                Assert.IsTrue(range.Start >= 0 && range.Length >= 0 && range.End <= project.Length, project);
            if (JsonReader.Read(json) is { } root)
                Assert.IsTrue(root.Range.Start >= 0 && root.Range.End <= json.Length, json);
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("containerize-facts 1\nnot base64 !\n")]
    [DataRow("containerize-facts 2\nAAAA\n")]
    [DataRow("something else")]
    public void Facts_of_another_kind_are_no_facts(string text) => Assert.IsNull(AnalyzerFacts.Parse(text));

    private static async Task RunAllAsync(string source, string dockerfile, string compose, string settings, string project)
    {
        var test = new TestProject { AllowErrors = true };
        test.AddSource(source.Replace("[|", "", StringComparison.Ordinal), "/0/Program.cs");
        test.AddFile(ProjectFileKind.Project, "/0/Test.csproj", Project);
        test.AddFile(ProjectFileKind.Project, "/0/More.props", Project.Replace("A:B", "C:D", StringComparison.Ordinal));
        test.AddFile(ProjectFileKind.Dockerfile, "/0/Dockerfile", dockerfile);
        test.AddFile(ProjectFileKind.Compose, "/0/compose.yaml", compose);
        test.AddFile(ProjectFileKind.AppSettings, "/0/appsettings.json", settings);
        var solution = test.Build("", out _);
        var built = solution.Projects.Single();
        var file = built.AdditionalDocuments.Single(document => document.FilePath == "/0/Test.csproj");
        built = solution.WithAdditionalDocumentText(file.Id, Microsoft.CodeAnalysis.Text.SourceText.From(project)).Projects.Single();
        ImmutableArray<DiagnosticAnalyzer> all = [.. typeof(LoopbackListenerAnalyzer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];
        string? crash = null;
        var options = new CompilationWithAnalyzersOptions(built.AnalyzerOptions, (exception, analyzer, _) => crash = analyzer + ": " + exception, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        await (await built.GetCompilationAsync())!.WithAnalyzers(all, options).GetAnalyzerDiagnosticsAsync();
        Assert.IsNull(crash, crash);
    }

    private static string Cut(string text, int length) => text[..Math.Min(length, text.Length)];

    private static string Damage(string text, Random random)
    {
        var characters = text[random.Next(text.Length / 2)..].ToCharArray();
        for (var i = random.Next(8); i > 0; i--)
            characters[random.Next(characters.Length)] = Characters[random.Next(Characters.Length)];
        return new string(characters[..random.Next(characters.Length + 1)]);
    }
}
