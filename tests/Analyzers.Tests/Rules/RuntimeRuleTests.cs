using Containerize.Analysis;
using Containerize.Analyzers.Runtime;
using Containerize.CodeFixes;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ3001 and CTZ3003.</summary>
[TestClass]
public sealed class RuntimeRuleTests
{
    private const string Stop = "var cts = new CancellationTokenSource(); ";

    [TestMethod]
    [DataRow("[|AppDomain.CurrentDomain.ProcessExit|] += (_, _) => cts.Cancel();")]
    [DataRow("[|AppDomain.CurrentDomain.ProcessExit|] += (sender, e) => { cts.Cancel(); Console.WriteLine(\"bye\"); };")]
    [DataRow("[|AppDomain.CurrentDomain.ProcessExit|] += OnExit; void OnExit(object? sender, EventArgs e) => cts.Cancel();")]
    [DataRow("[|AppDomain.CurrentDomain.ProcessExit|] += OnExit; void OnExit(object? sender, EventArgs e) { File.Delete(\"x\"); cts.Cancel(); }")]
    [DataRow("[|System.Runtime.Loader.AssemblyLoadContext.Default.Unloading|] += _ => cts.Cancel();")]
    [DataRow("var domain = AppDomain.CurrentDomain; [|domain.ProcessExit|] += delegate { cts.Cancel(); };")]
    public Task Shutdown_code_that_does_not_run_is_reported(string statements) => CodeRule<ProcessExitAnalyzer>.RunConsoleAsync("CTZ3001", Stop + statements);

    [TestMethod]
    [DataRow("AppDomain.CurrentDomain.ProcessExit += (_, _) => cts.Cancel(); using var sigterm = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, _ => { });")]
    [DataRow("AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(\"x\");")]
    [DataRow("AppDomain.CurrentDomain.ProcessExit -= (_, _) => cts.Cancel();")]
    [DataRow("AppDomain.CurrentDomain.ProcessExit += OnExit; static void OnExit(object? sender, EventArgs e) => File.Delete(\"x\");")]
    [DataRow("AppDomain.CurrentDomain.ProcessExit += C.OnExit; static class C { public static void OnExit(object? sender, EventArgs e) { Directory.Delete(\"x\", recursive: true); } }")]
    [DataRow("AppDomain.CurrentDomain.UnhandledException += (_, _) => cts.Cancel();")]
    [DataRow("if (OperatingSystem.IsWindows()) AppDomain.CurrentDomain.ProcessExit += (_, _) => cts.Cancel();")]
    [DataRow("var context = new System.Runtime.Loader.AssemblyLoadContext(\"plugin\", isCollectible: true); context.Unloading += _ => cts.Cancel();")]
    public Task Shutdown_code_that_runs_is_not(string statements) => CodeRule<ProcessExitAnalyzer>.RunConsoleAsync("CTZ3001", Stop + statements);

    [TestMethod]
    public Task A_host_and_an_older_runtime_handle_the_signal() => Task.WhenAll(
        CodeRule<ProcessExitAnalyzer>.RunAsync("CTZ3001", Stop + "AppDomain.CurrentDomain.ProcessExit += (_, _) => cts.Cancel(); WebApplication.CreateBuilder(args).Build().Run();"),
        CodeRule<ProcessExitAnalyzer>.RunAsync("CTZ3001", Stop + "AppDomain.CurrentDomain.ProcessExit += (_, _) => cts.Cancel(); await new HostBuilder().RunConsoleAsync();"),
        new RuleTest<ProcessExitAnalyzer>("CTZ3001").Source(Stop + "AppDomain.CurrentDomain.ProcessExit += (_, _) => cts.Cancel();").With(project => project.Properties["TargetFrameworkVersion"] = "v9.0").RunAsync(),
        new RuleTest<ProcessExitAnalyzer>("CTZ3001").Source("class C { C() => AppDomain.CurrentDomain.ProcessExit += (_, _) => { }; }").With(project =>
        {
            (project.IsWeb, project.IsLibrary, project.Properties["OutputType"]) = (false, true, "Library");
        }).RunAsync());

    [TestMethod]
    public Task The_signal_is_handled() => new RuleTest<ProcessExitAnalyzer>("CTZ3001").With(project => project.IsWeb = false)
        .Source("using System.Runtime.InteropServices;\n" + Stop.TrimEnd() + "\n[|AppDomain.CurrentDomain.ProcessExit|] += (_, _) => cts.Cancel();\ncts.Token.WaitHandle.WaitOne();\n")
        .RunFixAsync<SignalRegistrationFix>(
            "using System.Runtime.InteropServices;\n" + Stop.TrimEnd() + "\nusing var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; cts.Cancel(); });\ncts.Token.WaitHandle.WaitOne();\n",
            "CTZ3001.sigterm");

