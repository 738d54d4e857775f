using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>Publishing to an engine that is reached as one on another machine is.</summary>
[TestClass]
public sealed class FarEngineTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_publish_loads_into_an_engine_over_TLS_and_says_what_is_wrong_without_a_certificate()
    {
        TestEnvironment.RequireLong();
        var token = TestContext.CancellationToken;
        var (address, certificates) = TestEnvironment.RequireDockerTls();
        using var project = new SdkProject("Far");
        string[] arguments = ["publish", project.File, "-tl:off", "-p:Containerize=true", $"-p:ContainerizeRegistryMirrors={TestEnvironment.RequireMirror()}", "-p:ContainerRepository=ctz-far/app"];
        var variables = new Dictionary<string, string?> { ["DOCKER_HOST"] = address, ["DOCKER_TLS_VERIFY"] = "1", ["DOCKER_CERT_PATH"] = certificates };
        using var empty = new TempFolder();
        File.Copy(Path.Combine(certificates, "ca.pem"), empty["ca.pem"]);

        var refused = await DotNet.RunAsync(arguments, project.Folder, token, new Dictionary<string, string?>(variables) { ["DOCKER_CERT_PATH"] = empty.Path });
        var published = await DotNet.RunAsync(arguments, project.Folder, token, variables);
        var inspected = await ProcessRunner.RunAsync(DockerEngine.Cli, ["image", "inspect", "--format", "{{.Id}}", "ctz-far/app:latest"], project.Folder, variables, TimeSpan.FromMinutes(1), token);
        var again = await DotNet.RunAsync(arguments, project.Folder, token, variables);
        await ProcessRunner.RunAsync(DockerEngine.Cli, ["rmi", "-f", "ctz-far/app:latest"], project.Folder, variables, TimeSpan.FromMinutes(1), token);

        Assert.AreNotEqual(0, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, "error CTZ06");
        Assert.DoesNotContain("   at ", refused.Output);
        Assert.AreEqual(0, published.ExitCode, published.Output);
        Assert.AreEqual(project.ReadReport().GetProperty("image").GetProperty("configDigest").GetString(), inspected.Output.Trim());
        StringAssert.Contains(again.Output, "(nothing sent)");
    }

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_publish_loads_into_an_engine_over_ssh_and_says_what_is_wrong_without_a_key()
    {
        TestEnvironment.RequireLong();
        var token = TestContext.CancellationToken;
        var socket = TestEnvironment.RequireDocker()["unix://".Length..];
        await using var server = await SshServer.StartAsync(new Dictionary<string, string> { ["user"] = "" }, token);
        using var project = new SdkProject("Far");
        string[] arguments = ["publish", project.File, "-tl:off", "-p:Containerize=true", $"-p:ContainerizeRegistryMirrors={TestEnvironment.RequireMirror()}", "-p:ContainerRepository=ctz-far/ssh", $"-p:ContainerizeEngineHost={server.Address(socket)}"];
        Task<ProcessResult> PublishAsync(SshClient client) => DotNet.RunAsync(arguments, project.Folder, token, client.Environment.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));

        var refused = await PublishAsync(server.Client("stranger"));
        var published = await PublishAsync(server.Client("user"));
        var inspected = await DockerEngine.RunAsync(token, "image", "inspect", "--format", "{{.Id}}", "ctz-far/ssh:latest");
        var again = await PublishAsync(server.Client("user"));
        await DockerEngine.RunAsync(token, "rmi", "-f", "ctz-far/ssh:latest");

        Assert.AreNotEqual(0, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, "error CTZ0601");
        StringAssert.Contains(refused.Output, "the host takes none of the keys");
        Assert.DoesNotContain("   at ", refused.Output);
        Assert.AreEqual(0, published.ExitCode, published.Output);
        Assert.AreEqual(project.ReadReport().GetProperty("image").GetProperty("configDigest").GetString(), inspected.Trim());
        StringAssert.Contains(again.Output, "(nothing sent)");
    }
}
