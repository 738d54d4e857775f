using System.Text;
using System.Text.Json.Nodes;
using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>A real buildx on a BuildKit that it reaches over TCP with mutual TLS, with its cache in a registry.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RemoteBuilderTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task An_image_is_built_and_pushed_there_and_an_empty_builder_takes_what_it_needs_from_the_registry_s_cache()
    {
        TestEnvironment.RequireLong();
        using var farm = await Farm.StartAsync(Token);
        var (registry, name) = (TestEnvironment.RequireRegistry(), $"ctz-farm/{Guid.NewGuid():N}");
        using var project = new SdkProject(
            "remote", properties: $"<ContainerBaseImage>{registry}/dotnet/runtime:10.0</ContainerBaseImage><ContainerRegistry>{registry}</ContainerRegistry><ContainerRepository>{name}</ContainerRepository>",
            items: $"<ContainerizeCacheFrom Include=\"type=registry,ref={registry}/{name}:cache\" /><ContainerizeCacheTo Include=\"type=registry,ref={registry}/{name}:cache,mode=max\" />");
        string[] arguments = ["publish", "-tl:off", "-v:d", "-p:Containerize=true", $"-p:ContainerizeBuildxBuilder={farm.Builder}", "-p:ContainerizeBuilder=buildx"];

        var first = await DotNet.RunAsync(arguments, project.Folder, Token, farm.Environment);
        Assert.AreEqual(0, first.ExitCode, first.Output);
        var digest = project.ReadReport().GetProperty("image").GetProperty("digest").GetString()!;
        await farm.RunAsync(Token, "prune", "--builder", farm.Builder, "--all", "--force");
        var second = await DotNet.RunAsync(arguments, project.Folder, Token, farm.Environment);

        Assert.AreEqual(0, second.ExitCode, second.Output);
        StringAssert.Contains(second.Output, "importing cache manifest from", second.Output);
        StringAssert.Matches(second.Output, new(@"COPY app/app/ /app/\s+#\d+ CACHED"), second.Output);
        Assert.AreEqual(digest, project.ReadReport().GetProperty("image").GetProperty("digest").GetString());
        await DockerEngine.RunAsync(Token, "pull", "-q", $"{registry}/{name}:latest");
        Assert.AreEqual("hello\n", await DockerEngine.RunAsync(Token, "run", "--rm", $"{registry}/{name}:latest"));
        await DockerEngine.RunAsync(Token, "rmi", "-f", $"{registry}/{name}:latest", $"{registry}/{name}@{digest}");
    }

    [TestMethod]
    public async Task A_Dockerfile_of_ones_own_with_a_secret_comes_back_as_an_archive()
    {
        TestEnvironment.RequireLong();
        using var farm = await Farm.StartAsync(Token);
        using var project = new SdkProject(
            "own", properties: "<ContainerizeCustomDockerfile>Dockerfile</ContainerizeCustomDockerfile><ContainerizeBuildTarget>final</ContainerizeBuildTarget><ContainerArchiveOutputPath>out.tar</ContainerArchiveOutputPath>",
            items: "<ContainerizeSecret Include=\"token\" EnvironmentVariable=\"FEED_TOKEN\" />");
        File.Copy(TestEnvironment.RequireTool("busybox"), project["busybox"]);
        project.Write("Dockerfile", """
            FROM scratch AS final
            COPY busybox /bin/busybox
            RUN --network=none --mount=type=secret,id=token,required=true ["/bin/busybox", "sh", "-c", "busybox wc -c < /run/secrets/token > /seen"]
            FROM final AS other
            LABEL wrong=true
            """);
        var environment = new Dictionary<string, string?>(farm.Environment) { ["FEED_TOKEN"] = "s3cret-token" };

        var publish = await DotNet.RunAsync(["publish", "-tl:off", "-v:d", "-p:Containerize=true", $"-p:ContainerizeBuildxBuilder={farm.Builder}"], project.Folder, Token, environment);

        Assert.AreEqual(0, publish.ExitCode, publish.Output);
        Assert.DoesNotContain("s3cret-token", publish.Output);
        var image = SavedImage.Read(project["out.tar"]);
        Assert.IsTrue(image.Files.ContainsKey("/seen"), string.Join("\n", image.Files.Keys));
        Assert.IsFalse(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(project["out.tar"], Token)).Contains("s3cret-token", StringComparison.Ordinal));
        Assert.IsNull(image.Config["config"]!["Labels"]?["wrong"]);
    }

    [TestMethod]
    public async Task A_solution_is_baked_there_side_by_side()
    {
        TestEnvironment.RequireLong();
        using var farm = await Farm.StartAsync(Token);
        var (registry, name) = (TestEnvironment.RequireRegistry(), $"ctz-farm/{Guid.NewGuid():N}");
        using var folder = new TempFolder();
        folder.Write("Directory.Build.props", $"""
            <Project>
              <Import Project="{Repository.Root}/src/Sdk/targets/Containerize.props" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <_ContainerizeTasks>{Repository.TasksAssembly}</_ContainerizeTasks>
                <NuGetAudit>false</NuGetAudit>
                <ContainerizeDockerfileKind>publish</ContainerizeDockerfileKind>
                <ContainerBaseImage>{registry}/dotnet/runtime:10.0</ContainerBaseImage>
                <ContainerRegistry>{registry}</ContainerRegistry>
                <ContainerRepository>{name}/$(MSBuildProjectName.ToLowerInvariant())</ContainerRepository>
              </PropertyGroup>
            </Project>
            """);
        foreach (var app in (string[])["One", "Two"])
        {
            folder.Write($"{app}/{app}.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
            folder.Write($"{app}/Program.cs", $"System.Console.WriteLine(\"{app}\");");
        }

        folder.Write("Both.slnx", "<Solution><Project Path=\"One/One.csproj\" /><Project Path=\"Two/Two.csproj\" /></Solution>");

        var publish = await DotNet.RunAsync(["publish", folder["Both.slnx"], "-t:ContainerizeBake", "-tl:off"], folder.Path, Token);
        Assert.AreEqual(0, publish.ExitCode, publish.Output);
        var baked = await farm.RunAsync(folder.Path, Token, "bake", "--builder", farm.Builder, "--metadata-file", folder["made.json"], "--progress", "plain");

        var made = JsonNode.Parse(await File.ReadAllTextAsync(folder["made.json"], Token))!;
        foreach (var app in (string[])["one", "two"])
        {
            var digest = (string?)made[app]!["containerimage.digest"];
            await DockerEngine.RunAsync(Token, "pull", "-q", $"{registry}/{name}/{app}@{digest}");
            Assert.AreEqual(app, (await DockerEngine.RunAsync(Token, "run", "--rm", $"{registry}/{name}/{app}@{digest}")).Trim().ToLowerInvariant(), baked);
            await DockerEngine.RunAsync(Token, "rmi", "-f", $"{registry}/{name}/{app}@{digest}");
        }
    }

    [TestMethod]
    public async Task Who_shows_no_certificate_is_refused_and_the_build_says_so()
    {
        TestEnvironment.RequireLong();
        using var farm = await Farm.StartAsync(Token, withCertificate: false);
        using var project = new SdkProject("refused", properties: "<ContainerizeCustomDockerfile>Dockerfile</ContainerizeCustomDockerfile><ContainerArchiveOutputPath>out.tar</ContainerArchiveOutputPath>");
        project.Write("Dockerfile", "FROM scratch\nLABEL a=b\n");

        var publish = await DotNet.RunAsync(["publish", "-tl:off", "-p:Containerize=true", $"-p:ContainerizeBuildxBuilder={farm.Builder}"], project.Folder, Token, farm.Environment);

        Assert.AreNotEqual(0, publish.ExitCode, publish.Output);
        StringAssert.Contains(publish.Output, "Dockerfile : error CTZ0620:", publish.Output);
        Assert.IsFalse(File.Exists(project["out.tar"]));
    }

    /// <summary>buildx with a configuration of its own, which knows one remote builder.</summary>
    private sealed class Farm : IDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly string _buildx = TestEnvironment.RequireBuildx();
        private readonly RemoteBuildKit _buildKit;

        private Farm()
        {
            Directory.CreateDirectory(_folder["docker/cli-plugins"]);
            File.CreateSymbolicLink(_folder["docker/cli-plugins/docker-buildx"], _buildx);
            _buildKit = new RemoteBuildKit(TestEnvironment.RequireContainerdStore(), _folder);
            Environment = new Dictionary<string, string?>
            {
                // By its own name too, where there is no docker that would take it for a plug-in.
                ["PATH"] = $"{_folder["docker/cli-plugins"]}:{System.Environment.GetEnvironmentVariable("PATH")}",
                ["DOCKER_CONFIG"] = _folder["docker"],
                ["BUILDX_CONFIG"] = _folder["buildx"],
                ["DOCKER_HOST"] = null,
            };
        }

        public string Builder => "remote";

        public IReadOnlyDictionary<string, string?> Environment { get; }

        public static async Task<Farm> StartAsync(CancellationToken cancellationToken, bool withCertificate = true)
        {
            var farm = new Farm();
            string[] options = withCertificate ? ["--driver-opt", farm._buildKit.DriverOptions] : [];
            await farm.RunAsync(cancellationToken, ["create", "--name", farm.Builder, "--driver", "remote", .. options, farm._buildKit.Endpoint]);
            return farm;
        }

        public Task<string> RunAsync(CancellationToken cancellationToken, params string[] words) => RunAsync(_folder.Path, cancellationToken, words);

        public async Task<string> RunAsync(string folder, CancellationToken cancellationToken, params string[] words)
        {
            var result = await ProcessRunner.RunAsync(_buildx, words, folder, Environment, TimeSpan.FromMinutes(2), cancellationToken);
            Assert.AreEqual(0, result.ExitCode, $"buildx {string.Join(' ', words)}\n{result.Output}");
            return result.Output;
        }

        public void Dispose()
        {
            _buildKit.Dispose();
            _folder.Dispose();
        }
    }
}
