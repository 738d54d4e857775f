using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Containerize.Oci;
using Containerize.References;
using Containerize.Registries;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registries;

[TestClass]
public sealed class RegistryFaultTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(408)]
    [DataRow(429)]
    [DataRow(500)]
    [DataRow(502)]
    [DataRow(503)]
    [DataRow(504)]
    public async Task A_push_survives_any_step_failing_once(int status)
    {
        foreach (var (method, path) in new[] { ("HEAD", "/manifests/"), ("HEAD", "/blobs/"), ("POST", "/uploads/"), ("PUT", "/uploads/"), ("PUT", "/manifests/") })
        {
            await using var registry = await FakeRegistry.StartAsync();
            registry.Faults.Add(new Fault(method, path, 1, Fault.Status(status)));
            using var client = new Client();
            var image = Samples.Image(Samples.Layer("app"));

            await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

            Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["1.0"], $"{method} {path}");
            Assert.HasCount(1, client.Waits);
        }
    }

    [TestMethod]
    public async Task A_push_survives_a_reset_at_any_step()
    {
        foreach (var (method, path) in new[] { ("HEAD", "/manifests/"), ("HEAD", "/blobs/"), ("POST", "/uploads/"), ("PUT", "/uploads/"), ("PUT", "/manifests/") })
        {
            await using var registry = await FakeRegistry.StartAsync();
            registry.Faults.Add(new Fault(method, path, 1, Fault.Reset()));
            using var client = new Client();
            var image = Samples.Image(Samples.Layer("app"));

            await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

            Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["1.0"], $"{method} {path}");
        }
    }

    [TestMethod]
    public async Task A_broken_upload_is_opened_anew_and_not_continued_blindly()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("PUT", "/uploads/", 1, Fault.Status(500)));
        using var client = new Client();
        var image = Samples.Image(Samples.Layer("app"));
        registry.NameParts(image);

        await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        Assert.AreEqual(
            """
            HEAD /v2/team/shop/blobs/<layer 0>
            POST /v2/team/shop/blobs/uploads/
            PUT /v2/team/shop/blobs/uploads/<upload>&digest=<layer 0>
            HEAD /v2/team/shop/blobs/<layer 0>
            POST /v2/team/shop/blobs/uploads/
            PUT /v2/team/shop/blobs/uploads/<upload>&digest=<layer 0>
            """.ReplaceLineEndings("\n"),
            string.Join("\n", registry.TakeRequests()[1..7]));
    }

    [TestMethod]
    public async Task An_error_that_lasts_is_told_after_three_attempts()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("HEAD", "/blobs/", int.MaxValue, Fault.Status(500)));
        registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("GET", "/manifests/", int.MaxValue, Fault.Status(500, "INTERNAL", "the\ndisk\u001b[31m is full")));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken));

        Assert.AreEqual("CTZ0405", error.Diagnostic.Code.Id);
        Assert.AreEqual(HttpStatusCode.InternalServerError, error.Status);
        Assert.Contains("500", error.Message);
        Assert.Contains("the disk [31m is full", error.Message);
        Assert.HasCount(3, registry.Requests.Where(request => request.Method == "GET"));
    }

    [TestMethod]
    public async Task Retry_After_is_honoured()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("HEAD", "/manifests/", 1, Fault.Status(429, retryAfter: "2")));
        registry.AddBase("base", "1");
        using var client = new Client();

        await client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken);

        Assert.AreEqual(TimeSpan.FromSeconds(2), client.Waits.Single());
    }

    [TestMethod]
    [DataRow("garbage")]
    [DataRow("-5")]
    [DataRow("Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task A_Retry_After_that_says_nothing_useful_does_not_hurt(string value)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("HEAD", "/manifests/", 1, Fault.Status(503, retryAfter: value)));
        registry.AddBase("base", "1");
        using var client = new Client();

        await client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken);

        Assert.IsLessThan(TimeSpan.FromSeconds(1), client.Waits.Single());
    }

    [TestMethod]
    public async Task A_registry_that_wants_a_day_is_not_waited_for()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("HEAD", "/manifests/", int.MaxValue, Fault.Status(429, "TOOMANYREQUESTS", "slow down", "86400")));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken));

        Assert.AreEqual("CTZ0410", error.Diagnostic.Code.Id);
        Assert.Contains("86400 seconds", error.Message);
        Assert.IsEmpty(client.Waits);
    }

    [TestMethod]
    [DataRow(400, "CTZ0405")]
    [DataRow(403, "CTZ0403")]
    [DataRow(404, "CTZ0404")]
    [DataRow(405, "CTZ0405")]
    [DataRow(413, "CTZ0405")]
    [DataRow(415, "CTZ0405")]
    public async Task A_refusal_is_not_tried_again(int status, string code)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("POST", "/uploads/", int.MaxValue, Fault.Status(status, "DENIED", "you may not")));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual(code, error.Diagnostic.Code.Id);
        Assert.AreEqual("DENIED", error.ErrorCode);
        Assert.Contains("you may not", error.Message);
        Assert.IsEmpty(client.Waits);
        Assert.HasCount(1, registry.Requests.Where(request => request.Method == "POST"));
    }

    [TestMethod]
    public async Task A_missing_image_is_told_in_the_words_of_the_registry()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken));

        Assert.AreEqual("CTZ0404", error.Diagnostic.Code.Id);
        Assert.AreEqual($"{registry.Host} has no 'base:1' (404: manifest unknown). Check the repository and the tag, and log in if it is private.", error.Message);
    }

    [TestMethod]
    public async Task A_page_of_a_proxy_is_not_quoted_and_not_read_to_its_end()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("POST", "/uploads/", int.MaxValue, Fault.Body(413, "text/html", Encoding.UTF8.GetBytes("<html>" + new string('x', 10 << 20)))));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.DoesNotContain("html", error.Message);
        Assert.IsLessThan(500, error.Message.Length);
    }

    [TestMethod]
    public async Task A_truncated_download_is_tried_again()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("GET", LayerDigest("base layer"), 2, Fault.Truncated("base"u8.ToArray(), 10)));
        using var client = new Client();

        Assert.AreEqual("base layer", await ReadLayerAsync(client, registry));
    }

    [TestMethod]
    public async Task A_download_that_stays_truncated_is_an_error_and_nothing_is_kept()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("GET", LayerDigest("base layer"), int.MaxValue, Fault.Truncated("base"u8.ToArray(), 10)));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => ReadLayerAsync(client, registry));

        Assert.AreEqual("CTZ0401", error.Diagnostic.Code.Id);
        AssertNothingKept(client);
    }

    [TestMethod]
    [DataRow("base LAYER")]
    [DataRow("base")]
    [DataRow("base layer and more")]
    public async Task Content_that_is_not_what_its_digest_says_is_an_error_and_nothing_is_kept(string content)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("GET", LayerDigest("base layer"), int.MaxValue, Fault.Body(200, "application/octet-stream", Encoding.UTF8.GetBytes(content))));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => ReadLayerAsync(client, registry));

        Assert.AreEqual("CTZ0406", error.Diagnostic.Code.Id);
        AssertNothingKept(client);
    }

    [TestMethod]
    public async Task A_manifest_that_is_not_what_its_digest_says_is_an_error()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var digest = registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("GET", "/manifests/" + digest, int.MaxValue, Fault.Body(200, MediaTypes.OciManifest, "{}"u8.ToArray())));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken));

        Assert.AreEqual("CTZ0406", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    public async Task A_pushed_manifest_that_the_registry_reads_otherwise_is_an_error()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("PUT", "/manifests/", int.MaxValue, async context =>
        {
            context.Response.Headers["Docker-Content-Digest"] = "sha256:" + new string('0', 64);
            await Fault.Status(201)(context);
        }));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0406", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    public async Task A_redirect_to_another_host_is_followed_without_the_login()
    {
        await using var storage = await FakeRegistry.StartAsync(); // complains when it gets a login
        storage.AddBlob("base", "base layer"u8.ToArray());
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Auth.Kind = AuthKind.Basic;
        registry.Faults.Add(new Fault("GET", LayerDigest("base layer"), int.MaxValue, Fault.Redirect(request => storage.Address + request.Path)));
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        Assert.AreEqual("base layer", await ReadLayerAsync(client, registry));
        Assert.AreEqual("", storage.Requests.Single().Authorization);
        Assert.DoesNotContain("Cookie", storage.Requests.Single().Headers.Keys);
    }

    [TestMethod]
    public async Task A_host_that_a_redirect_led_to_gets_no_login_when_it_asks_for_one()
    {
        await using var storage = await FakeRegistry.StartAsync();
        storage.Auth.Kind = AuthKind.Basic;
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Auth.Kind = AuthKind.Basic;
        registry.Faults.Add(new Fault("GET", LayerDigest("base layer"), int.MaxValue, Fault.Redirect(request => storage.Address + request.Path)));
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => ReadLayerAsync(client, registry));

        Assert.AreEqual("CTZ0402", error.Diagnostic.Code.Id);
        Assert.IsTrue(storage.Requests.All(request => request.Authorization.Length == 0));
    }

    [TestMethod]
    public async Task Redirects_within_the_registry_keep_the_login_and_what_is_accepted()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Auth.Kind = AuthKind.Basic;
        registry.AddBase("moved", "1");
        registry.Faults.Add(new Fault("GET", "/v2/base/manifests/", int.MaxValue, Fault.Redirect(request => request.Path.Value!.Replace("/base/", "/moved/", StringComparison.Ordinal))));
        using var client = new Client();
        client.Login(registry.Host, registry.Auth.Login);

        await client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken);

        Assert.IsTrue(registry.Requests.Any(request => request.Path.StartsWith("/v2/moved/manifests/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Redirects_in_a_circle_end()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("GET", LayerDigest("base layer"), int.MaxValue, Fault.Redirect(request => request.Path)));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => ReadLayerAsync(client, registry));

        Assert.AreEqual("CTZ0412", error.Diagnostic.Code.Id);
        Assert.HasCount(11, registry.Requests.Where(request => request.Path.EndsWith("<base layer>", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("ftp://127.0.0.1/x")]
    [DataRow("file:///etc/passwd")]
    [DataRow("http://user:password@127.0.0.1/x")]
    public async Task A_redirect_to_something_odd_is_refused(string location)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("GET", LayerDigest("base layer"), int.MaxValue, Fault.Redirect(_ => location)));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => ReadLayerAsync(client, registry));

        Assert.AreEqual("CTZ0412", error.Diagnostic.Code.Id);
        Assert.DoesNotContain("password@", error.Message);
    }

    [TestMethod]
    public async Task What_is_sent_is_not_redirected()
    {
        await using var other = await FakeRegistry.StartAsync();
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("PUT", "/uploads/", 1, Fault.Redirect(request => other.Address + request.Path)));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0412", error.Diagnostic.Code.Id);
        Assert.IsEmpty(other.Requests);
    }

    [TestMethod]
    public async Task A_registry_that_is_down_is_told_soon()
    {
        var registry = await FakeRegistry.StartAsync();
        var host = registry.Host;
        await registry.DisposeAsync();
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0401", error.Diagnostic.Code.Id);
        Assert.Contains(host, error.Message);
    }

    [TestMethod]
    public async Task A_registry_that_falls_silent_is_given_up()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("HEAD", "/manifests/", int.MaxValue, Fault.Silence()));
        using var client = new Client { Settings = new RegistrySettings { StallTime = TimeSpan.FromSeconds(0.5) } };

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0411", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    public async Task A_download_that_falls_silent_is_given_up()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        registry.Faults.Add(new Fault("GET", LayerDigest("base layer"), int.MaxValue, async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.Body.WriteAsync("base"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Fault.Silence()(context);
        }));
        using var client = new Client { Settings = new RegistrySettings { StallTime = TimeSpan.FromSeconds(0.5) } };

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => ReadLayerAsync(client, registry));

        Assert.AreEqual("CTZ0411", error.Diagnostic.Code.Id);
        AssertNothingKept(client);
    }

    [TestMethod]
    public async Task Cancelling_ends_a_push_at_once()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        registry.Faults.Add(new Fault("PUT", "/uploads/", int.MaxValue, async context =>
        {
            await stop.CancelAsync();
            await Fault.Silence()(context);
        }));
        using var client = new Client();
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAsync<OperationCanceledException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), stop.Token));

        Assert.IsLessThan(TimeSpan.FromSeconds(5), clock.Elapsed);
    }

    [TestMethod]
    public async Task A_loopback_registry_on_plain_HTTP_works_without_a_setting_and_without_delay()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("base", "1");
        using var client = new Client();
        await client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken); // compiled by now
        var clock = Stopwatch.StartNew();

        await client.Source().ResolveAsync($"localhost:{registry.Host.Split(':')[1]}/base:1", Samples.Amd64, TestContext.CancellationToken);

        Assert.IsLessThan(TimeSpan.FromSeconds(1.5), clock.Elapsed);
        Assert.IsEmpty(client.Waits);
    }

    [TestMethod]
    public async Task A_host_that_is_not_listed_does_not_get_plain_HTTP()
    {
        var (name, address) = OtherName.Require();
        await using var registry = await FakeRegistry.StartAsync(address: address);
        registry.AddBase("base", "1");
        var host = $"{name}:{new Uri(registry.Address).Port}";
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Source().ResolveAsync($"{host}/base:1", Samples.Amd64, TestContext.CancellationToken));
        client.Settings = RegistrySettings.Read(host, "", "", false);
        await client.Source().ResolveAsync($"{host}/base:1", Samples.Amd64, TestContext.CancellationToken);

        Assert.AreEqual("CTZ0408", error.Diagnostic.Code.Id);
        Assert.IsEmpty(client.Waits);
    }

    [TestMethod]
    [DataRow("127.0.0.1", 1, "an authority that this machine does not trust")]
    [DataRow("registry.example.com", 1, "for another host")]
    [DataRow("127.0.0.1", -1, "has expired")]
    public async Task A_certificate_that_is_not_trusted_is_an_error_and_no_reason_for_plain_HTTP(string name, int days, string reason)
    {
        using var certificate = Certificate(name, days);
        await using var registry = await FakeRegistry.StartAsync(certificate);
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0409", error.Diagnostic.Code.Id);
        Assert.Contains(reason, error.Message);
        Assert.IsEmpty(registry.Requests);
    }

    private static string LayerDigest(string content) => FakeRegistry.DigestOf(Encoding.UTF8.GetBytes(content));

    private async Task<string> ReadLayerAsync(Client client, FakeRegistry registry)
    {
        var resolved = await client.Source().ResolveAsync($"{registry.Host}/base:1", Samples.Amd64, TestContext.CancellationToken);
        await using var stream = await resolved.Layers.Single().OpenAsync(TestContext.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.CancellationToken);
    }

    private static void AssertNothingKept(Client client)
    {
        Assert.IsFalse(client.Store.Contains(Digest.Parse(LayerDigest("base layer"))));
        Assert.IsEmpty(Directory.GetFiles(Path.Combine(client.Store.Root, "tmp")));
    }

    private static X509Certificate2 Certificate(string name, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);

        request.CertificateExtensions.Add(names.Build());
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(days));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
