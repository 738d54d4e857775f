using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

/// <summary>A real Docker engine over tcp with certificates on both sides, and scripted ones for what it cannot be made to do.</summary>
[TestClass]
public sealed class EngineTlsTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Loads_and_runs_over_tls()
    {
        var (address, certificates) = TestEnvironment.RequireDockerTls();
        await RunAsync(await Resolver(("DOCKER_HOST", address), ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", certificates)).FindAsync(Token));
    }

    [TestMethod]
    [DataRow("DOCKER_CONTEXT")]
    [DataRow("currentContext")]
    public async Task A_context_that_docker_made_leads_to_the_engine_with_its_certificates(string by)
    {
        var (address, certificates) = TestEnvironment.RequireDockerTls();
        using var folder = new TempFolder();
        string[] endpoint = [$"host={address}", $"ca={certificates}/ca.pem", $"cert={certificates}/cert.pem", $"key={certificates}/key.pem"];
        await DockerAsync(folder, "context", "create", "far", "--docker", string.Join(',', endpoint));
        if (by == "currentContext")
            await DockerAsync(folder, "context", "use", "far");

        var engine = await Resolver(("DOCKER_CONFIG", folder.Path), ("DOCKER_CONTEXT", by == "DOCKER_CONTEXT" ? "far" : "")).FindAsync(Token);

        Assert.StartsWith(folder.Path, engine.Address.Tls!.ClientKey!);
        await RunAsync(engine);
    }

    [TestMethod]
    public async Task A_context_with_the_wrong_authority_is_told()
    {
        var (address, certificates) = TestEnvironment.RequireDockerTls();
        using var folder = new TempFolder();
        using var other = TestCertificates.Authority("other");
        await File.WriteAllTextAsync(folder["other.pem"], other.ExportCertificatePem(), Token);
        await DockerAsync(folder, "context", "create", "far", "--docker", $"host={address},ca={folder["other.pem"]},cert={certificates}/cert.pem,key={certificates}/key.pem");

        await Failure.OfAsync(
            EngineCodes.EngineUnreachable, "does not lead to the authority in", token => Resolver(("DOCKER_CONFIG", folder.Path), ("DOCKER_CONTEXT", "far")).FindAsync(token), Token);
    }

    [TestMethod]
    [DataRow("other authority", "does not lead to the authority in")]
    [DataRow("system's authorities", "does not lead to the authority in the system's store")]
    [DataRow("no client", "wants a certificate of yours")]
    [DataRow("client of another authority", "does not take the certificate")]
    [DataRow("client expired", "has expired on 2")]
    [DataRow("broken client", "TLS failed")]
    [DataRow("plain", "it wants TLS; set DOCKER_TLS_VERIFY=1")]
    public async Task What_is_wrong_with_certificates_is_told(string what, string hint)
    {
        var (address, certificates) = TestEnvironment.RequireDockerTls();
        using var folder = new TempFolder();
        using var real = X509Certificate2.CreateFromPemFile($"{certificates}/ca.pem", $"{certificates}/ca-key.pem");
        using var other = TestCertificates.Authority("other");
        using var client = TestCertificates.Issue(what == "client of another authority" ? other : real, "user", what == "client expired" ? -1 : 1);
        TestCertificates.Write(client, folder["cert.pem"], folder["key.pem"]);
        await File.WriteAllTextAsync(folder["ca.pem"], (what == "other authority" ? other : real).ExportCertificatePem(), Token);
        if (what == "system's authorities")
            File.Delete(folder["ca.pem"]);
        else if (what == "no client")
            File.Delete(folder["cert.pem"]);
        else if (what == "broken client")
            File.WriteAllText(folder["key.pem"], "no key");
        var tls = EngineTls.FromFolder(folder.Path);

        using var engine = new EngineClient(EngineAddress.Parse(address, "test") with { Tls = what == "plain" ? null : tls }, new());
        await Failure.OfAsync(EngineCodes.EngineUnreachable, hint, engine.PingAsync, Token);
    }

    [TestMethod]
    public async Task What_is_right_is_taken()
    {
        var (address, certificates) = TestEnvironment.RequireDockerTls();
        using var folder = new TempFolder();
        using var real = X509Certificate2.CreateFromPemFile($"{certificates}/ca.pem", $"{certificates}/ca-key.pem");
        using var client = TestCertificates.Issue(real, "user");
        TestCertificates.Write(client, folder["cert.pem"], folder["key.pem"]);
        File.Copy($"{certificates}/ca.pem", folder["ca.pem"]);

        using var engine = new EngineClient(EngineAddress.Parse(address, "test") with { Tls = EngineTls.FromFolder(folder.Path) }, new());

        Assert.IsFalse((await engine.PingAsync(Token)).IsPodman);
    }

    [TestMethod]
    [DataRow(-1, "127.0.0.1", "has expired, or is not valid yet")]
    [DataRow(40, "127.0.0.1", "has expired, or is not valid yet")]
    [DataRow(1, "127.0.0.9", "is for another name than '127.0.0.1'")]
    public async Task An_engine_with_a_bad_certificate_is_told(int hours, string address, string hint)
    {
        using var folder = new TempFolder();
        using var authority = TestCertificates.Authority("ours");
        using var server = TestCertificates.Issue(authority, "engine", hours, address);
        await File.WriteAllTextAsync(folder["ca.pem"], authority.ExportCertificatePem(), Token);
        await using var engine = FakeEngine.StartTcp(server);

        using var client = new EngineClient(engine.Address with { Tls = EngineTls.FromFolder(folder.Path) }, new());
        await Failure.OfAsync(EngineCodes.EngineUnreachable, hint, client.PingAsync, Token);
    }

    [TestMethod]
    public async Task A_port_without_tls_is_told()
    {
        await using var engine = FakeEngine.StartTcp(null);

        using var client = new EngineClient(engine.Address with { Tls = new EngineTls() }, new());
        await Failure.OfAsync(EngineCodes.EngineUnreachable, "does not speak TLS", client.PingAsync, Token);
    }

    private static EngineResolver Resolver(params (string Name, string Value)[] variables) =>
        new(new() { Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value), Home = "" });

    private async Task RunAsync(IContainerEngine client)
    {
        await using var engine = LiveEngine.Open(client);
        var reference = await engine.LoadAsync(BusyboxImage.Shell("echo over there; echo wrong >&2; exit 3"), Token);
        var container = await client.CreateContainerAsync(new() { Image = reference, Labels = new Dictionary<string, string> { [Running.ProjectLabel.Name] = engine.Label.Value } }, Token);
        await client.StartContainerAsync(container.Id, Token);

        var lines = new List<LogLine>();
        await foreach (var line in client.ReadLogAsync(container.Id, follow: true, tail: null, Token))
            lines.Add(line);

        Assert.AreEqual(3, await client.WaitForContainerAsync(container.Id, Token));
        CollectionAssert.AreEquivalent(new LogLine[] { new(false, "over there"), new(true, "wrong") }, lines);
    }

    private async Task DockerAsync(TempFolder folder, params string[] words)
    {
        var result = await ProcessRunner.RunAsync(
            TestEnvironment.RequireTool("docker"), ["--config", folder.Path, .. words], folder.Path,
            new Dictionary<string, string?> { ["DOCKER_HOST"] = null, ["DOCKER_CONTEXT"] = null, ["DOCKER_CONFIG"] = null }, TimeSpan.FromSeconds(30), Token);
        Assert.AreEqual(0, result.ExitCode, result.Output);
    }
}