    [TestMethod]
    [DataRow("[|Console.ReadKey()|];")]
    [DataRow("[|Console.ReadLine()|];")]
    [DataRow("_ = [|Console.Read()|];")]
    [DataRow("while ([|Console.ReadKey()|].Key != ConsoleKey.Q) { }")]
    [DataRow("while ([|Console.ReadLine()|] != \"exit\") { }")]
    [DataRow("Console.WriteLine(\"Press a key\"); [|Console.ReadKey(true)|];")]
    public Task Waiting_for_a_key_is_reported(string statements) => CodeRule<ConsoleWaitAnalyzer>.RunConsoleAsync("CTZ3003", statements);

    [TestMethod]
    [DataRow("var line = Console.ReadLine();")]
    [DataRow("string? line; while ((line = Console.ReadLine()) != null) Console.WriteLine(line);")]
    [DataRow("if (System.Diagnostics.Debugger.IsAttached) Console.ReadKey();")]
    [DataRow("if (Environment.UserInteractive) { Console.ReadLine(); }")]
    [DataRow("if (!Console.IsInputRedirected) Console.ReadKey();")]
    [DataRow("if (args.Contains(\"--interactive\")) Console.ReadKey();")]
    [DataRow("\n#if DEBUG\nConsole.ReadKey();\n#endif")]
    [DataRow("Console.WriteLine(Console.ReadLine());")]
    [DataRow("new C().M(); class C { public void M() => Console.ReadKey(); }")]
    public Task Reading_input_is_not(string statements) => CodeRule<ConsoleWaitAnalyzer>.RunConsoleAsync("CTZ3003", statements);

    [TestMethod]
    public Task It_waits_for_SIGTERM_instead() => new RuleTest<ConsoleWaitAnalyzer>("CTZ3003").With(project => project.IsWeb = false)
        .Source("using System.Runtime.InteropServices;\nConsole.WriteLine();\n[|Console.ReadLine()|];\nwhile ([|Console.ReadKey()|].Key != ConsoleKey.Q) { }\n")
        .RunFixAsync<WaitForSignalFix>("""
            using System.Runtime.InteropServices;
            Console.WriteLine();
            using var stopped = new ManualResetEventSlim();
            using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; stopped.Set(); });
            stopped.Wait();
            using var stopped2 = new ManualResetEventSlim();
            using var sigterm2 = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; stopped2.Set(); });
            stopped2.Wait();

            """, "CTZ3003.wait");

    [TestMethod]
    [DataRow("Shop.Test.Client")]
    [DataRow("Shop.IntegrationTests")]
    [DataRow("UnitTests")]
    public Task Programs_that_tests_start_go_into_no_image(string project) => new RuleTest<ConsoleWaitAnalyzer>("CTZ3003").Source("Console.ReadKey();").With(test => Console(test, project)).RunAsync();

    [TestMethod]
    public Task Benchmarks_go_into_no_image() => new RuleTest<ConsoleWaitAnalyzer>("CTZ3003").Source("Console.ReadKey();").With(test => test.IsWeb = false)
        .File(ProjectFileKind.Project, "/0/Test.csproj", "<Project><ItemGroup><PackageReference Include=\"BenchmarkDotNet\" /></ItemGroup></Project>").RunAsync();

    [TestMethod]
    [DataRow("Test")]
    [DataRow("Shop.Latest")]
    [DataRow("Shop.TestCenter")]
    public Task Programs_whose_names_only_sound_like_it_do(string project) => new RuleTest<ConsoleWaitAnalyzer>("CTZ3003").Source("[|Console.ReadKey()|];").With(test => Console(test, project)).RunAsync();

    private static void Console(TestProject test, string name) => (test.IsWeb, test.Properties["MSBuildProjectName"]) = (false, name);

    [TestMethod]
    public Task It_waits_in_Main_as_well() => new RuleTest<ConsoleWaitAnalyzer>("CTZ3003").With(project => project.IsWeb = false)
        .Source("static class Program\n{\n    static void Main()\n    {\n        // until a key\n        [|Console.ReadLine()|];\n    }\n}\n")
        .RunFixAsync<WaitForSignalFix>("""
            static class Program
            {
                static void Main()
                {
                    // until a key
                    using var stopped = new ManualResetEventSlim();
                    using var sigterm = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context => { context.Cancel = true; stopped.Set(); });
                    stopped.Wait();
                }
            }

            """, "CTZ3003.wait");

    [TestMethod]
    [DataRow("host.Start();", "host.WaitForShutdown();")]
    [DataRow("await host.StartAsync();", "await host.WaitForShutdownAsync();")]
    public Task A_host_that_was_started_waits_itself(string start, string wait)
    {
        var program = $"var host = Host.CreateDefaultBuilder(args).Build();\n{start}\nConsole.WriteLine(\"Press a key\");\n";
        return new RuleTest<ConsoleWaitAnalyzer>("CTZ3003").Source(program + "[|Console.ReadLine()|];\n").RunFixAsync<WaitForSignalFix>(program + wait + "\n", "CTZ3003.wait");
    }
}
