using static Containerize.Analyzers.Tests.Truth.Looking;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>The claims about variables and settings, seen on apps that run.</summary>
[TestClass]
public sealed class EnvironmentTruthTests
{
    private const string Plain = "var app = WebApplication.CreateBuilder(args).Build();\nConsole.WriteLine($\"Name is {app.Configuration[\"Name\"]}.\");\n";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public Task Names_of_variables_have_case() => CheckAsync(new("CTZ2001", "`GetEnvironmentVariable(\"AspNetCore_Environment\")` finds nothing on Linux")
    {
        Before = Console("Environment.GetEnvironmentVariable(\"AspNetCore_Environment\")") with { Lines = "ENV ASPNETCORE_ENVIRONMENT=Staging" },
        After = Console("Environment.GetEnvironmentVariable(\"ASPNETCORE_ENVIRONMENT\")") with { Lines = "ENV ASPNETCORE_ENVIRONMENT=Staging" },
        Fix = "CTZ2001.replace",
        Look = Printed,
        SeenBefore = "null",
        SeenAfter = "Staging",
    });

    [TestMethod]
    public Task No_variable_has_a_colon() => CheckAsync(new("CTZ2002", "`GetEnvironmentVariable(\"Db:Host\")` finds nothing")
    {
        Before = Console("Environment.GetEnvironmentVariable(\"Db:Host\")") with { Lines = "ENV Db__Host=db" },
        After = Console("Environment.GetEnvironmentVariable(\"Db__Host\")") with { Lines = "ENV Db__Host=db" },
        Fix = "CTZ2002.replace",
        Look = Printed,
        SeenBefore = "null",
        SeenAfter = "db",
    });

    [TestMethod]
    public Task No_key_has_two_underscores() => CheckAsync(new("CTZ2002", "`configuration[\"Db__Host\"]` finds nothing")
    {
        Before = Web("builder.Configuration[\"Db__Host\"]") with { Lines = "ENV Db__Host=db" },
        After = Web("builder.Configuration[\"Db:Host\"]") with { Lines = "ENV Db__Host=db" },
        Fix = "CTZ2002.replace",
        Look = Printed,
        SeenBefore = "null",
        SeenAfter = "db",
    });

    [TestMethod]
    public Task A_machine_has_no_variables() => CheckAsync(new("CTZ2003", "reading with `EnvironmentVariableTarget.Machine` gives null")
    {
        Before = Console("Environment.GetEnvironmentVariable(\"KEY\", EnvironmentVariableTarget.Machine)") with { Lines = "ENV KEY=value" },
        After = Console("Environment.GetEnvironmentVariable(\"KEY\")") with { Lines = "ENV KEY=value" },
        Fix = "CTZ2003.remove",
        Look = Printed,
        SeenBefore = "null",
        SeenAfter = "value",
    });

    [TestMethod]
    public Task Setting_a_user_s_variable_does_nothing() => CheckAsync(new("CTZ2003", "setting with `EnvironmentVariableTarget.User` sets nothing")
    {
        Before = Console("Environment.GetEnvironmentVariable(\"KEY\")", "Environment.SetEnvironmentVariable(\"KEY\", \"value\", EnvironmentVariableTarget.User);\n"),
        After = Console("Environment.GetEnvironmentVariable(\"KEY\")", "Environment.SetEnvironmentVariable(\"KEY\", \"value\");\n"),
        Fix = "CTZ2003.remove",
        Look = Printed,
        SeenBefore = "null",
        SeenAfter = "value",
    });

    [TestMethod]
    public Task URLS_says_nothing_about_the_port() => CheckAsync(new("CTZ2004", "`GetEnvironmentVariable(\"ASPNETCORE_URLS\")!` is null")
    {
        Before = Web("Environment.GetEnvironmentVariable(\"ASPNETCORE_URLS\")!.Split(':')[^1]"),
        After = new("""
            using Microsoft.AspNetCore.Hosting.Server;
            using Microsoft.AspNetCore.Hosting.Server.Features;
            using Microsoft.Extensions.Logging;
            var builder = WebApplication.CreateBuilder(args);
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Start();
            Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().Split(':')[^1]);
            """),
        Look = Printed,
        SeenBefore = "ends with NullReferenceException",
        SeenAfter = "8080",
    });

    [TestMethod]
    public Task A_dollar_is_no_variable() => CheckAsync(new("CTZ2005", "`ExpandEnvironmentVariables(\"$DATA/a\")` stays as it is")
    {
        Before = Console("Environment.ExpandEnvironmentVariables(\"$DATA/a\")") with { Lines = "ENV DATA=/data" },
        After = Console("Environment.ExpandEnvironmentVariables(\"%DATA%/a\")") with { Lines = "ENV DATA=/data" },
        Fix = "CTZ2005.replace",
        Look = Printed,
        SeenBefore = "$DATA/a",
        SeenAfter = "/data/a",
    });

