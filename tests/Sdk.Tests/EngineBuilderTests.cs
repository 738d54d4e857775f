using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>Images that a real engine builds: the generated Dockerfile, and a Dockerfile of the user's own.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EngineBuilderTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task An_engine_builds_the_same_files_and_settings_as_this_process()
    {
        var token = TestContext.CancellationToken;
        using var folder = new TempFolder();
        using var project = new SdkProject("both", items: "<ContainerPort Include=\"8080\" /><ContainerEnvironmentVariable Include=\"A\" Value=\"b c\" />");
        string[] common = ["-p:Containerize=true", $"-p:ContainerizeRegistryMirrors={TestEnvironment.RequireMirror()}", $"-p:ContainerizeEngineHost={TestEnvironment.RequireDocker()}"];

        var direct = await project.PublishAsync(token, [.. common, "-p:ContainerRepository=ctz-build/direct"]);
        var engine = await project.PublishAsync(token, [.. common, "-p:ContainerRepository=ctz-build/engine", "-p:ContainerizeBuilder=engine"]);

        Assert.AreEqual(0, direct.ExitCode, direct.Output);
        Assert.AreEqual(0, engine.ExitCode, engine.Output);
        try
        {
            var (ours, built) = (await DockerEngine.SaveAsync("ctz-build/direct:latest", folder, token), await DockerEngine.SaveAsync("ctz-build/engine:latest", folder, token));
            CollectionAssert.AreEqual(ours.Files.OrderBy(file => file.Key, StringComparer.Ordinal).ToArray(), built.Files.OrderBy(file => file.Key, StringComparer.Ordinal).ToArray());
            (ours.Config["config"]!["Labels"] as System.Text.Json.Nodes.JsonObject)?.Remove("org.opencontainers.image.base.digest");
            Assert.AreEqual(ours.Settings(), built.Settings());
            Assert.AreEqual("hello\n", await DockerEngine.RunAsync(token, "run", "--rm", "ctz-build/engine:latest"));
            StringAssert.Contains(engine.Output, "both -> ctz-build/engine:latest sha256:");

            // A digest is known to an engine only of what it pulled itself; ours is loaded.
            var digest = await BaseDigestAsync(project, common, token);
            var pinned = await project.PublishAsync(token, [.. common, "-p:ContainerRepository=ctz-build/engine", "-p:ContainerizeBuilder=engine", $"-p:ContainerBaseImage=mcr.microsoft.com/dotnet/runtime:10.0@{digest}"]);
            Assert.AreEqual(0, pinned.ExitCode, pinned.Output);
        }
        finally
        {
            await DockerEngine.RunAsync(CancellationToken.None, "rmi", "-f", "ctz-build/direct:latest", "ctz-build/engine:latest");
        }
    }

    [TestMethod]
    public async Task A_Dockerfile_of_ones_own_is_built_for_its_target_and_pushed_with_the_base_s_layers_as_they_were()
    {
        TestEnvironment.RequireLong();
        var token = TestContext.CancellationToken;
        var registry = TestEnvironment.RequireRegistry();
        var repository = $"team/custom-{Guid.NewGuid():N}";
        using var project = new SdkProject(
            "custom",
            properties: "<ContainerizeCustomDockerfile>docker/My.Dockerfile</ContainerizeCustomDockerfile><ContainerizeBuildContext>.</ContainerizeBuildContext><ContainerizeBuildTarget>final</ContainerizeBuildTarget>",
            items: "<ContainerizeBuildArg Include=\"GREETING\" Value=\"from the argument; as it is\" />");
        project.Write("docker/My.Dockerfile", """
            ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0
            FROM ${BASE} AS final
            ARG GREETING
            LABEL greeting="$GREETING"
            COPY data/ /data/
            EXPOSE 8080
            USER 1654
            FROM final AS debug
            LABEL greeting=debug
            """);
        project.Write("data/kept.txt", "kept");
        project.Write("data/left.secret", "left out");
        project.Write(".dockerignore", "**/*.secret\n");

        var publish = await project.PublishAsync(
            token, "-p:Containerize=true", $"-p:ContainerizeRegistryMirrors={TestEnvironment.RequireMirror()}", $"-p:ContainerizeEngineHost={TestEnvironment.RequireDocker()}",
            $"-p:ContainerRegistry={registry}", $"-p:ContainerRepository={repository}", "-p:ContainerImageTags=1.0+latest");

        Assert.AreEqual(0, publish.ExitCode, publish.Output);
        var report = project.ReadReport();
        using var folder = new TempFolder();
        string[] copy = ["copy", "--insecure-policy", "--src-tls-verify=false", $"docker://{registry}/{repository}:1.0", $"docker-archive:{folder["pushed.tar"]}"];
        var copied = await ProcessRunner.RunAsync(TestEnvironment.RequireTool("skopeo"), copy, folder.Path, null, TimeSpan.FromMinutes(2), token);
        Assert.AreEqual(0, copied.ExitCode, copied.Output);
        var image = SavedImage.Read(folder["pushed.tar"]);
        Assert.AreEqual("from the argument; as it is", (string?)image.Config["config"]!["Labels"]!["greeting"]);
        Assert.IsTrue(image.Files.ContainsKey("/data/kept.txt"));
        Assert.IsFalse(image.Files.ContainsKey("/data/left.secret"));
        Assert.AreEqual(1, project.ReadPlan().GetProperty("ports").GetArrayLength());

        // What the registry has of the base is mounted or found, not compressed anew and sent.
        Assert.IsLessThan(1_000_000, report.GetProperty("transfer").GetProperty("bytesUploaded").GetInt64());
    }

    [TestMethod]
    public async Task A_step_that_fails_is_one_coded_error_on_the_Dockerfile_with_its_last_output()
    {
        using var project = new SdkProject("fails", properties: "<DockerfileFile>Dockerfile</DockerfileFile><DockerfileTag>ctz-build-fails:dev</DockerfileTag>");
        project.Write("Dockerfile", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nCOPY missing.txt /\n");

        var publish = await project.PublishAsync(
            TestContext.CancellationToken, "-p:Containerize=true", $"-p:ContainerizeRegistryMirrors={TestEnvironment.RequireMirror()}", $"-p:ContainerizeEngineHost={TestEnvironment.RequireDocker()}");

        Assert.AreNotEqual(0, publish.ExitCode);
        StringAssert.Contains(publish.Output, "Dockerfile : error CTZ0620:");
        StringAssert.Contains(publish.Output, "missing.txt");
        Assert.DoesNotContain("   at ", publish.Output);
    }

    [TestMethod]
    public async Task An_unknown_builder_and_a_missing_Dockerfile_are_coded()
    {
        using var project = new SdkProject("wrong");

        var unknown = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", "-p:ContainerizeBuilder=kaniko", "-p:ContainerBaseImage=scratch", "-p:SelfContained=true", "-r", "linux-x64", "-p:ContainerArchiveOutputPath=x.tar");
        var missing = await project.PublishAsync(TestContext.CancellationToken, "-p:Containerize=true", "-p:ContainerizeCustomDockerfile=no/Dockerfile");

        StringAssert.Contains(unknown.Output, "error CTZ0120: ContainerizeBuilder 'kaniko'");
        StringAssert.Contains(missing.Output, "error CTZ0621:");
    }

    [TestMethod]
    public async Task Packages_and_commands_are_run_once_on_a_base_that_only_the_engine_has_and_then_cost_nothing()
    {
        TestEnvironment.RequireLong();
        var token = TestContext.CancellationToken;
        var (docker, name) = (TestEnvironment.RequireDocker(), $"localhost/ctz-build-{Guid.NewGuid():N}:1");
        using var folder = new TempFolder();
        using var project = new SdkProject("packages", properties: "<ContainerUser>1654</ContainerUser>", items: "<ContainerPackage Include=\"libfoo;fonts-bar\" /><ContainerPackage Include=\"pinned\" Version=\"1.2-r0\" /><ContainerRunCommand Include=\"echo &quot;$HOME said&quot; > /ran\" />");
        await MakeBaseAsync(folder, name, token);
        string[] common = ["-p:Containerize=true", $"-p:ContainerBaseImage={name}", $"-p:ContainerizeCacheDir={folder["cache"]}", $"-p:ContainerizeEngineHost={docker}", "-v:d"];
        try
        {
            var first = await project.PublishAsync(token, [.. common, "-p:ContainerRepository=ctz-build/packages"]);
            Assert.AreEqual(0, first.ExitCode, first.Output);
            StringAssert.Contains(first.Output, "CTZ0622");
            Assert.AreEqual("add --no-cache fonts-bar libfoo pinned=1.2-r0\n", await DockerEngine.RunAsync(token, "run", "--rm", "--entrypoint", "cat", "ctz-build/packages:latest", "/apk.log"));
            Assert.AreEqual("/root said\n", await DockerEngine.RunAsync(token, "run", "--rm", "--entrypoint", "cat", "ctz-build/packages:latest", "/ran"));
            Assert.AreEqual("1654\n", await DockerEngine.RunAsync(token, "run", "--rm", "--entrypoint", "id", "ctz-build/packages:latest", "-u"));
            StringAssert.Contains(await File.ReadAllTextAsync(Directory.EnumerateFiles(project["obj"], "Dockerfile", SearchOption.AllDirectories).First(file => !file.Contains("base", StringComparison.Ordinal)), token), "RUN apk add --no-cache fonts-bar libfoo pinned=1.2-r0\nRUN echo \"$HOME said\" > /ran\n");

            project.Write("Program.cs", "System.Console.WriteLine(\"changed\");");
            var second = await project.PublishAsync(token, [.. common, "-p:ContainerRepository=ctz-build/packages"]);
            Assert.AreEqual(0, second.ExitCode, second.Output);
            StringAssert.Contains(second.Output, "The base with its commands run is in the cache");
            Assert.AreEqual("changed\n", await DockerEngine.RunAsync(token, "run", "--rm", "ctz-build/packages:latest"));
        }
        finally
        {
            await DockerEngine.RunAsync(CancellationToken.None, "rmi", "-f", "ctz-build/packages:latest", name);
        }
    }

    [TestMethod]
    public async Task Packages_on_a_base_without_a_shell_name_one_that_has_them()
    {
        TestEnvironment.RequireLong();
        using var project = new SdkProject("chiseled", properties: "<ContainerFamily>noble-chiseled</ContainerFamily>", items: "<ContainerPackage Include=\"libgdiplus\" />");

        var plan = await project.PublishAsync(TestContext.CancellationToken, "-t:ContainerizePlan");

        StringAssert.Contains(plan.Output, "error CTZ0623: ContainerPackage cannot be used on 'mcr.microsoft.com/dotnet/runtime:10.0-noble-chiseled-extra'");
        StringAssert.Contains(plan.Output, "Set ContainerFamily to one with packages");
    }

    private static async Task<string> BaseDigestAsync(SdkProject project, string[] common, CancellationToken token)
    {
        await project.PublishAsync(token, [.. common, "-p:ContainerRepository=ctz-build/direct"]);
        return project.ReadReport().GetProperty("base").GetProperty("digest").GetString()!;
    }

    // The runtime with busybox, and an apk that writes down what it is asked.
    private static async Task MakeBaseAsync(TempFolder folder, string name, CancellationToken token)
    {
        File.Copy(TestEnvironment.RequireTool("busybox"), folder["base/busybox"] is var busybox && Directory.CreateDirectory(Path.GetDirectoryName(busybox)!).Exists ? busybox : "");
        folder.Write("base/os-release", "NAME=x\nID=alpine\n");
        folder.Write("base/apk", "#!/bin/sh\necho \"$@\" >> /apk.log\n");
        File.SetUnixFileMode(folder["base/apk"], (UnixFileMode)0x1ED);
        folder.Write("base/Dockerfile", $"""
            FROM {TestEnvironment.RequireRegistry()}/dotnet/runtime:10.0
            COPY busybox /bin/busybox
            COPY apk /bin/apk
            COPY os-release /etc/os-release
            RUN ["/bin/busybox", "--install", "-s", "/bin"]
            ENV PATH=/bin:/usr/bin:/usr/sbin:/sbin
            USER 1654
            """);
        await DockerEngine.RunAsync(token, "build", "-q", "-t", name, folder["base"]);
    }
}
