using Containerize.Caching;
using Containerize.Core.Tests.Registries;
using Containerize.Registries;
using Containerize.Testing;

namespace Containerize.Core.Tests.Caching;

/// <summary>Several builds with one cold cache.</summary>
[TestClass]
public sealed class SharedCacheTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Eight_at_once_fetch_each_blob_of_a_base_once()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.AddBase("dotnet/aspnet", "10.0");
        using var client = new Client();

        // Each with a pool and a source of its own, as processes have them: what they share is the folder.
        var digests = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => FetchAsync(client, registry), Token)));

        Assert.HasCount(1, digests.Distinct());
        var blobs = registry.Requests.Where(request => request.ToString().StartsWith("GET", StringComparison.Ordinal) && request.ToString().Contains("/blobs/", StringComparison.Ordinal)).Select(request => request.ToString()).ToArray();
        Assert.HasCount(2, blobs, string.Join('\n', blobs));
        Assert.IsEmpty(client.Log.Codes);
    }

    [TestMethod]
    public async Task Who_holds_a_lock_is_waited_for_and_a_holder_that_ended_is_not()
    {
        using var folder = new TempFolder();
        var store = new BlobStore(folder.Path);
        var log = new ListLog();
        var first = await BlobLock.TakeAsync(store, "blob", log, Token);
        var second = BlobLock.TakeAsync(store, "blob", log, Token);
        var other = await BlobLock.TakeAsync(store, "another", log, Token);

        Assert.IsNotNull(first);
        Assert.IsNotNull(other);
        Assert.IsFalse(second.IsCompleted);
        first.Dispose();
        using var taken = await second.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.IsNotNull(taken);
        Assert.HasCount(1, log.Details);
        other.Dispose();
    }

    private async Task<string> FetchAsync(Client client, FakeRegistry registry)
    {
        var source = new RegistryBaseSource(client.Pool(), client.Store, client.Log);
        var found = await source.ResolveAsync($"{registry.Host}/dotnet/aspnet:10.0", Samples.Amd64, Token);
        foreach (var layer in found.Layers)
            await (await layer.OpenAsync(Token)).DisposeAsync();

        return found.Digest!.Value.Value;
    }
}
