using Containerize.Analysis;
using Containerize.Analyzers.Runtime;
using Containerize.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ3006, CTZ3007 and CTZ3008: what the image brings decides.</summary>
[TestClass]
public sealed class ImageContentTests
{
    private const string Registry = "mcr.microsoft.com/dotnet/";

    [TestMethod]
    [DataRow("_ = TimeZoneInfo.FindSystemTimeZoneById([|\"Europe/Berlin\"|]);")]
    [DataRow("_ = TimeZoneInfo.FindSystemTimeZoneById([|\"Eastern Standard Time\"|]);")]
    [DataRow("const string id = \"Europe/Berlin\"; _ = TimeZoneInfo.TryFindSystemTimeZoneById([|id|], out var zone);")]
    [DataRow("_ = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTime.UtcNow, \"UTC\", [|\"Etc/UTC\"|]);")]
    [DataRow("_ = C.M(); static class C { static readonly string Zone = \"Asia/Tokyo\"; public static TimeZoneInfo M() => TimeZoneInfo.FindSystemTimeZoneById(id: [|Zone|]); }")]
    public Task A_time_zone_is_reported_where_there_are_none(string statements) => Task.WhenAll(
        OnFamily<TimeZoneAnalyzer>("CTZ3006", "alpine", statements).RunAsync(),
        OnBase<TimeZoneAnalyzer>("CTZ3006", Registry + "runtime:10.0-noble-chiseled", statements).RunAsync(),
        OnBase<TimeZoneAnalyzer>("CTZ3006", Registry + "runtime:10.0-azurelinux3.0-distroless", statements).RunAsync());

    [TestMethod]
    [DataRow("_ = TimeZoneInfo.FindSystemTimeZoneById(\"UTC\");")]
    [DataRow("_ = TimeZoneInfo.FindSystemTimeZoneById(args[0]);")]
    [DataRow("try { _ = TimeZoneInfo.FindSystemTimeZoneById(\"Europe/Berlin\"); } catch (TimeZoneNotFoundException) { }")]
    [DataRow("try { _ = TimeZoneInfo.FindSystemTimeZoneById(\"Europe/Berlin\"); } catch { }")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = TimeZoneInfo.FindSystemTimeZoneById(\"Europe/Berlin\"); }")]
    [DataRow("_ = TimeZoneInfo.Local;")]
    [DataRow("_ = \"Europe/Berlin\";")]
    public Task Other_time_zones_are_not(string statements) => OnFamily<TimeZoneAnalyzer>("CTZ3006", "alpine", statements).RunAsync();