    [TestMethod]
    public Task Only_Windows_sets_TEMP() => CheckAsync(new("CTZ2005", "`ExpandEnvironmentVariables(\"%TEMP%/a\")` stays as it is")
    {
        Before = Console("Environment.ExpandEnvironmentVariables(\"%TEMP%/a\")"),
        After = Console("Path.GetTempPath() + \"a\""),
        Look = Printed,
        SeenBefore = "%TEMP%/a",
        SeenAfter = "/tmp/a",
    });

    [TestMethod]
    public Task A_shell_loses_names_with_a_colon() => CheckAsync(new("CTZ4002", "a shell that starts the program loses `ENV Greeting:Name=x`")
    {
        Before = Web("builder.Configuration[\"Greeting:Name\"]") with { Lines = "ENV Greeting:Name=x", StartedByShell = true },
        After = Web("builder.Configuration[\"Greeting:Name\"]") with { Lines = "ENV Greeting__Name=x", StartedByShell = true },
        Fix = "CTZ4002.replace",
        Look = Printed,
        SeenBefore = "null",
        SeenAfter = "x",
    });

    [TestMethod]
    public Task Development_shows_errors_to_everybody() => CheckAsync(new("CTZ4006", "`ENV ASPNETCORE_ENVIRONMENT=Development` answers with details of errors")
    {
        Before = new(Failing) { Lines = "ENV ASPNETCORE_ENVIRONMENT=Development" },
        After = new(Failing) { Lines = "ENV ASPNETCORE_ENVIRONMENT=Production" },
        Fix = "CTZ4006.replace",
        Look = app => AfterStartAsync(app, async () => (await app.AskAsync(8080)).Contains("a secret detail", StringComparison.Ordinal) ? "the exception is in the answer" : "it is not"),
        SeenBefore = "the exception is in the answer",
        SeenAfter = "it is not",
    });

    [TestMethod]
    public Task Names_of_settings_files_have_case() => CheckAsync(new("CTZ4007", "appsettings.Production.json is not loaded by `ENV DOTNET_ENVIRONMENT=production`")
    {
        Before = new(Plain) { Lines = "ENV DOTNET_ENVIRONMENT=production", Settings = new Dictionary<string, string> { ["appsettings.Production.json"] = "{ \"Name\": \"set\" }" } },
        After = new(Plain) { Lines = "ENV DOTNET_ENVIRONMENT=Production", Settings = new Dictionary<string, string> { ["appsettings.Production.json"] = "{ \"Name\": \"set\" }" } },
        Fix = "CTZ4007.replace",
        Look = Printed,
        SeenBefore = "Name is .",
        SeenAfter = "Name is set.",
    });

    [TestMethod]
    [DataRow("GCHeapHardLimit", "209715200", "0xC800000", "8748356096", "209715200")]
    [DataRow("GCHeapHardLimitPercent", "50", "0x32", "80", "50")]
    public Task Numbers_of_the_garbage_collector_are_hexadecimal(string name, string before, string after, string seenBefore, string seenAfter) =>
        CheckAsync(new("CTZ4014", $"`ENV DOTNET_{name}={before}` is read as hexadecimal")
        {
            Before = Console($"GC.GetConfigurationVariables()[\"{name}\"]") with { Lines = $"ENV DOTNET_{name}={before}" },
            After = Console($"GC.GetConfigurationVariables()[\"{name}\"]") with { Lines = $"ENV DOTNET_{name}={after}" },
            Fix = "CTZ4014.replace",
            Says = $"as hexadecimal, which is {seenBefore}:",
            Look = Printed,
            SeenBefore = seenBefore,
            SeenAfter = seenAfter,
        });

    private const string Failing = "var app = WebApplication.CreateBuilder(args).Build();\napp.MapGet(\"/\", () => { throw new InvalidOperationException(\"a secret detail\"); });\napp.Run();\n";

    private static ContainerApp Console(string expression, string statements = "") => new($"{statements}Console.WriteLine({expression} ?? \"null\");\n") { IsWeb = false };

    private static ContainerApp Web(string expression) => new($"var builder = WebApplication.CreateBuilder(args);\nConsole.WriteLine({expression} ?? \"null\");\n");

    private Task CheckAsync(Claim claim) => claim.CheckAsync(TestContext.CancellationToken);
}
