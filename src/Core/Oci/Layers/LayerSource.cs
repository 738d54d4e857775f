using Containerize.Caching;

namespace Containerize.Oci.Layers;

/// <summary>
/// Where a layer's bytes come from: the cache, or building it. What lies in the cache is checked when it is opened, not before. Of several that want the
/// same layer at once, in this process or others, one builds it.
/// </summary>
internal sealed class LayerSource(LayerRecords records, LayerCache cache, IBuildLog log, Func<CancellationToken, Task<LayerRecord>> build)
{
    private readonly Lock _gate = new();
    private Task? _checking;
    private LayerRecord? _record;
    private bool _isBuilt;

    /// <summary>What the layer is, and whether it was there.</summary>
    public async Task<(LayerRecord Record, bool Cached)> FindOrBuildAsync(string key, CancellationToken cancellationToken)
    {
        _record = records.Find(key);
        if (_record is not null)
            return (_record, true);

        using var held = await BlobLock.TakeAsync(cache.Store, "layer-" + key, log, cancellationToken).ConfigureAwait(false);
        _record = records.Find(key);
        if (_record is not null)
            return (_record, true);

        _record = await build(cancellationToken).ConfigureAwait(false);
        _isBuilt = true;
        cache.Built?.Invoke(_record.Digest);
        records.Add(key, _record);
        return (_record, false);
    }

    /// <summary>The compressed bytes. Damage is reported, and healed by building the layer again.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Task checking;
        lock (_gate)
            checking = _checking is { IsFaulted: false, IsCanceled: false } ? _checking : _checking = HealAsync(cancellationToken);

        await checking.ConfigureAwait(false);
        return records.Open(_record!);
    }

    private async Task HealAsync(CancellationToken cancellationToken)
    {
        // Built from the same entries, it has the same digest.
        if (!_isBuilt && !await records.IsWholeAsync(_record!, cancellationToken).ConfigureAwait(false))
            await build(cancellationToken).ConfigureAwait(false);
    }
}
