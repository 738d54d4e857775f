using System.Collections.Concurrent;
using Containerize.Caching;
using Containerize.Oci;
using Containerize.Oci.Layers;
using Containerize.Planning;
using Containerize.References;

namespace Containerize.Pipeline;

/// <summary>
/// Layers that need not wait for the compiler: what packages bring is known as soon as they are resolved. They are built while the project is compiled, and
/// the publish finds them in the cache, or waits for the one that is being written. A guess that is wrong costs time and changes nothing.
/// </summary>
/// <param name="store">Opens the cache.</param>
/// <param name="log">Hears of damaged cache entries (CTZ0702).</param>
public sealed class EarlyLayers(Func<BlobStore> store, IBuildLog log) : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Digest, bool> _built = new();
    private readonly ConcurrentBag<Task> _running = [];

    /// <summary>Begins in the background.</summary>
    /// <param name="foresee">Says which layers.</param>
    /// <returns>The work, for which nobody needs to wait.</returns>
    public Task Begin(Func<PackageLayers> foresee)
    {
        // Without the caller's log, whose task is over before the work is.
        using (ExecutionContext.SuppressFlow())
        {
            var work = Task.Run(() => BuildAsync(foresee(), _end.Token));
            _running.Add(work);
            return work;
        }
    }

    /// <summary>The same layer; not as one that was cached, for the first that asks for one that was built here.</summary>
    internal Layer Claim(Layer layer) => layer.Cached && _built.TryRemove(layer.Descriptor.Digest, out _) ? layer with { Cached = false } : layer;

    private async Task BuildAsync(PackageLayers foreseen, CancellationToken cancellationToken)
    {
        var cache = new LayerCache(store(), FileHashes.None, digest => _built[digest] = true);
        var settings = new LayerSettings(foreseen.Created, foreseen.CompressionLevel);
        foreach (var layer in foreseen.Layers)
        {
            try
            {
                await LayerBuilder.BuildAsync(layer, settings, cache, log, cancellationToken).ConfigureAwait(false);
            }
            catch (ContainerizeException exception)
            {
                log.Detail($"Layer {layer.Name} is not built ahead: {exception.Message}"); // the publish says it, if it is so then
            }
        }
    }

    /// <summary>Ends what is under way and waits for its end: nothing half-written is left.</summary>
    public void Dispose()
    {
        _end.Cancel();
        Task.WhenAll(_running).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _end.Dispose();
    }
}
