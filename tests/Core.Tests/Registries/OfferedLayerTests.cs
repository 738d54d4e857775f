using Containerize.Oci;
using Containerize.Registries;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registries;

[TestClass]
public sealed class OfferedLayerTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_layer_that_was_just_built_is_on_its_way_before_the_image_is_whole()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var asked = new TaskCompletionSource();
        registry.Faults.Add(new Fault("HEAD", "/blobs/", 1, context =>
        {
            context.Response.StatusCode = 404;
            asked.TrySetResult();
            return Task.CompletedTask;
        }));
        var opened = 0;
        var image = Samples.Image(Samples.Layer("packages"), Samples.Layer("app", opened: () => opened++));
        var sink = client.Sink(registry.Host, "1.0");

        sink.Offer(image.Layers[1], Token);
        await asked.Task.WaitAsync(Token);
        var result = await sink.WriteAsync(image, Token);

        Assert.AreEqual(1, opened);
        Assert.AreEqual("packages".Length + "app".Length + image.Config.Size + image.Manifest.Size, result.Transfer.BytesUploaded);
        Assert.AreEqual(registry.Requests.Count, result.Transfer.Requests);
        Assert.HasCount(3, registry.Requests.Where(request => request.Method == "POST"));
        Assert.AreEqual(image.Manifest.Digest.Value, registry["team/shop"].Tags["1.0"]);
    }

    [TestMethod]
    public async Task A_layer_from_the_cache_costs_no_request()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var image = Samples.Image(Samples.Layer("app") with { Cached = true });
        await client.Sink(registry.Host, "1.0").WriteAsync(image, Token);
        registry.TakeRequests();
        var sink = client.Sink(registry.Host, "1.0");

        sink.Offer(image.Layers[0], Token);
        await sink.WriteAsync(image, Token);

        CollectionAssert.AreEqual(new[] { "HEAD /v2/team/shop/manifests/1.0" }, registry.TakeRequests());
    }

    [TestMethod]
    public async Task What_failed_meanwhile_fails_the_write_with_its_reason_and_leaves_the_tag()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        registry.Faults.Add(new Fault("PUT", "/blobs/uploads/", int.MaxValue, Fault.Status(507, "DENIED", "disk full")));
        var image = Samples.Image(Samples.Layer("app"));
        var sink = client.Sink(registry.Host, "1.0");

        sink.Offer(image.Layers[0], Token);
        var error = await Assert.ThrowsExactlyAsync<RegistryException>(() => sink.WriteAsync(image, Token));

        Assert.AreEqual("CTZ0405", error.Diagnostic.Code.Id);
        Assert.IsEmpty(registry["team/shop"].Tags);
    }

    [TestMethod]
    public async Task An_offer_that_is_taken_back_ends()
    {
        await using var registry = await FakeRegistry.StartAsync();
        using var client = new Client();
        var asked = new TaskCompletionSource();
        var answer = Fault.Silence();
        registry.Faults.Add(new Fault("HEAD", "/blobs/", 1, context =>
        {
            asked.TrySetResult();
            return answer(context);
        }));
        using var publish = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var image = Samples.Image(Samples.Layer("app"));
        var sink = client.Sink(registry.Host, "1.0");

        sink.Offer(image.Layers[0], publish.Token);
        await asked.Task.WaitAsync(Token);
        await publish.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => sink.WriteAsync(image, Token));
        Assert.IsEmpty(registry["team/shop"].Blobs);
    }
}
