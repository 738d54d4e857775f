using Containerize.Oci;
using Containerize.Registries;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registries;

[TestClass]
public sealed class RegistrySinkTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task First_push_sends_each_blob_once_and_the_tag_last()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var image = Samples.Image(Samples.Layer("app"));
        registry.NameParts(image);

        var result = await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        AssertRequests(
            registry,
            "HEAD /v2/team/shop/manifests/1.0",
            "HEAD /v2/team/shop/blobs/<layer 0>",
            "POST /v2/team/shop/blobs/uploads/",
            "PUT /v2/team/shop/blobs/uploads/<upload>&digest=<layer 0>",
            "HEAD /v2/team/shop/blobs/<config>",
            "POST /v2/team/shop/blobs/uploads/",
            "PUT /v2/team/shop/blobs/uploads/<upload>&digest=<config>",
            "PUT /v2/team/shop/manifests/1.0");
        Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["1.0"]);
        Assert.AreEqual(new TransferCounts { BytesUploaded = 3 + image.Config.Size + image.Manifest.Size, Requests = 8 }, result.Transfer);
        Assert.AreEqual($"{registry.Host}/team/shop:1.0", result.References.Single());
    }

    [TestMethod]
    public async Task An_unchanged_image_costs_one_HEAD_for_each_tag()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var image = Samples.Image(Samples.Layer("app"));
        await client.Sink(registry.Host, "1.0", "latest").WriteAsync(image, TestContext.CancellationToken);
        registry.TakeRequests();

        var result = await client.Sink(registry.Host, "1.0", "latest").WriteAsync(image, TestContext.CancellationToken);

        AssertRequests(registry, "HEAD /v2/team/shop/manifests/1.0", "HEAD /v2/team/shop/manifests/latest");
        Assert.AreEqual(new TransferCounts { BytesSkipped = 3 + image.Config.Size, Requests = 2 }, result.Transfer);
    }

    [TestMethod]
    public async Task A_second_tag_costs_its_manifest_alone()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var image = Samples.Image(Samples.Layer("app"));
        await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);
        registry.TakeRequests();

        await client.Sink(registry.Host, "1.0", "latest").WriteAsync(image, TestContext.CancellationToken);

        AssertRequests(registry, "HEAD /v2/team/shop/manifests/1.0", "HEAD /v2/team/shop/manifests/latest", "PUT /v2/team/shop/manifests/latest");
        Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["latest"]);
    }

    [TestMethod]
    public async Task A_changed_layer_is_all_that_is_sent_besides_config_and_manifest()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("packages"), Samples.Layer("app")), TestContext.CancellationToken);
        registry.TakeRequests();
        var image = Samples.Image(Samples.Layer("packages"), Samples.Layer("app, changed"));
        registry.NameParts(image);

        var result = await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        CollectionAssert.AreEquivalent(
            new[] { "PUT /v2/team/shop/blobs/uploads/<upload>&digest=<layer 1>", "PUT /v2/team/shop/blobs/uploads/<upload>&digest=<config>", "PUT /v2/team/shop/manifests/1.0" },
            registry.TakeRequests().Where(request => request.StartsWith("PUT", StringComparison.Ordinal)).ToArray());
        Assert.AreEqual("packages".Length, result.Transfer.BytesSkipped);
    }

    [TestMethod]
    public async Task A_layer_of_a_base_in_the_same_registry_is_mounted_and_never_opened()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBlob("dotnet/aspnet", "base"u8.ToArray());
        using var client = new Client();
        var opened = 0;
        var image = Samples.Image(Samples.Layer("base", new BlobOrigin(registry.Host, "dotnet/aspnet"), () => opened++));
        registry.NameParts(image);

        var result = await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        CollectionAssert.Contains(registry.TakeRequests(), "POST /v2/team/shop/blobs/uploads/?mount=<layer 0>&from=dotnet/aspnet");
        Assert.AreEqual(0, opened);
        Assert.AreEqual(4, result.Transfer.BytesMounted);
        Assert.AreEqual(image.Config.Size + image.Manifest.Size, result.Transfer.BytesUploaded);
    }

    [TestMethod]
    public async Task A_mount_that_becomes_an_upload_uses_the_place_it_was_given()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Mounts = false;
        using var client = new Client();
        var image = Samples.Image(Samples.Layer("base", new BlobOrigin(registry.Host, "dotnet/aspnet")));
        registry.NameParts(image);

        await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        CollectionAssert.AreEqual(
            new[]
            {
                "HEAD /v2/team/shop/blobs/<layer 0>",
                "POST /v2/team/shop/blobs/uploads/?mount=<layer 0>&from=dotnet/aspnet",
                "PUT /v2/team/shop/blobs/uploads/<upload>&digest=<layer 0>",
            },
            registry.TakeRequests()[1..4]);
    }

    [TestMethod]
    [DataRow(400)]
    [DataRow(401)]
    [DataRow(403)]
    [DataRow(404)]
    [DataRow(405)]
    [DataRow(500)]
    public async Task A_refused_mount_is_an_ordinary_upload(int status)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("POST", "mount=", int.MaxValue, Fault.Status(status)));
        using var client = new Client();
        var image = Samples.Image(Samples.Layer("base", new BlobOrigin(registry.Host, "dotnet/aspnet")));

        var result = await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["1.0"]);
        Assert.AreEqual(4 + image.Config.Size + image.Manifest.Size, result.Transfer.BytesUploaded);
    }

    [TestMethod]
    public async Task A_layer_of_another_registry_is_not_mounted()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();

        await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("base", new BlobOrigin("mcr.microsoft.com", "dotnet/aspnet"))), TestContext.CancellationToken);

        Assert.DoesNotContain(request => request.Contains("mount=", StringComparison.Ordinal), registry.TakeRequests());
    }

    [TestMethod]
    public async Task A_base_layer_that_the_target_has_is_not_downloaded()
    {
        await using var source = await FakeRegistry.StartAsync();
        await using var target = await FakeRegistry.StartAsync();
        source.AddBase("dotnet/aspnet", "10.0");
        target.AddBlob("team/shop", "base layer"u8.ToArray());
        using var client = new Client();
        var resolved = await client.Source().ResolveAsync($"{source.Host}/dotnet/aspnet:10.0", Samples.Amd64, TestContext.CancellationToken);

        await client.Sink(target.Host, "1.0").WriteAsync(Samples.Image([.. resolved.Layers, Samples.Layer("app")]), TestContext.CancellationToken);

        Assert.DoesNotContain("GET /v2/dotnet/aspnet/blobs/<base layer>", source.TakeRequests());
    }

    [TestMethod]
    public async Task A_base_layer_that_nobody_has_is_downloaded_once_and_sent()
    {
        await using var source = await FakeRegistry.StartAsync();
        await using var target = await FakeRegistry.StartAsync();
        source.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();
        var resolved = await client.Source().ResolveAsync($"{source.Host}/dotnet/aspnet:10.0", Samples.Amd64, TestContext.CancellationToken);
        var image = Samples.Image([.. resolved.Layers]);

        await client.Sink(target.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);
        await new RegistrySink(client.Pool(), target.Host, "team/other", ["1.0"]).WriteAsync(image, TestContext.CancellationToken);

        Assert.HasCount(1, source.TakeRequests().Where(request => request == "GET /v2/dotnet/aspnet/blobs/<base layer>"));
        Assert.IsTrue(target["team/other"].Blobs.ContainsKey(resolved.Layers[0].Descriptor.Digest.Value));
    }

    [TestMethod]
    [DataRow("PUT", "/blobs/uploads/")]
    [DataRow("POST", "/blobs/uploads/")]
    [DataRow("PUT", "/manifests/")]
    public async Task A_failure_in_the_middle_leaves_the_old_tag(string method, string path)
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var old = Samples.Image(Samples.Layer("old"));
        await client.Sink(registry.Host, "1.0").WriteAsync(old, TestContext.CancellationToken);
        registry.Faults.Add(new Fault(method, path, int.MaxValue, Fault.Status(507, "DENIED", "disk full")));

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("new")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0405", error.Diagnostic.Code.Id);
        Assert.AreEqual(old.Manifest.Digest.Value, registry["team/shop"].Tags["1.0"]);
    }

    [TestMethod]
    public async Task A_path_behind_the_host_is_the_beginning_of_the_repository()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();

        var result = await client.Sink($"{registry.Host}/company/images", "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken);

        Assert.IsTrue(registry["company/images/team/shop"].Tags.ContainsKey("1.0"));
        Assert.AreEqual($"{registry.Host}/company/images/team/shop:1.0", result.References.Single());
    }

    [TestMethod]
    public async Task Many_layers_go_in_parallel_and_each_once()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var layers = Enumerable.Range(0, 20).Select(number => Samples.Layer(new string((char)('a' + number), 5000))).ToArray();

        var result = await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image([.. layers, layers[0]]), TestContext.CancellationToken);

        Assert.HasCount(21, registry.Requests.Where(request => request.Method == "POST"));
        Assert.AreEqual(registry.Requests.Count, result.Transfer.Requests);
    }

    [TestMethod]
    public async Task Blobs_that_were_cleaned_up_under_a_tag_are_sent_again()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var image = Samples.Image(Samples.Layer("app"));
        await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);
        registry["team/shop"].Blobs.Clear();

        await client.Sink(registry.Host, "1.0", "2.0").WriteAsync(image, TestContext.CancellationToken);

        Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["2.0"]);
        Assert.HasCount(2, registry["team/shop"].Blobs);
    }

    [TestMethod]
    public async Task Offline_opens_no_socket()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client { Settings = new RegistrySettings { Offline = true } };

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0413", error.Diagnostic.Code.Id);
        Assert.IsEmpty(registry.Requests);
    }

    [TestMethod]
    public async Task A_layer_that_is_not_what_it_says_is_not_stored()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var layer = Samples.Layer("app") with { OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream("bad"u8.ToArray())) };

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(layer), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0406", error.Diagnostic.Code.Id);
        Assert.IsEmpty(registry["team/shop"].Blobs);
    }

    [TestMethod]
    [DataRow("http://127.0.0.2:1/v2/team/shop/blobs/uploads/1")]
    [DataRow("https://{host}/v2/team/shop/blobs/uploads/1")]
    [DataRow("//registry.example.com/upload")]
    [DataRow("file:///etc/passwd")]
    public async Task An_upload_to_another_place_is_refused(string location)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Faults.Add(new Fault("POST", "/uploads/", 1, Fault.UploadAt(location.Replace("{host}", registry.Host, StringComparison.Ordinal))));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(Samples.Layer("app")), TestContext.CancellationToken));

        Assert.AreEqual("CTZ0412", error.Diagnostic.Code.Id);
    }

    private static void AssertRequests(FakeRegistry registry, params string[] expected) =>
        Assert.AreEqual(string.Join("\n", expected), string.Join("\n", registry.TakeRequests()));
}
