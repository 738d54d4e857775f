using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>An image whose health check is a path becomes healthy on a real engine, with no shell in it.</summary>
[TestClass]
public sealed class HealthTests
{
    private const string Program = """
        var app = WebApplication.Create(args);
        app.MapGet("/healthz", () => "fine");
        app.Run();
        """;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("Framework", "", "dotnet")]
    [DataRow("Contained", "<RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained><InvariantGlobalization>true</InvariantGlobalization><ContainerBaseImage>scratch</ContainerBaseImage>", "/app/containerize-probe")]
    public async Task Is_healthy_by_the_probe(string name, string properties, string program)
    {
        var (docker, mirror) = (TestEnvironment.RequireDocker(), TestEnvironment.RequireMirror());
        using var project = new SdkProject(name, "Microsoft.NET.Sdk.Web", properties + "<ContainerHealthCheck>/healthz</ContainerHealthCheck><ContainerHealthCheckInterval>1s</ContainerHealthCheckInterval>", program: Program);
        string[] engine = [$"-p:ContainerizeEngineHost={docker}", $"-p:ContainerizeRegistryMirrors={mirror}"];

        var published = await project.PublishAsync(TestContext.CancellationToken, ["-p:Containerize=true", "-p:ContainerizeRun=true", .. engine]);

        try
        {
            Assert.AreEqual(0, published.ExitCode, published.Output);
            var container = (await DockerEngine.RunAsync(TestContext.CancellationToken, "ps", "-q", "--filter", $"ancestor={name.ToLowerInvariant()}:latest")).Trim();
            Assert.AreEqual("healthy", await HealthAsync(container));
            StringAssert.StartsWith(await DockerEngine.RunAsync(TestContext.CancellationToken, "inspect", "-f", "{{index .Config.Healthcheck.Test 1}}", container), program);
            CollectionAssert.Contains(RealProjectTests.LayerFiles(project.ReadPlan(), "packages"), "/app/containerize-probe.dll");
        }
        finally
        {
            await DotNet.RunAsync(["build", project.File, "-t:ContainerizeRemove", .. engine], project.Folder, CancellationToken.None);
        }
    }

    // The publish ran the check itself and may have been faster than the engine, which checks once a second.
    private async Task<string> HealthAsync(string container)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        string status;
        do
            status = (await DockerEngine.RunAsync(limit.Token, "inspect", "-f", "{{.State.Health.Status}}", container)).Trim();
        while (status == "starting");
        return status;
    }
}
