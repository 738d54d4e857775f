using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>Publishing to an engine that is reached as one on another machine is.</summary>
[TestClass]
public sealed class FarEngineTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_publish_loads_into_an_engine_over_TLS_and_says_what_is_wrong_without_a_certificate()
    {
        TestEnvironment.RequireLong();
        var (address, certificates) = TestEnvironment.RequireDockerTls();
        var variables = new Dictionary<string, string?> { ["DOCKER_HOST"] = address, ["DOCKER_TLS_VERIFY"] = "1", ["DOCKER_CERT_PATH"] = certificates };
        using var empty = new TempFolder();
        File.Copy(Path.Combine(certificates, "ca.pem"), empty["ca.pem"]);

        await CheckAsync("ctz-far/app", "error CTZ06", new(variables) { ["DOCKER_CERT_PATH"] = empty.Path }, variables, engine: variables);
    }

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_publish_loads_into_an_engine_over_ssh_and_says_what_is_wrong_without_a_key()
    {
        TestEnvironment.RequireLong();
        var socket = TestEnvironment.RequireDocker()["unix://".Length..];
        await using var server = await SshServer.StartAsync(new Dictionary<string, string> { ["user"] = "" }, Token);
        Dictionary<string, string?> Variables(string key) =>
            new(server.Client(key).Environment.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))) { ["DOCKER_HOST"] = server.Address(socket).ToString() };

        var refused = await CheckAsync("ctz-far/ssh", "error CTZ0601", Variables("stranger"), Variables("user"), engine: DockerEngine.Variables());

        StringAssert.Contains(refused, "the host takes none of the keys");
    }

    /// <returns>What the publish said that was refused.</returns>
    private async Task<string> CheckAsync(string repository, string code, Dictionary<string, string?> stranger, Dictionary<string, string?> user, IReadOnlyDictionary<string, string?> engine)
    {
        using var project = new SdkProject("Far");
        string[] arguments = ["publish", project.File, "-tl:off", "-p:Containerize=true", $"-p:ContainerizeRegistryMirrors={TestEnvironment.RequireMirror()}", $"-p:ContainerRepository={repository}"];
        Task<ProcessResult> DockerAsync(params string[] command) => ProcessRunner.RunAsync(DockerEngine.Cli, command, project.Folder, engine, TimeSpan.FromMinutes(1), Token);

        var refused = await DotNet.RunAsync(arguments, project.Folder, Token, stranger);
        var published = await DotNet.RunAsync(arguments, project.Folder, Token, user);
        var inspected = await DockerAsync("image", "inspect", "--format", "{{.Id}}", $"{repository}:latest");
        var again = await DotNet.RunAsync(arguments, project.Folder, Token, user);
        await DockerAsync("rmi", "-f", $"{repository}:latest");

        Assert.AreNotEqual(0, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, code);
        Assert.DoesNotContain("   at ", refused.Output);
        Assert.AreEqual(0, published.ExitCode, published.Output);
        Assert.AreEqual(project.ReadReport().GetProperty("image").GetProperty("configDigest").GetString(), inspected.Output.Trim());
        StringAssert.Contains(again.Output, "(nothing sent)");
        return refused.Output;
    }
}
