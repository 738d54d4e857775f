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
}
