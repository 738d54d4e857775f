using System.Text;
using Containerize.Core.Tests.Caching;
using Containerize.Images;
using Containerize.Oci;
using Containerize.References;
using Containerize.Registries;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registries;

[TestClass]
public sealed class RegistryBaseSourceTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Scratch_needs_no_registry()
    {
        using var client = new Client();

        Assert.AreSame(ResolvedBase.Scratch, await client.Source().ResolveAsync("scratch", Samples.Amd64, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task A_tag_is_resolved_by_HEAD_and_read_by_digest()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var digest = registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();

        var resolved = await ResolveAsync(client, registry);

        AssertRequests(registry, "HEAD /v2/dotnet/aspnet/manifests/10.0", "GET /v2/dotnet/aspnet/manifests/<base manifest>", "GET /v2/dotnet/aspnet/blobs/<base config>");
        Assert.AreEqual(digest, resolved.Digest!.Value.Value);
        Assert.AreEqual(new BlobOrigin(registry.Host, "dotnet/aspnet"), resolved.Layers.Single().Origin);
        Assert.IsTrue(resolved.Layers[0].IsBase);
    }

    [TestMethod]
    public async Task An_unchanged_tag_costs_one_HEAD_and_a_pinned_digest_nothing()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var digest = registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();
        await ResolveAsync(client, registry);
        registry.TakeRequests();

        await ResolveAsync(client, registry);
        await client.Source().ResolveAsync($"{registry.Host}/dotnet/aspnet@{digest}", Samples.Amd64, TestContext.CancellationToken);

        AssertRequests(registry, "HEAD /v2/dotnet/aspnet/manifests/10.0");
    }

    [TestMethod]
    public async Task A_registry_that_tells_no_digest_is_read_by_tag()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.TellsDigests = false;
        var digest = registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();

        Assert.AreEqual(digest, (await ResolveAsync(client, registry)).Digest!.Value.Value);
    }

    [TestMethod]
    public async Task A_layer_is_downloaded_when_it_is_opened_and_then_kept()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();
        var layer = (await ResolveAsync(client, registry)).Layers.Single();

        var contents = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await ReadAsync(layer)));
        var again = await ReadAsync((await ResolveAsync(client, registry)).Layers.Single());

        Assert.IsTrue(contents.Append(again).All(content => content == "base layer"));
        Assert.HasCount(1, registry.TakeRequests().Where(request => request.EndsWith("<base layer>", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task The_image_of_an_index_is_the_one_for_the_platform()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var amd64 = registry.AddBase("dotnet/aspnet", null);
        var arm64 = registry.AddBase("dotnet/aspnet", null, new Platform("linux", "arm64", "v8"), "arm64 layer");
        var v6 = registry.AddBase("dotnet/aspnet", null, new Platform("linux", "arm", "v6"), "v6 layer");
        var v7 = registry.AddBase("dotnet/aspnet", null, new Platform("linux", "arm", "v7"), "v7 layer");
        var index = registry.AddManifest("dotnet/aspnet", "10.0", MediaTypes.OciIndex, Samples.Index(
            (null, amd64, 1), (new Platform("linux", "arm", "v6"), v6, 1), (new Platform("linux", "arm", "v7"), v7, 1), (new Platform("linux", "amd64"), amd64, 1), (new Platform("linux", "arm64", "v8"), arm64, 1)));
        using var client = new Client();

        var onAmd64 = await ResolveAsync(client, registry, Samples.Amd64);
        var onArm64 = await ResolveAsync(client, registry, new Platform("linux", "arm64"));
        var onV7 = await ResolveAsync(client, registry, new Platform("linux", "arm", "v7"));
        var onV6 = await ResolveAsync(client, registry, new Platform("linux", "arm", "v6"));

        Assert.AreEqual(index, onAmd64.Digest!.Value.Value);
        Assert.AreEqual("base layer", await ReadAsync(onAmd64.Layers[0]));
        Assert.AreEqual("arm64 layer", await ReadAsync(onArm64.Layers[0]));
        Assert.AreEqual("v7 layer", await ReadAsync(onV7.Layers[0]));
        Assert.AreEqual("v6 layer", await ReadAsync(onV6.Layers[0]));
    }

    [TestMethod]
    public async Task A_platform_that_is_missing_is_an_error_that_lists_what_is_there()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var digest = registry.AddBase("dotnet/aspnet", null);
        registry.AddManifest("dotnet/aspnet", "10.0", MediaTypes.OciIndex, Samples.Index((new Platform("linux", "amd64"), digest, 1), (new Platform("linux", "arm64", "v8"), digest, 1), (null, digest, 1)));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(client, registry, new Platform("linux", "s390x")));

        Assert.AreEqual("CTZ0301", error.Diagnostic.Code.Id);
        Assert.Contains("linux/amd64, linux/arm64/v8:", error.Message);
    }

    [TestMethod]
    public async Task An_image_without_index_for_another_platform_is_an_error()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(client, registry, new Platform("linux", "arm64")));

        Assert.AreEqual("CTZ0301", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    [DataRow("""{"schemaVersion":1,"name":"x","fsLayers":[]}""", "application/vnd.docker.distribution.manifest.v2+json", "schema 1")]
    [DataRow("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"layers":[]}""", MediaTypes.OciIndex, "an image and an index")]
    [DataRow("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""", MediaTypes.OciManifest, "the answer is")]
    [DataRow("""{"schemaVersion":2,"schemaVersion":2,"manifests":[]}""", MediaTypes.OciIndex, "no JSON")]
    [DataRow("""{"schemaVersion":2,"config":{"digest":"sha256:../../etc","size":2},"layers":[]}""", MediaTypes.OciManifest, "digest")]
    [DataRow("""{"schemaVersion":2,"config":{"size":2},"layers":[]}""", MediaTypes.OciManifest, "missing")]
    [DataRow("""{"schemaVersion":2,"config":{"digest":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","size":-2},"layers":[]}""", MediaTypes.OciManifest, "negative")]
    [DataRow("<html>", MediaTypes.OciManifest, "no JSON")]
    [DataRow("[]", MediaTypes.OciManifest, "no JSON object")]
    public async Task A_manifest_that_makes_no_sense_is_a_coded_error(string json, string mediaType, string reason)
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddManifest("dotnet/aspnet", "10.0", mediaType, json);
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => ResolveAsync(client, registry));

        Assert.AreEqual("CTZ0407", error.Diagnostic.Code.Id);
        Assert.Contains(reason, error.Message);
    }

    [TestMethod]
    public async Task A_manifest_that_is_too_large_is_not_read_to_its_end()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddManifest("dotnet/aspnet", "10.0", MediaTypes.OciManifest, "{\"x\":\"" + new string('x', 5 << 20) + "\"}");
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => ResolveAsync(client, registry));

        Assert.AreEqual("CTZ0407", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    public async Task An_index_inside_an_index_is_an_error()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var inner = registry.AddManifest("dotnet/aspnet", null, MediaTypes.OciIndex, Samples.Index());
        registry.AddManifest("dotnet/aspnet", "10.0", MediaTypes.OciIndex, Samples.Index((Samples.Amd64, inner, 1)));
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(client, registry));

        Assert.AreEqual("CTZ0302", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    public async Task A_reference_that_is_none_is_a_coded_error()
    {
        using var client = new Client();

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => client.Source().ResolveAsync("Upper/CASE", Samples.Amd64, TestContext.CancellationToken));

        Assert.AreEqual("CTZ0302", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    [DataRow("bit")]
    [DataRow("empty")]
    [DataRow("half")]
    [DataRow("longer")]
    [DataRow("folder")]
    [DataRow("link")]
    [DataRow("loop")]
    public async Task Damaged_manifest_config_and_layer_are_fetched_again_each_with_a_warning(string damage)
    {
        using var folder = new TempFolder();
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();
        await ReadAsync((await ResolveAsync(client, registry)).Layers.Single());
        foreach (var file in Directory.GetFiles(Path.Combine(client.Store.Root, "blobs", "sha256")))
            Damage.Do(file, damage, folder);

        Assert.AreEqual("base layer", await ReadAsync((await ResolveAsync(client, registry)).Layers.Single()));
        CollectionAssert.AreEqual(new[] { "CTZ0702", "CTZ0702", "CTZ0702" }, client.Log.Codes);
        Assert.AreEqual("untouched", await File.ReadAllTextAsync(folder["foreign"], TestContext.CancellationToken));
        foreach (var file in Directory.GetFiles(Path.Combine(client.Store.Root, "blobs", "sha256")))
            Assert.AreEqual("sha256:" + Path.GetFileName(file), FakeRegistry.DigestOf(await File.ReadAllBytesAsync(file, TestContext.CancellationToken)));
    }

    [TestMethod]
    [DataRow("empty")]
    [DataRow("half")]
    [DataRow("folder")]
    [DataRow("link")]
    [DataRow("loop")]
    public async Task What_a_tag_named_last_is_unknown_when_its_record_is_damaged_and_known_again_later(string damage)
    {
        using var folder = new TempFolder();
        await using var registry = await FakeRegistry.StartAsync();
        var digest = registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();
        await ResolveAsync(client, registry);
        Damage.Do(Directory.GetFiles(Path.Combine(client.Store.Root, "references")).Single(), damage, folder);

        client.Settings = new RegistrySettings { Offline = true };
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(client, registry));
        client.Settings = new RegistrySettings();
        await ResolveAsync(client, registry);
        client.Settings = new RegistrySettings { Offline = true };

        Assert.AreEqual("CTZ0303", error.Diagnostic.Code.Id);
        Assert.AreEqual(digest, (await ResolveAsync(client, registry)).Digest!.Value.Value);
        Assert.AreEqual("untouched", await File.ReadAllTextAsync(folder["foreign"], TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Offline_uses_what_a_tag_named_last_and_opens_no_socket()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var digest = registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();
        await ReadAsync((await ResolveAsync(client, registry)).Layers.Single());
        registry.TakeRequests();
        client.Settings = new RegistrySettings { Offline = true };

        var resolved = await ResolveAsync(client, registry);

        Assert.AreEqual(digest, resolved.Digest!.Value.Value);
        Assert.AreEqual("base layer", await ReadAsync(resolved.Layers.Single()));
        Assert.IsEmpty(registry.Requests);
    }

    [TestMethod]
    public async Task Offline_without_the_base_is_a_coded_error()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client { Settings = new RegistrySettings { Offline = true } };

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(client, registry));

        Assert.AreEqual("CTZ0303", error.Diagnostic.Code.Id);
        Assert.IsEmpty(registry.Requests);
    }

    [TestMethod]
    public async Task A_mirror_is_asked_instead_of_the_origin()
    {
        await using var mirror = await FakeRegistry.StartAsync();
        mirror.AddBase("hub/dotnet/aspnet", "10.0");
        using var client = new Client { Settings = RegistrySettings.Read("", "", $"docker.io=other.example; mcr.microsoft.com={mirror.Host}/hub", false) };

        var resolved = await client.Source().ResolveAsync("mcr.microsoft.com/dotnet/aspnet:10.0", Samples.Amd64, TestContext.CancellationToken);

        Assert.AreEqual("mcr.microsoft.com/dotnet/aspnet:10.0", resolved.Reference);
        Assert.AreEqual(new BlobOrigin(mirror.Host, "hub/dotnet/aspnet"), resolved.Layers[0].Origin);
    }

    [TestMethod]
    [DataRow("down")]
    [DataRow("missing")]
    [DataRow("broken")]
    [DataRow("denied")]
    public async Task A_mirror_that_does_not_help_is_passed_over(string fault)
    {
        var down = await FakeRegistry.StartAsync();
        var first = down.Host;
        if (fault == "down")
            await down.DisposeAsync();
        else if (fault == "broken")
            down.AddManifest("dotnet/aspnet", "10.0", MediaTypes.OciManifest, "{}");
        else if (fault == "denied")
            down.Faults.Add(new Fault("HEAD", "/manifests/", int.MaxValue, Fault.Status(403)));

        await using var origin = await FakeRegistry.StartAsync();
        origin.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client { Settings = RegistrySettings.Read("", "", $"{origin.Host}={first}", false) };

        var resolved = await ResolveAsync(client, origin);

        Assert.AreEqual(origin.Host, resolved.Layers[0].Origin!.Registry);
        await down.DisposeAsync();
    }

    [TestMethod]
    public async Task A_sha512_digest_is_checked_too()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("dotnet/aspnet", "10.0");
        var (mediaType, content) = registry["dotnet/aspnet"].Manifests.Values.Single();
        var digest = "sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(content));
        registry["dotnet/aspnet"].Manifests[digest] = (mediaType, content);
        var wrong = "sha512:" + new string('0', 128);
        registry["dotnet/aspnet"].Manifests[wrong] = (mediaType, content);
        using var client = new Client();

        var resolved = await client.Source().ResolveAsync($"{registry.Host}/dotnet/aspnet@{digest}", Samples.Amd64, TestContext.CancellationToken);
        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.Source().ResolveAsync($"{registry.Host}/dotnet/aspnet@{wrong}", Samples.Amd64, TestContext.CancellationToken));

        Assert.AreEqual(digest, resolved.Digest!.Value.Value);
        Assert.AreEqual("CTZ0406", error.Diagnostic.Code.Id);
    }

    private Task<ResolvedBase> ResolveAsync(Client client, FakeRegistry registry, Platform? platform = null) =>
        client.Source().ResolveAsync($"{registry.Host}/dotnet/aspnet:10.0", platform ?? Samples.Amd64, TestContext.CancellationToken);

    private async Task<string> ReadAsync(Layer layer)
    {
        await using var stream = await layer.OpenAsync(TestContext.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.CancellationToken);
    }

    private static void AssertRequests(FakeRegistry registry, params string[] expected) =>
        Assert.AreEqual(string.Join("\n", expected), string.Join("\n", registry.TakeRequests()));
}
