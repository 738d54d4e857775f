using Containerize.Analysis;
using Containerize.Analyzers.Environment;
using Containerize.CodeFixes;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ2001, CTZ2002 and CTZ2003.</summary>
[TestClass]
public sealed class EnvironmentRuleTests
{
    private const string Configuration = "var configuration = new ConfigurationBuilder().Build(); ";

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"AspNetCore_Environment\"|]);")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"ASPNETCORE_ENVIROMENT\"|]);")]
    [DataRow("_ = Environment.GetEnvironmentVariable(variable: [|\"aspnetcore_urls\"|]) ?? \"\";")]
    [DataRow("const string name = \"Dotnet_Environment\"; _ = Environment.GetEnvironmentVariable([|name|]);")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"OTEL_SERVICENAME\"|]);")]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"ASPNETCORE_HTTP_PORT\"|]);")]
    public Task A_name_that_nobody_sets_is_reported(string statements) => CodeRule<VariableNameAnalyzer>.RunConsoleAsync("CTZ2001", statements);

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_ENVIRONMENT\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"MY_SETTING\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_SOMETHING_OF_MINE\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"Path\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(args[0]);")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"aspnetcore_urls\") ?? Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\");")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = Environment.GetEnvironmentVariable(\"AspNetCore_Environment\"); }")]
    [DataRow("_ = Environment.GetEnvironmentVariables()[\"AspNetCore_Environment\"];")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"DOTNET_ROOTS_X\");")]
    public Task Other_names_are_not(string statements) => CodeRule<VariableNameAnalyzer>.RunConsoleAsync("CTZ2001", statements);

    [TestMethod]
    public Task Declared_names_count_wherever_they_are_declared() => new RuleTest<VariableNameAnalyzer>("CTZ2001")
        .Source("""
            _ = Environment.GetEnvironmentVariable([|"Item_Name"|]);
            _ = Environment.GetEnvironmentVariable([|"Docker_Name"|]);
            _ = Environment.GetEnvironmentVariable([|"Launch_Name"|]);
            _ = Environment.GetEnvironmentVariable([|"Compose_Name"|]);
            _ = Environment.GetEnvironmentVariable("ITEM_NAME");
            """)
        .File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><ContainerEnvironmentVariable Include=\"ITEM_NAME\" Value=\"1\" /></ItemGroup></Project>")
        .File(ProjectFileKind.Dockerfile, "/0/Dockerfile", "FROM x\nENV DOCKER_NAME=1\n")
        .File(ProjectFileKind.LaunchSettings, "/0/Properties/launchSettings.json", """{ "profiles": { "http": { "environmentVariables": { "LAUNCH_NAME": "1" } } } }""")
        .File(ProjectFileKind.Compose, "/0/compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      - COMPOSE_NAME=1\n")
        .RunAsync();

    [TestMethod]
    public Task The_right_name_is_read() => new RuleTest<VariableNameAnalyzer>("CTZ2001").With(project => project.IsWeb = false)
        .Source("_ = Environment.GetEnvironmentVariable([|\"AspNetCore_Environment\"|]); _ = Environment.GetEnvironmentVariable([|\"Dotnet_Environment\"|]);")
        .RunFixAsync<ReplaceLiteralFix>("_ = Environment.GetEnvironmentVariable(\"ASPNETCORE_ENVIRONMENT\"); _ = Environment.GetEnvironmentVariable(\"DOTNET_ENVIRONMENT\");", "CTZ2001.replace");

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable([|\"Db:Host\"|]);")]
    [DataRow("_ = configuration[[|\"Db__Host\"|]];")]
    [DataRow("_ = configuration.GetSection([|\"Db__Host\"|]);")]
    [DataRow("_ = configuration.GetValue<string>([|\"Db__Host\"|]);")]
    [DataRow("_ = configuration.GetConnectionString([|\"Main__Read\"|]);")]
    [DataRow("IConfiguration plain = configuration; const string key = \"Db__Host\"; _ = plain[[|key|]];")]
    public Task Mixed_up_separators_are_reported(string statements) => CodeRule<KeySeparatorAnalyzer>.RunAsync("CTZ2002", Configuration + statements);

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"Db__Host\");")]
    [DataRow("_ = configuration[\"Db:Host\"];")]
    [DataRow("configuration[\"Db__Host\"] = \"x\";")]
    [DataRow("_ = new Dictionary<string, string>()[\"Db__Host\"];")]
    [DataRow("_ = configuration[\"__Host\"];")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = Environment.GetEnvironmentVariable(\"Db:Host\"); }")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"Db:Host\") ?? Environment.GetEnvironmentVariable(\"Db__Host\");")]
    [DataRow("_ = configuration[args[0] + \"__Host\"];")]
    public Task Right_separators_are_not(string statements) => CodeRule<KeySeparatorAnalyzer>.RunAsync("CTZ2002", Configuration + statements);

    [TestMethod]
    public Task A_key_that_a_file_has_letter_by_letter_is_left_alone() => new RuleTest<KeySeparatorAnalyzer>("CTZ2002").Source(Configuration + "_ = configuration[\"Db__Host\"];")
        .File(ProjectFileKind.AppSettings, "/0/appsettings.json", """{ "Db__Host": "x" }""").RunAsync();

    [TestMethod]
    public Task Separators_are_swapped() => new RuleTest<KeySeparatorAnalyzer>("CTZ2002")
        .Source(Configuration + "_ = Environment.GetEnvironmentVariable([|\"Db:Host\"|]); _ = configuration[[|\"Db__Host\"|]];")
        .RunFixAsync<ReplaceLiteralFix>(Configuration + "_ = Environment.GetEnvironmentVariable(\"Db__Host\"); _ = configuration[\"Db:Host\"];", "CTZ2002.replace");

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"K\", [|EnvironmentVariableTarget.Machine|]);")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"K\", [|EnvironmentVariableTarget.User|]) ?? \"x\";")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"A\"); _ = Environment.GetEnvironmentVariable(\"K\", [|EnvironmentVariableTarget.User|]);")]
    [DataRow("Environment.SetEnvironmentVariable(\"K\", \"v\", [|EnvironmentVariableTarget.User|]);")]
    [DataRow("_ = Environment.GetEnvironmentVariables([|EnvironmentVariableTarget.Machine|]);")]
    [DataRow("const EnvironmentVariableTarget t = EnvironmentVariableTarget.Machine; _ = Environment.GetEnvironmentVariable(\"K\", [|t|]);")]
    public Task A_target_that_only_Windows_has_is_reported(string statements) => CodeRule<VariableTargetAnalyzer>.RunConsoleAsync("CTZ2003", statements);

    [TestMethod]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"K\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"K\", EnvironmentVariableTarget.Process);")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = Environment.GetEnvironmentVariable(\"K\", EnvironmentVariableTarget.Machine); }")]
    [DataRow("if (!OperatingSystem.IsWindows()) return; _ = Environment.GetEnvironmentVariable(\"K\", EnvironmentVariableTarget.Machine);")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"K\", EnvironmentVariableTarget.User) ?? Environment.GetEnvironmentVariable(\"K\");")]
    [DataRow("_ = Environment.GetEnvironmentVariable(\"K\") ?? Environment.GetEnvironmentVariable(\"K\", EnvironmentVariableTarget.User);")]
    [DataRow("var name = args[0]; var value = Environment.GetEnvironmentVariable(name); if (value is null) value = Environment.GetEnvironmentVariable(name, EnvironmentVariableTarget.Machine);")]
    [DataRow("M(); [System.Runtime.Versioning.SupportedOSPlatform(\"windows\")] static void M() => Environment.SetEnvironmentVariable(\"K\", \"v\", EnvironmentVariableTarget.User);")]
    [DataRow("var target = args.Length > 0 ? EnvironmentVariableTarget.User : EnvironmentVariableTarget.Process; _ = Environment.GetEnvironmentVariable(\"K\", target);")]
    public Task Other_targets_are_not(string statements) => CodeRule<VariableTargetAnalyzer>.RunConsoleAsync("CTZ2003", statements);

    [TestMethod]
    public Task The_target_is_left_out() => new RuleTest<VariableTargetAnalyzer>("CTZ2003").With(project => project.IsWeb = false)
        .Source("_ = Environment.GetEnvironmentVariable(\"K\", [|EnvironmentVariableTarget.Machine|]); Environment.SetEnvironmentVariable(\"K\", \"v\", [|EnvironmentVariableTarget.User|]);")
        .RunFixAsync<RemoveVariableTargetFix>("_ = Environment.GetEnvironmentVariable(\"K\"); Environment.SetEnvironmentVariable(\"K\", \"v\");", "CTZ2003.remove");
}
