using System.Collections.Concurrent;
using Containerize.Caching;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registries;

namespace Containerize.Pipeline;

/// <summary>
/// What the tasks and projects of one build share: the cache, one pool of connections with its logins, and each base, which is asked for once in a build.
/// </summary>
public sealed class ConnectionSet : IDisposable
{
    private readonly RelayLog _log = new();
    private readonly Lazy<CacheFolder> _cache;
    private readonly Lazy<RegistryPool> _registries;
    private readonly SharedBases _bases;

    /// <summary>Opens and connects nothing yet.</summary>
    /// <param name="settings">Of the first that asks; others with the same <see cref="KeyOf"/> share it.</param>
    public ConnectionSet(PipelineSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _cache = new Lazy<CacheFolder>(() => CacheFolder.Open(settings.CacheFolder, _log));
        _registries = new Lazy<RegistryPool>(() =>
        {
            var insecure = settings.Environment.GetValueOrDefault("DOTNET_CONTAINER_INSECURE_REGISTRIES", "");
            return new RegistryPool(RegistrySettings.Read(settings.InsecureRegistries, insecure, settings.RegistryMirrors, settings.Offline), settings.Environment, _log);
        });
        Early = new EarlyLayers(() => Store, _log);
        _bases = new SharedBases(new Lazy<IBaseSource>(() => new RegistryBaseSource(Registries, Store, _log)));
    }

    /// <summary>Where blobs are kept.</summary>
    public BlobStore Store => _cache.Value.Store;

    /// <summary>Where bases come from.</summary>
    public IBaseSource Bases => _bases;

    /// <summary>Layers that are built before the publish comes to them.</summary>
    public EarlyLayers Early { get; }

    /// <summary>Connections to registries.</summary>
    internal RegistryPool Registries => _registries.Value;

    /// <summary>Equal for settings that may share connections.</summary>
    public static string KeyOf(PipelineSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return string.Join('\n', settings.CacheFolder, settings.Offline ? "offline" : "", settings.InsecureRegistries, settings.RegistryMirrors);
    }

    /// <summary>From here on, what the set does for the caller is logged there.</summary>
    public void Attach(IBuildLog log) => _log.Attach(log);

    /// <summary>
    /// Asks for a base that will probably be wanted, while the build does other things: the answer is there when somebody asks. A failure is seen by
    /// whoever asks then.
    /// </summary>
    /// <param name="guess">Says which base and for which platform; null for none.</param>
    public void AskEarly(Func<(string Reference, Platform Platform)?> guess)
    {
        // Without the caller's log, which may be gone before the answer comes.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => guess() is { } wanted ? Bases.ResolveAsync(wanted.Reference, wanted.Platform, CancellationToken.None) : Task.CompletedTask);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Early.Dispose();
        if (_registries.IsValueCreated)
            _registries.Value.Dispose();
        if (_cache.IsValueCreated)
            _cache.Value.Dispose();
    }

    /// <summary>Each base once. A failure is not kept.</summary>
    private sealed class SharedBases(Lazy<IBaseSource> source) : IBaseSource
    {
        private readonly ConcurrentDictionary<string, Task<ResolvedBase>> _found = new(StringComparer.Ordinal);
        private readonly Lock _gate = new();

        public Task<ResolvedBase> ResolveAsync(string reference, Platform platform, CancellationToken cancellationToken)
        {
            var key = $"{reference}\n{platform}";
            lock (_gate)
            {
                // What somebody else asked for early and failed at is asked again: the reason belongs into the log of who needs it.
                if (!_found.TryGetValue(key, out var asked) || asked.IsFaulted || asked.IsCanceled)
                    _found[key] = asked = source.Value.ResolveAsync(reference, platform, cancellationToken);

                return asked.IsCompleted ? asked : WaitAsync(asked, reference, platform, cancellationToken);
            }
        }

        private async Task<ResolvedBase> WaitAsync(Task<ResolvedBase> asked, string reference, Platform platform, CancellationToken cancellationToken)
        {
            try
            {
                return await asked.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Who asked was cancelled, not we.
                return await source.Value.ResolveAsync(reference, platform, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
