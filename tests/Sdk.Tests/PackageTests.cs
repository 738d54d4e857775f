using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>The packed file, used from a folder feed outside the repository, as a user's project uses it.</summary>
[TestClass]
public sealed class PackageTests
{
    private static string Web(string sdk, string items) => $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          {sdk}
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <NuGetAudit>false</NuGetAudit>
            <ContainerBaseImage>scratch</ContainerBaseImage>
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
            <SelfContained>true</SelfContained>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
          {items}
        </Project>
        """;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Works_as_a_package_reference_and_as_an_sdk_and_in_two_versions_at_once()
    {
        using var folder = new TempFolder();
        await PackAsync(folder, "1.0.0-one");
        await PackAsync(folder, "2.0.0-two");
        WriteFeed(folder);
        folder.Write("Packaged/Packaged.csproj", Web("", "<ItemGroup><PackageReference Include=\"Containerize.Sdk\" Version=\"1.0.0-one\" PrivateAssets=\"all\" /></ItemGroup>"));
        folder.Write("Packaged/Program.cs", "WebApplication.Create(args).Run(\"http://localhost:5000\");");
        folder.Write("Imported/Imported.csproj", Web("<Sdk Name=\"Containerize.Sdk\" Version=\"2.0.0-two\" />", ""));
        folder.Write("Imported/Program.cs", "WebApplication.Create(args).Run(\"http://localhost:5000\");");
        await RunAsync(folder, "new", "sln", "--format", "sln", "-n", "Both");
        await RunAsync(folder, "sln", "add", "Packaged", "Imported");

        var output = await RunAsync(folder, "publish", "Both.sln", "-p:Containerize=true", "-p:ContainerizeOffline=true", "-tl:off");

        StringAssert.Contains(output, "packaged-latest.tar sha256:", output);
        StringAssert.Contains(output, "imported-latest.tar sha256:", output);
        StringAssert.Matches(output, new Regex(@"Packaged/Program\.cs\(1,\d+\): warning CTZ1001"), output);
        StringAssert.Matches(output, new Regex(@"Imported/Program\.cs\(1,\d+\): warning CTZ1001"), output);
        await AssertRulesAsync(folder, "Packaged");
    }

    [TestMethod]
    public async Task Dotnet_add_package_works_in_a_fresh_web_project_and_a_library_gains_no_dependency()
    {
        using var folder = new TempFolder();
        await PackAsync(folder, "1.0.0");
        WriteFeed(folder);
        await RunAsync(folder, "new", "web", "-n", "Fresh", "--no-restore");
        await RunAsync(folder, "add", "Fresh", "package", "Containerize.Sdk");

        var output = await RunAsync(folder, "publish", "Fresh", "-p:Containerize=true", "-p:ContainerizeOffline=true", "-p:ContainerBaseImage=scratch", "-r", "linux-x64", "--self-contained", "-p:InvariantGlobalization=true", "-tl:off");

        StringAssert.Contains(output, "fresh-latest.tar sha256:", output);
        await AssertRunnerStartsAsync(folder["packages/containerize.sdk/1.0.0/tasks"]);

        await RunAsync(folder, "new", "classlib", "-n", "Library", "--no-restore");
        await RunAsync(folder, "add", "Library", "package", "Containerize.Sdk");
        await RunAsync(folder, "pack", "Library", "-o", folder["out"]);
        using var package = ZipFile.OpenRead(folder["out/Library.1.0.0.nupkg"]);
        using var reader = new StreamReader(package.GetEntry("Library.nuspec")!.Open());
        Assert.IsFalse(Regex.IsMatch(await reader.ReadToEndAsync(TestContext.CancellationToken), "Containerize"));
    }

    // The compiler gets the rules once, compiled ahead of time where they are, and the presets came along.
    private async Task AssertRulesAsync(TempFolder folder, string project)
    {
        var compiler = await RunAsync(folder, "msbuild", project, "-t:Compile", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:CscCommandLineArgs");
        using var json = JsonDocument.Parse(compiler);
        var rules = json.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)
            .Where(argument => argument.EndsWith("/Containerize.Analyzers.dll", StringComparison.Ordinal)).ToArray();
        Assert.HasCount(1, rules, string.Join('\n', rules));
        StringAssert.Contains(rules[0], IsLinuxX64 ? "/analyzers-linux-x64/" : "/analyzers/dotnet/cs/");

        var strict = await DotNet.RunAsync(["build", project, "-p:ContainerizeAnalysisMode=errors", "--no-incremental", "-tl:off"], folder.Path, TestContext.CancellationToken);
        StringAssert.Contains(strict.Output, "error CTZ1001", strict.Output);
    }

    private static bool IsLinuxX64 => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    // What 'dotnet run' starts finds its runtime and its assemblies, the portable ones and those for Linux.
    private async Task AssertRunnerStartsAsync(string tasks)
    {
        foreach (var runner in Directory.EnumerateFiles(tasks, "Containerize.Runner.dll", SearchOption.AllDirectories))
        {
            var result = await DotNet.RunAsync(["exec", runner, "no.json", "--"], tasks, TestContext.CancellationToken);
            StringAssert.Contains(result.Output, "cannot be read: Could not find file", runner + "\n" + result.Output);
        }

        Assert.IsTrue(File.Exists(Path.Combine(tasks, "Containerize.Runner.dll")));
    }

    private static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private Task<string> PackAsync(TempFolder folder, string version) =>
        RunAsync(folder, "pack", Path.Combine(Repository.Root, "src/Sdk"), "-o", folder["feed"], $"-p:PackageVersion={version}", "-c", "Release");

    // Beside the machine's own sources; the folder of packages is the test's own, or a version would be taken from an earlier run.
    private static void WriteFeed(TempFolder folder)
    {
        folder.Write("NuGet.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><add key="machine" value="{MachinePackages}" /></fallbackPackageFolders>
              <packageSources><add key="local" value="feed" /></packageSources>
            </configuration>
            """);
        File.Copy(Path.Combine(Repository.Root, "global.json"), folder["global.json"]);
    }

    private async Task<string> RunAsync(TempFolder folder, params string[] arguments)
    {
        var result = await DotNet.RunAsync(arguments, folder.Path, TestContext.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, $"dotnet {string.Join(' ', arguments)}\n{result.Output}");
        return result.Output;
    }
}