    [TestMethod]
    public Task Time_zones_are_there_on_other_bases() => Task.WhenAll(
        Zone().RunAsync(),
        Zone().With(project => project.Properties["ContainerFamily"] = "alpine-extra").RunAsync(),
        Zone().With(project => project.Properties["ContainerFamily"] = "noble-chiseled").RunAsync(),
        Zone().With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/alpine:1").RunAsync(),
        Zone().With(project => project.Properties["ContainerFamily"] = "alpine").File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerPackage Include=\"tzdata\" /></ItemGroup></Project>").RunAsync(),
        Zone().File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM {Registry}aspnet:10.0-alpine\nRUN apk add --no-cache tzdata\n").RunAsync(),
        Zone().File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"ARG TAG\nFROM {Registry}aspnet:$TAG\n").RunAsync());

    [TestMethod]
    public Task A_Dockerfile_without_time_zones_is_seen() => new RuleTest<TimeZoneAnalyzer>("CTZ3006")
    {
        Messages = [$"'Europe/Berlin' is not found, because {Registry}aspnet:10.0-alpine has no time zones: use a base with tzdata, such as one that ends in '-extra', or install it"],
        Severities = [DiagnosticSeverity.Warning],
    }.Source("_ = TimeZoneInfo.FindSystemTimeZoneById([|\"Europe/Berlin\"|]);").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM {Registry}aspnet:10.0-alpine\n").RunAsync();

    [TestMethod]
    [DataRow("")]
    [DataRow("true")]
    public Task A_name_of_Windows_gets_its_IANA_name(string invariant) => new RuleTest<TimeZoneAnalyzer>("CTZ3006")
    {
        Severities = [.. Enumerable.Repeat(invariant.Length > 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info, 2)],
    }.With(project => project.Properties["InvariantGlobalization"] = invariant)
        .Source("_ = TimeZoneInfo.FindSystemTimeZoneById([|\"Eastern Standard Time\"|]); _ = TimeZoneInfo.FindSystemTimeZoneById([|\"W. Europe Standard Time\"|]); _ = TimeZoneInfo.TryFindSystemTimeZoneById(\"Tokyo Standard Time\", out _);")
        .RunFixAsync<ReplaceLiteralFix>("_ = TimeZoneInfo.FindSystemTimeZoneById(\"America/New_York\"); _ = TimeZoneInfo.FindSystemTimeZoneById(\"Europe/Berlin\"); _ = TimeZoneInfo.TryFindSystemTimeZoneById(\"Tokyo Standard Time\", out _);", "CTZ3006.replace");

    [TestMethod]
    [DataRow("_ = new CultureInfo([|\"de-DE\"|]);")]
    [DataRow("_ = CultureInfo.GetCultureInfo([|\"en-US\"|]);")]
    [DataRow("CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CreateSpecificCulture([|\"fr\"|]);")]
    [DataRow("const string name = \"de\"; CultureInfo culture = new([|name|], useUserOverride: false);")]
    [DataRow("_ = new CultureInfo([|1031|]);")]
    [DataRow("WebApplication.Create(args).UseRequestLocalization(options => options.SetDefaultCulture([|\"de\"|]).AddSupportedCultures([|\"de\"|], [|\"fr\"|]));")]
    public Task A_culture_is_reported_where_there_are_none(string statements) => Task.WhenAll(
        OnFamily<CultureAnalyzer>("CTZ3007", "alpine", Culture + statements).RunAsync(),
        OnBase<CultureAnalyzer>("CTZ3007", Registry + "aspnet:10.0-noble-chiseled", Culture + statements).RunAsync(),
        new RuleTest<CultureAnalyzer>("CTZ3007").Source(Culture + statements).With(project => project.Properties["InvariantGlobalization"] = "true").RunAsync());

    [TestMethod]
    [DataRow("_ = CultureInfo.InvariantCulture;")]
    [DataRow("_ = new CultureInfo(\"\");")]
    [DataRow("_ = new CultureInfo(127);")]
    [DataRow("_ = new CultureInfo(args[0]);")]
    [DataRow("try { _ = new CultureInfo(\"de\"); } catch (CultureNotFoundException) { }")]
    [DataRow("if (Environment.GetEnvironmentVariable(\"DOTNET_RUNNING_IN_CONTAINER\") is null) { _ = new CultureInfo(\"de\"); }")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = CultureInfo.GetCultureInfo(\"de\"); }")]
    public Task Other_cultures_are_not(string statements) => OnFamily<CultureAnalyzer>("CTZ3007", "alpine", Culture + statements).RunAsync();

    [TestMethod]
    public Task Cultures_are_there_on_other_bases() => Task.WhenAll(
        German().RunAsync(),
        German().With(project => project.Properties["ContainerFamily"] = "alpine-extra").RunAsync(),
        German().With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/alpine:1").RunAsync(),
        German().With(project => (project.Properties["InvariantGlobalization"], project.Properties["ContainerBaseImage"]) = ("true", "registry.example.com/alpine:1")).RunAsync(),
        German().With(project => (project.Properties["ContainerFamily"], project.Properties["PredefinedCulturesOnly"]) = ("alpine", "false")).RunAsync(),
        German().With(project => project.Properties["ContainerFamily"] = "alpine").File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerEnvironmentVariable Include=\"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT\" Value=\"false\" /></ItemGroup></Project>").RunAsync(),
        German().File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM {Registry}aspnet:10.0-alpine\nENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false\n").RunAsync(),
        German().File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM {Registry}aspnet:10.0-alpine\n").File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: \"false\"\n").RunAsync());

    [TestMethod]
    [DataRow("Process.Start([|\"cmd.exe\"|]);")]
    [DataRow("_ = Process.Start([|\"powershell\"|], \"-c x\");")]
    [DataRow("_ = new ProcessStartInfo([|\"tools/convert.exe\"|]);")]
    [DataRow("_ = new ProcessStartInfo { FileName = [|\"run.bat\"|] };")]
    [DataRow("const string url = \"https://localhost:5001\"; Process.Start(new ProcessStartInfo([|url|]) { UseShellExecute = true });")]
    [DataRow("_ = Process.Start([|\"git\"|], \"status\");")]
    [DataRow("_ = Process.Start([|\"/usr/bin/curl\"|]);")]
    [DataRow("_ = new Process { StartInfo = { FileName = [|\"ping\"|] } };")]
    public Task A_program_that_is_not_there_is_reported(string statements) => CodeRule<MissingProgramAnalyzer>.RunConsoleAsync("CTZ3008", Processes + statements);

    [TestMethod]
    [DataRow("_ = Process.Start(\"sh\", \"-c x\");")]
    [DataRow("_ = Process.Start(\"/bin/bash\");")]
    [DataRow("_ = Process.Start(\"dotnet\", \"--info\");")]
    [DataRow("_ = Process.Start(args[0]);")]
    [DataRow("_ = Process.Start(\"./git\");")]
    [DataRow("_ = Process.Start(\"/opt/tool/git\");")]
    [DataRow("if (OperatingSystem.IsWindows()) { Process.Start(\"cmd.exe\"); }")]
    [DataRow("_ = Process.Start(OperatingSystem.IsWindows() ? \"cmd.exe\" : \"sh\");")]
    [DataRow("if (Debugger.IsAttached) Process.Start(\"https://localhost:5001\");")]
    [DataRow("try { Process.Start(\"git\"); } catch (System.ComponentModel.Win32Exception) { }")]
    [DataRow("_ = new ProcessStartInfo { FileName = \"sh\", Arguments = \"run.bat\" };")]
    public Task Other_programs_are_not(string statements) => CodeRule<MissingProgramAnalyzer>.RunConsoleAsync("CTZ3008", Processes + statements);

    [TestMethod]
    [DataRow(Registry + "runtime:10.0-noble-chiseled", true, true, true)]
    [DataRow("scratch", true, true, true)]
    [DataRow(Registry + "runtime:10.0-alpine", false, true, false)]
    [DataRow(Registry + "runtime:10.0", false, false, true)]
    [DataRow(Registry + "runtime:10.0-azurelinux3.0", false, false, false)]
    [DataRow("registry.example.com/base:1", false, false, false)]
    public Task What_a_base_has_decides(string reference, bool sh, bool bash, bool wget) =>
        OnBase<MissingProgramAnalyzer>("CTZ3008", reference, $"{Processes}_ = Process.Start({Mark("sh", sh)}); _ = Process.Start({Mark("bash", bash)}); _ = Process.Start({Mark("wget", wget)}); _ = Process.Start([|\"x.exe\"|]);").RunAsync();

    [TestMethod]
    public Task An_installed_program_is_there() => Task.WhenAll(
        Git().File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerPackage Include=\"git\" /></ItemGroup></Project>").RunAsync(),
        Git().File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerFile Include=\"git\" TargetPath=\"/usr/bin/git\" /></ItemGroup></Project>").RunAsync(),
        Git().With(project => project.Properties["ContainerBaseImage"] = "registry.example.com/base:1").File(ProjectFileKind.Dockerfile, "/0/Dockerfile", $"FROM {Registry}aspnet:10.0\nRUN apt-get install -y git\n").RunAsync(),
        Git().With(project => (project.IsLibrary, project.IsWeb, project.Properties["OutputType"]) = (true, false, "Library")).RunAsync());

    private const string Culture = "using System.Globalization; ";
    private const string Processes = "using System.Diagnostics; ";

    private static string Mark(string program, bool isReported) => isReported ? $"[|\"{program}\"|]" : $"\"{program}\"";

    private static RuleTest<TimeZoneAnalyzer> Zone() => new RuleTest<TimeZoneAnalyzer>("CTZ3006").Source("_ = TimeZoneInfo.FindSystemTimeZoneById(\"Europe/Berlin\");");

    private static RuleTest<CultureAnalyzer> German() => new RuleTest<CultureAnalyzer>("CTZ3007").Source("_ = new System.Globalization.CultureInfo(\"de-DE\");");

    private static RuleTest<MissingProgramAnalyzer> Git() => new RuleTest<MissingProgramAnalyzer>("CTZ3008").Source("class C { static void Main() => System.Diagnostics.Process.Start(\"git\"); }");

    private static RuleTest<T> OnFamily<T>(string id, string family, string statements)
        where T : DiagnosticAnalyzer, new() => new RuleTest<T>(id).Source(statements).With(project => project.Properties["ContainerFamily"] = family);

    private static RuleTest<T> OnBase<T>(string id, string reference, string statements)
        where T : DiagnosticAnalyzer, new() => new RuleTest<T>(id).Source(statements).With(project => project.Properties["ContainerBaseImage"] = reference);
}
