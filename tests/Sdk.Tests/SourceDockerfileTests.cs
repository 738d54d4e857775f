using System.Text.RegularExpressions;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>The Dockerfile that builds from source, built by BuildKit on a stand-in for the SDK's image, of a repository with a library.</summary>
[TestClass]
public sealed partial class SourceDockerfileTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Builds_runs_and_holds_the_files_of_the_image_made_in_process()
    {
        var token = TestContext.CancellationToken;
        var (docker, mirror, registry) = (TestEnvironment.RequireDocker(), TestEnvironment.RequireMirror(), TestEnvironment.RequireRegistry());
        using var folder = WriteRepository();
        var project = folder["src/Front/Front.csproj"];

        var publish = await DotNet.RunAsync(
            ["publish", project, "-p:Containerize=true", $"-p:ContainerizeRegistryMirrors={mirror}", $"-p:ContainerizeEngineHost={docker}", "-p:InformationalVersion=1.2-source", "-p:SourcePassword=secret", "-tl:off"], folder.Path, token);
        Assert.AreEqual(0, publish.ExitCode, publish.Output);
        var dockerfile = await File.ReadAllTextAsync(folder["src/Front/Dockerfile"], token);
        StringAssert.Contains(dockerfile, "docker build -f Dockerfile ../..", dockerfile);
        StringAssert.Contains(dockerfile, "-p:InformationalVersion=1.2-source", dockerfile);
        Assert.DoesNotContain("secret", dockerfile, dockerfile);

        foreach (var image in From().Matches(dockerfile).Select(match => match.Groups[1].Value))
        {
            var standIn = image.Replace("mcr.microsoft.com", registry, StringComparison.Ordinal);
            if (!image.Contains("/sdk:", StringComparison.Ordinal))
                await DockerEngine.RunAsync(token, "pull", "-q", standIn);

            await DockerEngine.RunAsync(token, "tag", standIn, image);
        }

        // The context's .dockerignore must keep what lies around out of the build.
        folder.Write("src/Front/bin/Release/net10.0/left.txt", "stale");
        await DockerEngine.RunAsync(token, "build", "-q", "-t", "built/source:latest", "-f", folder["src/Front/Dockerfile"], folder.Path);
        var built = await DockerEngine.SaveAsync("built/source:latest", folder, token);
        var ours = await DockerEngine.SaveAsync("front:latest", folder, token);

        CollectionAssert.AreEqual(Names(ours), Names(built));
        (ours.Config["config"]!["Labels"] as System.Text.Json.Nodes.JsonObject)?.Remove("org.opencontainers.image.base.digest");
        Assert.AreEqual(built.Settings(), ours.Settings());
        Assert.AreEqual("from the library 1.2-source\n", await DockerEngine.RunAsync(token, "run", "--rm", "built/source:latest"));
    }

    private static TempFolder WriteRepository()
    {
        var folder = new TempFolder();
        foreach (var file in new[] { "global.json", "NuGet.config" })
            File.Copy(Path.Combine(Repository.Root, file), folder[file]);

        // In the build stage there is no package of ours, as there is none in a project that uses it as a development dependency.
        folder.Write("Directory.Build.props", $"""
            <Project>
              <Import Project="{Repository.Root}/src/Sdk/targets/Containerize.props" Condition="Exists('{Repository.Root}/src/Sdk/targets/Containerize.props')" />
              <PropertyGroup>
                <_ContainerizeTasks>{Repository.TasksAssembly}</_ContainerizeTasks>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <IncludeSourceRevisionInInformationalVersion>false</IncludeSourceRevisionInInformationalVersion>
              </PropertyGroup>
            </Project>
            """);
        folder.Write("src/The Library/The Library.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        folder.Write("src/The Library/Words.cs", "public static class Words { public static string Say => \"from the library\"; }");
        folder.Write("src/Front/Front.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <ContainerizeDockerfileKind>source</ContainerizeDockerfileKind>
                <ContainerizeDockerfilePath>Dockerfile</ContainerizeDockerfilePath>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../The Library/The Library.csproj" />
                <None Include="data/*.txt" CopyToOutputDirectory="PreserveNewest" />
                <ContainerFile Include="data/extra.txt" TargetPath="/etc/front/extra.txt" Mode="0600" Owner="1654" />
              </ItemGroup>
            </Project>
            """);
        folder.Write("src/Front/data/extra.txt", "extra");
        folder.Write("src/Front/Program.cs", """
            var version = System.Reflection.CustomAttributeExtensions.GetCustomAttribute<System.Reflection.AssemblyInformationalVersionAttribute>(typeof(Program).Assembly)!;
            Console.WriteLine($"{Words.Say} {version.InformationalVersion}");
            """);
        return folder;
    }

    // The compiler's output differs with the folder it ran in, unless paths are mapped: names, kinds, modes and owners are compared.
    private static string[] Names(SavedImage image) =>
        [.. image.Files.Where(file => file.Key.StartsWith("/app", StringComparison.Ordinal) || file.Key.StartsWith("/etc/front", StringComparison.Ordinal)).Select(file => $"{file.Key} {string.Join(' ', file.Value.Split(' ')[..3])}").Order(StringComparer.Ordinal)];

    [GeneratedRegex("^FROM (?:--platform=\\S+ )?(mcr\\S+)", RegexOptions.Multiline)]
    private static partial Regex From();
}
