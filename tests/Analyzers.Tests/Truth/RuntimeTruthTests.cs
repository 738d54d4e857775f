using static Containerize.Analyzers.Tests.Truth.Looking;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>The claims about the life of a program and what it finds in its image, seen on apps that run.</summary>
[TestClass]
public sealed class RuntimeTruthTests
{
    private const string Usings = "using System.Runtime.InteropServices;\nvar cts = new CancellationTokenSource();\n";
    private const string Wait = "\nConsole.WriteLine(\"" + RunningApp.Ready + "\");\ncts.Token.WaitHandle.WaitOne();\nConsole.WriteLine(\"cleaned up\");\n";
    private const string CleanedUp = "prints 'cleaned up', ends with 0";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public Task ProcessExit_is_not_raised() => CheckAsync(new("CTZ3001", "`AppDomain.ProcessExit` is not raised when the container is stopped")
    {
        Before = new(Usings + "AppDomain.CurrentDomain.ProcessExit += (_, _) => { Console.WriteLine(\"exit\"); cts.Cancel(); };" + Wait) { IsWeb = false },
        After = new(Usings + "using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; Console.WriteLine(\"exit\"); cts.Cancel(); });" + Wait) { IsWeb = false },
        Fix = "CTZ3001.sigterm",
        Look = Stopped,
        SeenBefore = "is killed",
        SeenAfter = CleanedUp,
    });

    [TestMethod]
    public Task There_is_no_key_to_wait_for() => CheckAsync(new("CTZ3003", "`Console.ReadKey()` throws in a container, which has no console")
    {
        Before = new(Reading("Console.ReadKey();")) { IsWeb = false },
        After = new(Reading("using var stopped = new ManualResetEventSlim();\nusing var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; stopped.Set(); });\nstopped.Wait();")) { IsWeb = false },
        Fix = "CTZ3003.wait",
        Look = Ended,
        LookAfter = Stopped,
        SeenBefore = "ends with InvalidOperationException",
        SeenAfter = CleanedUp,
    });

    [TestMethod]
    public Task There_is_no_line_to_wait_for() => CheckAsync(new("CTZ3003", "`Console.ReadLine()` behind `app.Start()` returns at once, and the app ends")
    {
        Before = new(Hosting("Console.ReadLine();")),
        After = new(Hosting("app.WaitForShutdown();")),
        Fix = "CTZ3003.wait",
        Look = Ended,
        LookAfter = Stopped,
        SeenBefore = "ends with 0",
        SeenAfter = CleanedUp,
    });

    [TestMethod]
    public Task A_backslash_is_a_letter() => CheckAsync(new("CTZ3004", "`File.WriteAllText(@\"data\\a.txt\")` writes a file of that whole name")
    {
        Before = new(Writing("data\\\\a.txt")) { IsWeb = false },
        After = new(Writing("data/a.txt")) { IsWeb = false },
        Fix = "CTZ3004.slash",
        Look = Printed,
        SeenBefore = "data\\a.txt",
        SeenAfter = "data/a.txt",
    });

    [TestMethod]
    public Task Small_images_have_no_time_zones() => CheckAsync(new("CTZ3006", "`FindSystemTimeZoneById(\"Europe/Berlin\")` throws on a base without time zones")
    {
        Before = new(Zone("Europe/Berlin")) { IsWeb = false, Tag = "10.0-noble-chiseled" },
        After = new(Zone("Europe/Berlin")) { IsWeb = false, Tag = "10.0-noble-chiseled-extra" },
        Look = Printed,
        SeenBefore = "ends with TimeZoneNotFoundException",
        SeenAfter = "01:00:00",
    });

    [TestMethod]
    public Task Names_of_Windows_need_ICU() => CheckAsync(new("CTZ3006", "`FindSystemTimeZoneById(\"Eastern Standard Time\")` throws in a globalization-invariant app")
    {
        Before = new(Zone("Eastern Standard Time")) { IsWeb = false, Lines = "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true" },
        After = new(Zone("America/New_York")) { IsWeb = false, Lines = "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true" },
        Fix = "CTZ3006.replace",
        Look = Printed,
        SeenBefore = "ends with TimeZoneNotFoundException",
        SeenAfter = "-05:00:00",
    });

    [TestMethod]
    public Task Small_images_have_no_cultures() => CheckAsync(new("CTZ3007", "`new CultureInfo(\"de-DE\")` throws on a base with cultures switched off")
    {
        Before = new(Culture) { IsWeb = false, Tag = "10.0-alpine" },
        After = new(Culture) { IsWeb = false, Tag = "10.0-alpine-extra" },
        Look = Printed,
        SeenBefore = "ends with CultureNotFoundException",
        SeenAfter = "1,5",
    });

    private const string Culture = "Console.WriteLine(1.5.ToString(new System.Globalization.CultureInfo(\"de-DE\")));\n";

    // It is ready when it waits.
    private static string Reading(string wait) =>
        $$"""
        using System.Runtime.InteropServices;
        var main = Thread.CurrentThread;
        new Thread(() =>
        {
            while ((main.ThreadState & ThreadState.WaitSleepJoin) == 0)
                Thread.Yield();
            Console.WriteLine("{{RunningApp.Ready}}");
        }) { IsBackground = true }.Start();
        {{wait}}
        Console.WriteLine("cleaned up");

        """;

    private static string Hosting(string wait) => $"var app = WebApplication.CreateBuilder(args).Build();\napp.Start();\n{wait}\nConsole.WriteLine(\"cleaned up\");\n";

    private static string Writing(string path) => $"Directory.CreateDirectory(\"data\");\nFile.WriteAllText(\"{path}\", \"\");\nConsole.WriteLine(Directory.GetFiles(\".\", \"*.txt\", SearchOption.AllDirectories).Single()[2..]);\n";

    private static string Zone(string id) => $"Console.WriteLine(TimeZoneInfo.FindSystemTimeZoneById(\"{id}\").BaseUtcOffset);\n";

    private Task CheckAsync(Claim claim) => claim.CheckAsync(TestContext.CancellationToken);
}
