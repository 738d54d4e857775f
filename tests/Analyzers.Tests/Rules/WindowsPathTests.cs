using Containerize.Analyzers.Runtime;
using Containerize.CodeFixes;

namespace Containerize.Analyzers.Tests;

/// <summary>CTZ3004.</summary>
[TestClass]
public sealed class WindowsPathTests
{
    [TestMethod]
    [DataRow("_ = File.ReadAllText([|\"data\\\\a.txt\"|]);")]
    [DataRow("_ = File.ReadAllText([|@\"data\\a.txt\"|]);")]
    [DataRow("const string path = @\"data\\a.txt\"; _ = File.OpenRead([|path|]);")]
    [DataRow("_ = File.OpenRead(args[0] + [|\"\\\\\"|] + args[1]);")]
    [DataRow("_ = File.OpenRead($\"{args[0]}[|\\\\logs\\\\|]{args[1]}\");")]
    [DataRow("_ = File.OpenRead([|\"logs\\\\\"|] + args[0]);")]
    [DataRow("_ = Path.Combine(args[0], [|\"a\\\\b\"|], \"c\");")]
    [DataRow("_ = Path.Combine(args[0], \"a\", \"b\", \"c\", [|\"\\\\d\"|]);")]
    [DataRow("Directory.CreateDirectory([|@\"C:\\data\"|]);")]
    [DataRow("Directory.CreateDirectory([|\"c:/data\"|]);")]
    [DataRow("_ = new StreamReader([|@\"\\\\server\\share\\a.txt\"|]);")]
    [DataRow("File.Copy(sourceFileName: args[0], destFileName: [|@\"out\\b\"|]);")]
    [DataRow("_ = new FileInfo([|\"C:\"|]);")]
    [DataRow("_ = Path.GetFileName([|@\"C:\\a\\b.txt\"|]);")]
    [DataRow("_ = new FileStream([|@\"..\\a\"|], FileMode.Open);")]
    [DataRow("_ = C.M(); static class C { static readonly string Root = @\"data\\in\"; public static string[] M() => Directory.GetFiles([|Root|], \"*.txt\"); }")]
    public Task A_path_of_Windows_is_reported(string statements) => CodeRule<WindowsPathAnalyzer>.RunConsoleAsync("CTZ3004", statements);

    [TestMethod]
    [DataRow("_ = File.ReadAllText(\"data/a.txt\");")]
    [DataRow("_ = File.ReadAllText(args[0]);")]
    [DataRow("if (OperatingSystem.IsWindows()) { _ = File.ReadAllText(@\"data\\a.txt\"); }")]
    [DataRow("_ = File.ReadAllText(OperatingSystem.IsWindows() ? @\"data\\a.txt\" : \"data/a.txt\");")]
    [DataRow("_ = Path.DirectorySeparatorChar == '\\\\' ? File.ReadAllText(@\"data\\a.txt\") : \"\";")]
    [DataRow("if (!OperatingSystem.IsWindows()) return; _ = File.ReadAllText(@\"data\\a.txt\");")]
    [DataRow("M(); [System.Runtime.Versioning.SupportedOSPlatform(\"windows\")] static void M() => File.Delete(@\"C:\\a\");")]
    [DataRow("var isWindows = OperatingSystem.IsWindows(); if (isWindows) { File.Delete(@\"C:\\a\"); }")]
    [DataRow("if (!OperatingSystem.IsWindows()) { throw new PlatformNotSupportedException(); } File.Delete(@\"C:\\a\");")]
    [DataRow("foreach (var arg in args) { if (!OperatingSystem.IsWindows()) continue; File.Delete(@\"C:\\a\"); }")]
    [DataRow("_ = System.Text.RegularExpressions.Regex.IsMatch(args[0], @\"data\\a\");")]
    [DataRow("Console.WriteLine(@\"C:\\data\\a.txt\");")]
    [DataRow("File.WriteAllText(\"a.txt\", @\"see C:\\data\\a.txt\");")]
    [DataRow("_ = File.ReadAllText(args.Length > 0 ? args[0] : \"x\".Replace('\\\\', '/'));")]
    [DataRow("_ = File.ReadAllText(Environment.GetEnvironmentVariable(\"DATA\") ?? @\"C:\\data\");")]
    [DataRow("_ = Directory.GetFiles(\"a\", @\"\\*.txt\");")]
    [DataRow("_ = Path.Combine(args[0], \"time: 10\");")]
    [DataRow("_ = Path.Combine(args[0], \"a\\\\b\").Replace('\\\\', '/');")]
    [DataRow("\n#if DEBUG\n_ = File.ReadAllText(@\"C:\\a.txt\");\n#endif")]
    public Task Other_paths_and_texts_are_not(string statements) => CodeRule<WindowsPathAnalyzer>.RunConsoleAsync("CTZ3004", statements);

    [TestMethod]
    public Task Configuration_files_and_file_providers_take_paths() => CodeRule<WindowsPathAnalyzer>.RunAsync("CTZ3004", """
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddJsonFile([|@"config\app.json"|], optional: true);
        builder.Configuration.SetBasePath([|@"C:\config"|]);
        _ = new Microsoft.Extensions.FileProviders.PhysicalFileProvider([|@"C:\wwwroot"|]);
        builder.Configuration.AddJsonFile("config/app.json");
        """);

    [TestMethod]
    public Task The_message_says_what_happens() => new RuleTest<WindowsPathAnalyzer>("CTZ3004")
    {
        Messages =
        [
            "In a Linux container 'C:\\data' is a name in the working directory, because Linux has no drives: read the folder from configuration, or name one such as '/data'",
            "In a Linux container 'a\\b' is part of a file name, because Linux parts folders with '/': write '/', or use Path.Combine",
        ],
    }.Source("_ = File.Exists([|@\"C:\\data\"|]) || File.Exists([|@\"a\\b\"|]);").RunAsync();

    [TestMethod]
    public Task Backslashes_become_slashes() => new RuleTest<WindowsPathAnalyzer>("CTZ3004").With(project => project.IsWeb = false)
        .Source("""
            _ = File.ReadAllText([|"data\\a\tb.txt"|]);
            _ = File.ReadAllText([|@"data\""a"".txt"|]);
            _ = File.ReadAllText(args[0] + [|"\\"|] + $"{args[1]}[|\\x\\|]{args[2]}" + $@"{args[1]}[|\y|]");
            """)
        .RunFixAsync<ForwardSlashFix>("""
            _ = File.ReadAllText("data/a\tb.txt");
            _ = File.ReadAllText(@"data/""a"".txt");
            _ = File.ReadAllText(args[0] + "/" + $"{args[1]}/x/{args[2]}" + $@"{args[1]}/y");
            """, "CTZ3004.slash");
}
