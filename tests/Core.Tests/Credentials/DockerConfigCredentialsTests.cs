using System.Text;
using Containerize.Core.Tests.Registries;
using Containerize.Credentials;
using Containerize.Testing;

namespace Containerize.Core.Tests.Credentials;

[TestClass]
public sealed class DockerConfigCredentialsTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("registry.example.com", "registry.example.com", "team/shop", true)]
    [DataRow("registry.example.com", "REGISTRY.example.com", "team/shop", true)]
    [DataRow("https://registry.example.com/v1/", "registry.example.com", "team/shop", true)]
    [DataRow("https://registry.example.com", "registry.example.com", "team/shop", true)]
    [DataRow("registry.example.com:5000", "registry.example.com:5000", "team/shop", true)]
    [DataRow("registry.example.com", "registry.example.com:5000", "team/shop", false)]
    [DataRow("registry.example.com:5000", "registry.example.com", "team/shop", false)]
    [DataRow("example.com", "registry.example.com", "team/shop", false)]
    [DataRow("registry.example", "registry.example.com", "team/shop", false)]
    [DataRow("registry.example.com.evil.org", "registry.example.com", "team/shop", false)]
    [DataRow("https://index.docker.io/v1/", "docker.io", "library/alpine", true)]
    [DataRow("index.docker.io", "docker.io", "library/alpine", true)]
    [DataRow("registry.example.com/team", "registry.example.com", "team/shop", true)]
    [DataRow("registry.example.com/team/shop", "registry.example.com", "team/shop", true)]
    [DataRow("registry.example.com/te", "registry.example.com", "team/shop", false)]
    [DataRow("registry.example.com/other", "registry.example.com", "team/shop", false)]
    [DataRow("", "registry.example.com", "team/shop", false)]
    public async Task An_entry_is_for_its_own_host_and_path(string key, string registry, string repository, bool expected)
    {
        using var folder = new TempFolder();
        folder.Write("config.json", $"{{\"auths\":{{\"{key}\":{{\"auth\":\"{Base64("user:pass")}\"}}}}}}");

        var found = await FindAsync(folder, registry, repository);

        Assert.AreEqual(expected, found is not null);
    }

    [TestMethod]
    public async Task The_most_specific_entry_wins()
    {
        using var folder = new TempFolder();
        folder.Write("config.json", $$"""{"auths":{"a.example":{"auth":"{{Base64("host:1")}}"},"a.example/team":{"auth":"{{Base64("team:2")}}"},"a.example/team/shop":{ } } }""");

        Assert.AreEqual("team", (await FindAsync(folder, "a.example", "team/shop"))!.User);
        Assert.AreEqual("host", (await FindAsync(folder, "a.example", "other"))!.User);
    }

    [TestMethod]
    [DataRow("user:pa:ss", "user", "pa:ss")]
    [DataRow("usér:pässwörd 🔑", "usér", "pässwörd 🔑")]
    [DataRow("user:line\nbreak", "user", "line\nbreak")]
    [DataRow("user:", "user", "")]
    public async Task A_password_arrives_byte_for_byte(string auth, string user, string password)
    {
        using var folder = new TempFolder();
        folder.Write("config.json", $"{{\"auths\":{{\"a.example\":{{\"auth\":\"{Base64(auth)}\"}}}}}}");

        var found = await FindAsync(folder, "a.example", "x");

        Assert.AreEqual(user, found!.User);
        Assert.AreEqual(password, found.Password);
    }

    [TestMethod]
    public async Task A_missing_or_lenient_config_is_no_error()
    {
        using var folder = new TempFolder();
        Assert.IsNull(await FindAsync(folder, "a.example", "x"));

        folder.Write("config.json", "\uFEFF{ /* mine */ \"auths\": { \"a.example\": { \"username\": \"user\", \"password\": \"p\", }, }, }");
        Assert.AreEqual("user", (await FindAsync(folder, "a.example", "x"))!.User);

        folder.Write("config.json", "{\"auths\":null,\"credHelpers\":[],\"credsStore\":7}");
        Assert.IsNull(await FindAsync(folder, "a.example", "x"));
    }

    [TestMethod]
    [DataRow("", "CTZ0501")]
    [DataRow("{", "CTZ0501")]
    [DataRow("[]", "CTZ0501")]
    [DataRow("{\"auths\":{\"a.example\":{\"auth\":\"!!\"}}}", "CTZ0503")]
    [DataRow("{\"auths\":{\"a.example\":{\"auth\":\"dXNlcg==\"}}}", "CTZ0503")]
    public async Task A_config_that_cannot_be_read_is_a_coded_error_that_names_the_file(string content, string code)
    {
        using var folder = new TempFolder();
        var path = folder.Write("config.json", content);

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => FindAsync(folder, "a.example", "x"));

        Assert.AreEqual(code, error.Diagnostic.Code.Id);
        Assert.Contains(path, error.Message);
        Assert.DoesNotContain("dXNlcg", error.Message);
    }

    [TestMethod]
    [DataRow("""{"credHelpers":{"a.example":"ecr-login"}}""", "ecr-login")]
    [DataRow("""{"credsStore":"desktop","auths":{"a.example":{}}}""", "desktop")]
    public async Task A_helper_that_keeps_the_login_is_warned_of(string content, string helper)
    {
        using var folder = new TempFolder();
        folder.Write("config.json", content);
        var log = new ListLog();

        Assert.IsNull(await FindAsync(folder, "a.example", "x", log));
        Assert.IsNull(await FindAsync(folder, "b.example", "x", log));

        Assert.AreEqual("CTZ0502", log.Codes.Single());
        Assert.Contains($"'{helper}'", log.Diagnostics[0].Message);
    }

    [TestMethod]
    public async Task Podmans_files_come_after_dockers()
    {
        using var folder = new TempFolder();
        folder.Write("run/containers/auth.json", $"{{\"auths\":{{\"a.example\":{{\"auth\":\"{Base64("podman:1")}\"}}}}}}");
        folder.Write("home/.docker/config.json", "{\"auths\":{}}");
        var environment = new Dictionary<string, string> { ["HOME"] = folder["home"], ["USERPROFILE"] = folder["home"], ["XDG_RUNTIME_DIR"] = folder["run"] };
        var source = new DockerConfigCredentials(environment, new ListLog());

        Assert.AreEqual("podman", (await source.FindAsync("a.example", "x", TestContext.CancellationToken))!.User);

        folder.Write("home/.docker/config.json", $"{{\"auths\":{{\"a.example\":{{\"auth\":\"{Base64("docker:1")}\"}}}}}}");
        Assert.AreEqual("docker", (await source.FindAsync("a.example", "x", TestContext.CancellationToken))!.User);
    }

    [TestMethod]
    public void A_login_shows_no_password() => Assert.AreEqual("login 'user' from file", new Credential("user", "secret", "file").ToString());

    private async Task<Credential?> FindAsync(TempFolder folder, string registry, string repository, ListLog? log = null) =>
        await new DockerConfigCredentials(new Dictionary<string, string> { ["DOCKER_CONFIG"] = folder.Path }, log ?? new ListLog()).FindAsync(registry, repository, TestContext.CancellationToken);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
