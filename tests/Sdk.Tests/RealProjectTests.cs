using System.Text.Json;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>Cases that public projects showed, each as a small project.</summary>
[TestClass]
public sealed class RealProjectTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_worker_and_a_console_expose_nothing_and_declared_ports_win()
    {
        using var console = new SdkProject("Quiet");
        using var server = new SdkProject("Server", "Microsoft.NET.Sdk.Web", items: "<ContainerPort Include=\"6379\" /><ContainerPort Include=\"53\" Type=\"udp\" />", program: "WebApplication.Create(args).Run();");

        Assert.AreEqual("[]", (await PlanAsync(console)).GetProperty("ports").GetRawText());
        CollectionAssert.AreEqual(
            new[] { "53/udp", "6379/tcp" },
            (await PlanAsync(server)).GetProperty("ports").EnumerateArray().Select(port => $"{port.GetProperty("number")}/{port.GetProperty("protocol").GetString()}").ToArray());
    }

    [TestMethod]
    public async Task Kestrel_endpoints_in_appsettings_decide_the_port()
    {
        using var project = new SdkProject("Kestrel", "Microsoft.NET.Sdk.Web", program: "WebApplication.Create(args).Run();");
        project.Write("appsettings.json", """{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://+:5005" } } } }""");

        Assert.AreEqual(5005, (await PlanAsync(project)).GetProperty("ports")[0].GetProperty("number").GetInt32());
    }

    [TestMethod]
    public async Task A_file_that_the_project_makes_after_publish_is_in_the_app_layer()
    {
        using var folder = new TempFolder();
        using var project = new SdkProject("Late", properties: Scratch);
        project.Write("Directory.Build.targets", "<Project><Target Name=\"MakeLate\" AfterTargets=\"Publish\"><WriteLinesToFile File=\"$(PublishDir)late.txt\" Lines=\"late\" Overwrite=\"true\" /></Target></Project>");

        var result = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", $"-p:ContainerArchiveOutputPath={folder["late.tar"]}");

        Assert.AreEqual(0, result.ExitCode, result.Output);
        Assert.IsTrue(SavedImage.Read(folder["late.tar"]).Files.ContainsKey("/app/late.txt"), result.Output);
        CollectionAssert.Contains(LayerFiles(project.ReadPlan(), "app"), "/app/late.txt");
    }

    [TestMethod]
    public async Task Assemblies_by_path_go_with_packages_and_satellites_with_their_owner()
    {
        using var library = new SdkProject("Lib", properties: "<OutputType>Library</OutputType>", program: "public static class Lib;");
        var built = await DotNet.RunAsync(["build", library.File, "-o", library["out"]], library.Folder, TestContext.CancellationToken);
        Assert.AreEqual(0, built.ExitCode, built.Output);
        using var project = new SdkProject("User", items: $"<Reference Include=\"Lib\" HintPath=\"{library["out/Lib.dll"]}\" /><PackageReference Include=\"System.CommandLine\" Version=\"3.0.0\" />", properties: Scratch);

        var result = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", "-p:ContainerizeOffline=true");

        Assert.AreEqual(0, result.ExitCode, result.Output);
        var plan = project.ReadPlan();
        CollectionAssert.Contains(LayerFiles(plan, "packages"), "/app/Lib.dll");
        var satellites = plan.GetProperty("layers").EnumerateArray().SelectMany(layer => layer.GetProperty("entries").EnumerateArray().Select(entry => (Layer: layer.GetProperty("name").GetString(), Path: entry.GetProperty("path").GetString()!))).Where(entry => entry.Path.EndsWith("System.CommandLine.resources.dll", StringComparison.Ordinal)).ToArray();
        Assert.IsNotEmpty(satellites);
        Assert.IsTrue(satellites.All(entry => entry.Layer == "packages"), string.Join(", ", satellites));
    }

    [TestMethod]
    public async Task Single_file_is_one_layer()
    {
        using var folder = new TempFolder();
        using var project = new SdkProject("Single", properties: Scratch + "<PublishSingleFile>true</PublishSingleFile>");

        var result = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", $"-p:ContainerArchiveOutputPath={folder["single.tar"]}");

        Assert.AreEqual(0, result.ExitCode, result.Output);
        CollectionAssert.AreEqual(new[] { "native", "app" }, project.ReadPlan().GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()).ToArray());
    }

    [TestMethod]
    public async Task A_solution_with_a_project_of_compose_and_libraries_publishes_the_rest()
    {
        using var project = new SdkProject("App", properties: Scratch);
        Directory.CreateDirectory(Path.Combine(project.Root, "Lib"));
        await File.WriteAllTextAsync(Path.Combine(project.Root, "Lib/Lib.csproj"), (await File.ReadAllTextAsync(project.File, TestContext.CancellationToken)).Replace("<OutputType>Exe</OutputType>", "", StringComparison.Ordinal).Replace(Scratch, "", StringComparison.Ordinal), TestContext.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(project.Root, "compose.dcproj"), "<Project><Target Name=\"Build\" /><Target Name=\"Publish\" /><Target Name=\"Restore\" /></Project>", TestContext.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(project.Root, "All.slnx"), "<Solution><Project Path=\"App/App.csproj\" /><Project Path=\"Lib/Lib.csproj\" /><Project Path=\"compose.dcproj\" Type=\"E53339B2-1760-4266-BCC7-CA923CBCF16C\" /></Solution>", TestContext.CancellationToken);

        var result = await DotNet.RunAsync(["publish", Path.Combine(project.Root, "All.slnx"), "-p:Containerize=true", "-p:ContainerizeOffline=true", "-tl:off"], project.Root, TestContext.CancellationToken);

        Assert.AreEqual(0, result.ExitCode, result.Output);
        StringAssert.Contains(result.Output, "CTZ0101: Lib is a library", result.Output);
        StringAssert.Contains(result.Output, "app-latest.tar sha256:", result.Output);
    }

    [TestMethod]
    public async Task Several_frameworks_without_a_choice_are_one_coded_error_and_a_choice_works()
    {
        using var project = new SdkProject("Many", properties: "<TargetFrameworks>net9.0;net10.0</TargetFrameworks>");
        await File.WriteAllTextAsync(project.File, (await File.ReadAllTextAsync(project.File, TestContext.CancellationToken)).Replace("</Project>", $"<Import Project=\"{Repository.Root}/src/Sdk/targets/Containerize.CrossTargeting.targets\" Condition=\"'$(TargetFramework)' == ''\" /></Project>", StringComparison.Ordinal), TestContext.CancellationToken);

        var without = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true");
        var with = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", "-f", "net10.0", "-p:ContainerBaseImage=scratch", "-r", "linux-x64", "--self-contained", "-p:InvariantGlobalization=true", "-p:ContainerizeOffline=true");

        Assert.AreNotEqual(0, without.ExitCode);
        StringAssert.Contains(without.Output, "error CTZ0104: Many targets net9.0, net10.0", without.Output);
        Assert.AreEqual(0, with.ExitCode, with.Output);
    }

    [TestMethod]
    public async Task A_plan_builds_nothing()
    {
        using var project = new SdkProject("Dry", "Microsoft.NET.Sdk.Web", items: """
            <ProjectReference Include="../Library/Library.csproj" />
            <ProjectReference Include="../Tool/Tool.csproj" ReferenceOutputAssembly="false" />
            <Reference Include="Vendor"><HintPath>../vendor/Vendor.dll</HintPath></Reference>
            """);
        project.Write("../Library/Library.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        project.Write("../Tool/Tool.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        project.Write("../vendor/Vendor.dll", "");
        project.Write("wwwroot/site.css", "");

        var result = await DotNet.RunAsync(["build", project.File, "-t:ContainerizePlan", "-tl:off"], project.Folder, TestContext.CancellationToken);

        Assert.AreEqual(0, result.ExitCode, result.Output);
        Assert.AreEqual("mcr.microsoft.com/dotnet/aspnet:10.0", project.ReadPlan("Debug").GetProperty("base").GetProperty("reference").GetString());
        CollectionAssert.Contains(LayerFiles(project.ReadPlan("Debug"), "app"), "/app/Dry.dll");
        CollectionAssert.AreEqual(new[] { "/app/Library.dll" }, LayerFiles(project.ReadPlan("Debug"), "projects"));
        CollectionAssert.AreEqual(new[] { "/app/Vendor.dll" }, LayerFiles(project.ReadPlan("Debug"), "packages"));
        CollectionAssert.AreEqual(new[] { "/app/wwwroot/site.css" }, LayerFiles(project.ReadPlan("Debug"), "assets").Where(path => path.EndsWith(".css", StringComparison.Ordinal)).ToArray());
        Assert.IsFalse(Directory.Exists(Path.Combine(project.Root, "Library/bin")), result.Output);
        Assert.IsFalse(File.Exists(project["obj/Debug/net10.0/Dry.dll"]), result.Output);
    }

    private const string Scratch = "<RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained><InvariantGlobalization>true</InvariantGlobalization><ContainerBaseImage>scratch</ContainerBaseImage>";

    private async Task<JsonElement> PlanAsync(SdkProject project)
    {
        var result = await DotNet.RunAsync(["build", project.File, "-t:ContainerizePlan", "-tl:off"], project.Folder, TestContext.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        return project.ReadPlan("Debug");
    }

    internal static string[] LayerFiles(JsonElement plan, string layer) =>
        [.. plan.GetProperty("layers").EnumerateArray().Where(item => item.GetProperty("name").GetString() == layer).SelectMany(item => item.GetProperty("entries").EnumerateArray()).Select(entry => entry.GetProperty("path").GetString()!)];
}
