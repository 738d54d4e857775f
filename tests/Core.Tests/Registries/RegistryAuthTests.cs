using System.Text;
using Containerize.Oci;
using Containerize.Registries;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registries;

[TestClass]
public sealed class RegistryAuthTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(AuthKind.Basic)]
    [DataRow(AuthKind.Bearer)]
    public async Task A_stored_login_is_used_to_push(AuthKind kind)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = kind;
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);
        var image = Samples.Image(Samples.Layer("app"));

        var result = await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["1.0"]);
        Assert.AreEqual(registry.Requests.Count, result.Transfer.Requests);
    }

    [TestMethod]
    public async Task A_token_is_asked_for_once_however_many_blobs_there_are()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image([.. Enumerable.Range(0, 50).Select(number => Samples.Layer($"layer {number}"))]), TestContext.CancellationToken);

        var token = registry.Requests.Single(request => request.Path.StartsWith("/token", StringComparison.Ordinal));
        Assert.AreEqual("/token?service=fake&scope=repository:team/shop:pull,push", token.Path);
        Assert.HasCount(1, registry.Requests.Where(request => request.Authorization.Length == 0));
    }

    [TestMethod]
    public async Task Anybody_may_pull_with_an_anonymous_token()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Auth.AnonymousPull = true;
        using var client = new Client();

        await client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken);

        Assert.HasCount(1, registry.Requests.Where(request => request.Path.StartsWith("/token", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task An_identity_token_is_exchanged()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Auth.IdentityToken = "identity";
        using var client = new Client();
        client.Login("""{"auths":{"HOST":{"identitytoken":"identity"}}}""".Replace("HOST", registry.Host, StringComparison.Ordinal));

        await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken);

        Assert.AreEqual("POST", registry.Requests.Single(request => request.Path.StartsWith("/token", StringComparison.Ordinal)).Method);
    }

    [TestMethod]
    public async Task An_identity_token_that_is_refused_leaves_an_anonymous_pull()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Auth.AnonymousPull = true;
        using var client = new Client();
        client.Login("""{"auths":{"HOST":{"identitytoken":"identity"}}}""".Replace("HOST", registry.Host, StringComparison.Ordinal));

        await client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task A_token_that_was_revoked_is_renewed_once()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Faults.Add(new Fault("POST", "/uploads/", 1, async context =>
        {
            registry.Auth.RevokeAll();
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"{registry.Address}/token\",service=\"fake\",error=\"invalid_token\"";
            await Fault.Status(401)(context);
        }));
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);
        var image = Samples.Image(Samples.Layer("app"));

        await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["1.0"]);
        Assert.HasCount(2, registry.Requests.Where(request => request.Path.StartsWith("/token", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_mount_asks_for_the_right_to_read_the_other_repository()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        registry.AddBlob("dotnet/aspnet", "base"u8.ToArray());
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        var result = await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("base", new BlobOrigin(registry.Host, "dotnet/aspnet"))), TestContext.CancellationToken);

        Assert.AreEqual(4, result.Transfer.BytesMounted);
    }

    [TestMethod]
    [DataRow(AuthKind.Basic, "ci:wrong", "authentication required; the login 'ci' from ")]
    [DataRow(AuthKind.Bearer, "ci:wrong", "did not accept the login 'ci'")]
    [DataRow(AuthKind.Basic, "", "authentication required; no login for it is stored")]
    [DataRow(AuthKind.Bearer, "", "no token without a login")]
    public async Task A_login_that_is_wrong_or_missing_is_told_without_its_password(AuthKind kind, string login, string reason)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = kind;
        using var client = new Client();
        if (login.Length > 0)
            client.Login(registry.Host, login);

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0402", error.Diagnostic.Code.Id);
        Assert.Contains(reason, error.Message);
        Assert.DoesNotContain("wrong", error.Message);
        Assert.IsLessThanOrEqualTo(4, registry.Requests.Count);
    }

    [TestMethod]
    [DataRow("bearer REALM={realm}, Service=fake")]
    [DataRow("Negotiate, Basic realm=\"x\", Bearer realm=\"{realm}\",service=\"fake\"")]
    [DataRow("Bearer realm=\"{realm}\",service=\"fake\",service=\"other\",scope=\"a b\"")]
    public async Task Challenges_in_other_words_are_understood(string challenge)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Auth.Challenge = challenge;
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken);

        Assert.IsTrue(registry.Requests.Any(request => request.Path.StartsWith("/token?service=fake", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("http://user:password@127.0.0.1/token")]
    [DataRow("ftp://127.0.0.1/token")]
    [DataRow("http://[broken")]
    public async Task A_realm_that_is_no_place_for_a_login_is_refused(string realm)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Auth.Realm = realm;
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0412", error.Diagnostic.Code.Id);
        Assert.DoesNotContain("password@", error.Message);
    }

    [TestMethod]
    public async Task A_realm_beside_this_machine_on_plain_HTTP_gets_no_password()
    {
        var (name, address) = OtherName.Require();
        await using var registry = await FakeRegistry.StartAsync();
        await using var tokens = await FakeRegistry.StartAsync(address: address);
        tokens.Auth.AnonymousPull = true;
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Auth.Realm = $"http://{name}:{new Uri(tokens.Address).Port}/token";
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.IsNotEmpty(tokens.Requests);
        Assert.IsTrue(tokens.Requests.All(request => request.Authorization.Length == 0));
    }

    [TestMethod]
    public async Task A_login_goes_to_no_listed_host_on_plain_HTTP()
    {
        var (name, address) = OtherName.Require();
        await using var registry = await FakeRegistry.StartAsync(address: address);
        registry.Auth.Kind = AuthKind.Basic;
        var host = $"{name}:{new Uri(registry.Address).Port}";
        using var client = new Client { Settings = RegistrySettings.Read(host, "", "", false) };
        client.Login(host, registry.Auth.Login);

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0402", error.Diagnostic.Code.Id);
        Assert.Contains("not sent over plain HTTP", error.Message);
        Assert.IsTrue(registry.Requests.All(request => request.Authorization.Length == 0));
    }

    [TestMethod]
    public async Task A_token_service_that_is_busy_is_asked_again()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Faults.Add(new Fault("GET", "/token", 2, Fault.Status(503)));
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken);

        Assert.HasCount(2, client.Waits);
    }

    [TestMethod]
    [DataRow("<html>")]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("{\"token\":\"a\\r\\nX: y\"}")]
    public async Task A_token_that_is_none_is_a_coded_error(string answer)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Faults.Add(new Fault("GET", "/token", int.MaxValue, Fault.Body(200, "application/json", Encoding.UTF8.GetBytes(answer))));
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0405", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    public async Task The_variables_of_the_SDK_come_before_stored_logins()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Basic;
        using var client = new Client();
        client.Login(registry.Host, "ci:wrong");
        var (user, password) = (registry.Auth.Login.Split(':', 2)[0], registry.Auth.Login.Split(':', 2)[1]);
        client.Environment["DOTNET_CONTAINER_REGISTRY_UNAME"] = user;
        client.Environment["DOTNET_CONTAINER_REGISTRY_PWORD"] = password;

        await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken);

        Assert.IsTrue(registry["team/shop"].Tags.ContainsKey("1.0"));
    }

    [TestMethod]
    public async Task No_secret_is_logged()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Auth.Kind = AuthKind.Bearer;
        registry.Faults.Add(new Fault("HEAD", "/blobs/", 1, Fault.Status(500)));
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken);

        Assert.IsNotEmpty(client.Log.Details);
        var secret = registry.Auth.Login.Split(':', 2)[1];
        Assert.IsFalse(client.Log.Details.Concat(client.Log.Diagnostics.Select(diagnostic => diagnostic.Message)).Any(line => line.Contains(secret, StringComparison.Ordinal) || line.Contains("token-", StringComparison.Ordinal)));
    }
}
