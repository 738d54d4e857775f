using System.Text.Json.Nodes;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>One bake file for a solution: two apps, a library, a test project, and one app with a Dockerfile of its own.</summary>
[TestClass]
public sealed class BakeTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("sln")]
    [DataRow("slnx")]
    public async Task All_apps_of_a_solution_are_targets_of_one_file_and_nothing_else_is(string format)
    {
        using var folder = await WriteSolutionAsync(format);

        var build = await DotNet.RunAsync(["build", folder["Shop." + format], "-t:ContainerizeBake", "-c", "Release", "-tl:off"], folder.Path, Token);

        Assert.AreEqual(0, build.ExitCode, build.Output);
        StringAssert.Contains(build.Output, $"Front -> {folder["docker-bake.json"]} (3 targets: front, orders, own)", build.Output);
        Assert.DoesNotContain("warning", build.Output, build.Output);
        var bake = await ReadAsync(folder);
        Assert.AreEqual("front,orders,own", Join(bake["group"]!["default"]!["targets"]!));
        var front = bake["target"]!["front"]!;
        Assert.AreEqual(".", (string?)front["context"]);
        Assert.AreEqual("src/Front/obj/Release/net10.0/containerize/bake/Dockerfile", (string?)front["dockerfile"]);
        Assert.AreEqual("registry.example.com/shop/front:1.2,registry.example.com/shop/front:latest", Join(front["tags"]!));
        Assert.AreEqual("linux/amd64", Join(front["platforms"]!));
        Assert.AreEqual("type=registry,ref=registry.example.com/shop/cache:front,mode=max", Join(front["cache-to"]!));
        Assert.AreEqual("type=image,push=true,oci-mediatypes=true,rewrite-timestamp=true", Join(front["output"]!));
        Assert.AreEqual("1", (string?)front["args"]!["SOURCE_DATE_EPOCH"]);
        StringAssert.Contains(await File.ReadAllTextAsync(folder["src/Front/obj/Release/net10.0/containerize/bake/Dockerfile"], Token), "dotnet publish src/Front/Front.csproj --no-restore -c Release");

        var own = bake["target"]!["own"]!;
        Assert.AreEqual("src/Own", (string?)own["context"]);
        Assert.AreEqual("My.Dockerfile", (string?)own["dockerfile"]);
        Assert.AreEqual("final", (string?)own["target"]);
        Assert.AreEqual("$${HOME} %%{x} \"q\"; é", (string?)own["args"]!["GREETING"]);
        Assert.AreEqual("id=token,src=src/Own/token.txt", Join(own["secret"]!));
        Assert.AreEqual("type=docker", Join(own["output"]!));
        await AssertBuildxReadsAsync(folder, bake);
    }

    [TestMethod]
    public async Task One_project_brings_its_solution_and_by_itself_it_is_alone()
    {
        TestEnvironment.RequireLong();
        using var folder = await WriteSolutionAsync("sln");

        var whole = await DotNet.RunAsync(["build", folder["src/Orders"], "-t:ContainerizeBake", "-p:ContainerizeSolution=../../Shop.sln", "-tl:off"], folder.Path, Token);
        var alone = await DotNet.RunAsync(["build", folder["src/Orders"], "-t:ContainerizeBake", "-tl:off"], folder.Path, Token);

        StringAssert.Contains(whole.Output, $"Orders -> {folder["docker-bake.json"]} (3 targets: front, orders, own)", whole.Output);
        StringAssert.Contains(alone.Output, $"Orders -> {folder["src/Orders/docker-bake.json"]} (1 target: orders)", alone.Output);
        Assert.AreEqual("../..", (string?)JsonNode.Parse(await File.ReadAllTextAsync(folder["src/Orders/docker-bake.json"], Token))!["target"]!["orders"]!["context"]);
    }

    [TestMethod]
    public async Task A_file_of_somebody_elses_and_one_name_for_two_images_are_coded_errors()
    {
        using var folder = await WriteSolutionAsync("sln");
        folder.Write("docker-bake.json", "{ \"target\": {} }");

        var foreign = await DotNet.RunAsync(["build", folder["src/Orders"], "-t:ContainerizeBake", "-p:ContainerizeSolution=../../Shop.sln", "-tl:off"], folder.Path, Token);
        var twice = await DotNet.RunAsync(["build", folder["src/Orders"], "-t:ContainerizeBake", "-p:ContainerizeSolution=../../Shop.sln", "-p:ContainerizeBakeFile=other.json", "-p:ContainerRepository=shop/one", "-tl:off"], folder.Path, Token);
        var missing = await DotNet.RunAsync(["build", folder["src/Orders"], "-t:ContainerizeBake", "-p:ContainerizeSolution=no.sln", "-tl:off"], folder.Path, Token);

        StringAssert.Contains(foreign.Output, "error CTZ0629:", foreign.Output);
        Assert.AreEqual("{ \"target\": {} }", await File.ReadAllTextAsync(folder["docker-bake.json"], Token));
        StringAssert.Contains(twice.Output, "error CTZ0630: 'registry.example.com/shop/one:1.2'", twice.Output);
        StringAssert.Contains(missing.Output, "error CTZ0139:", missing.Output);
    }

    // What buildx understands, where it is installed: every value as it was, nothing expanded.
    private async Task AssertBuildxReadsAsync(TempFolder folder, JsonNode bake)
    {
        if (Environment.GetEnvironmentVariable("CONTAINERIZE_TEST_BUILDX") is not { Length: > 0 } buildx)
            return;

        var print = await ProcessRunner.RunAsync(buildx, ["bake", "--print", "--progress", "quiet"], folder.Path, new Dictionary<string, string?> { ["BUILDX_CONFIG"] = folder["buildx"] }, TimeSpan.FromMinutes(1), Token);

        Assert.AreEqual(0, print.ExitCode, print.Output);
        var read = JsonNode.Parse(print.Output[print.Output.IndexOf("{\n", StringComparison.Ordinal)..])!;
        CollectionAssert.AreEquivalent(new[] { "front", "orders", "own" }, read["target"]!.AsObject().Select(target => target.Key).ToArray());
        Assert.AreEqual((string?)bake["target"]!["front"]!["dockerfile"], (string?)read["target"]!["front"]!["dockerfile"]);
        Assert.AreEqual(Join(bake["target"]!["front"]!["tags"]!), Join(read["target"]!["front"]!["tags"]!));

        // Versions differ in whether they escape again what they print.
        Assert.AreEqual("${HOME} %{x} \"q\"; é", ((string?)read["target"]!["own"]!["args"]!["GREETING"])!.Replace("$$", "$", StringComparison.Ordinal).Replace("%%", "%", StringComparison.Ordinal));
    }

    private async Task<JsonNode> ReadAsync(TempFolder folder) => JsonNode.Parse(await File.ReadAllTextAsync(folder["docker-bake.json"], Token))!;

    private static string Join(JsonNode array) => string.Join(',', array.AsArray().Select(item => (string?)item));

    private async Task<TempFolder> WriteSolutionAsync(string format)
    {
        var folder = new TempFolder();
        folder.Write("Directory.Build.props", $"""
            <Project>
              <Import Project="{Repository.Root}/src/Sdk/targets/Containerize.props" />
              <PropertyGroup>
                <TargetFramework Condition="'$(MSBuildProjectName)' != 'Library'">net10.0</TargetFramework>
                <_ContainerizeTasks>{Repository.TasksAssembly}</_ContainerizeTasks>
                <NuGetAudit>false</NuGetAudit>
                <ContainerRegistry>registry.example.com</ContainerRegistry>
                <ContainerImageTags>1.2;latest</ContainerImageTags>
                <CacheName>$(MSBuildProjectName.ToLowerInvariant())</CacheName>
              </PropertyGroup>
              <ItemGroup>
                <ContainerizeCacheFrom Include="type=registry,ref=registry.example.com/shop/cache:$(CacheName)" />
                <ContainerizeCacheTo Include="type=registry,ref=registry.example.com/shop/cache:$(CacheName),mode=max" />
              </ItemGroup>
            </Project>
            """);
        folder.Write("Directory.Build.targets", $"""<Project><Import Project="{Repository.Root}/src/Sdk/targets/Containerize.CrossTargeting.targets" Condition="'$(IsCrossTargetingBuild)' == 'true'" /></Project>""");
        folder.Write("src/Front/Front.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><ContainerRepository>shop/front</ContainerRepository></PropertyGroup><ItemGroup><ProjectReference Include="../Library/Library.csproj" /></ItemGroup></Project>""");
        folder.Write("src/Orders/Orders.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><ContainerRepository>shop/orders</ContainerRepository></PropertyGroup><ItemGroup><ProjectReference Include="../Library/Library.csproj" /></ItemGroup></Project>""");
        folder.Write("src/Library/Library.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFrameworks>net10.0;netstandard2.1</TargetFrameworks></PropertyGroup></Project>""");
        folder.Write("src/Checks/Checks.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><IsTestProject>true</IsTestProject></PropertyGroup></Project>""");
        folder.Write("src/Own/Own.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <ContainerRepository>shop/own</ContainerRepository>
                <ContainerizePush>false</ContainerizePush>
                <ContainerizeCustomDockerfile>My.Dockerfile</ContainerizeCustomDockerfile>
                <ContainerizeBuildTarget>final</ContainerizeBuildTarget>
              </PropertyGroup>
              <ItemGroup>
                <ContainerizeBuildArg Include="GREETING" Value="%24{HOME} %25{x} &quot;q&quot;%3B é" />
                <ContainerizeSecret Include="token" File="token.txt" />
              </ItemGroup>
            </Project>
            """);
        folder.Write("src/Own/My.Dockerfile", "FROM scratch AS final\nARG GREETING\nLABEL greeting=$GREETING\n");
        folder.Write("src/Own/token.txt", "s3cret");
        foreach (var app in (string[])["Front", "Orders", "Own", "Checks"])
            folder.Write($"src/{app}/Program.cs", "System.Console.WriteLine();");
        await SolutionAsync("new", "sln", "--format", format, "-n", "Shop");
        await SolutionAsync("sln", "add", "src/Library", "src/Front", "src/Orders", "src/Own", "src/Checks");
        return folder;

        async Task SolutionAsync(params string[] arguments)
        {
            var result = await DotNet.RunAsync(arguments, folder.Path, Token);
            Assert.AreEqual(0, result.ExitCode, result.Output);
        }
    }
}
