namespace Containerize.Engines;

/// <summary>Cancels when nothing has moved for a while. Each byte that moves calls <see cref="Reset"/>.</summary>
internal sealed class StallTimer : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;

    public StallTimer(TimeSpan limit, CancellationToken cancellationToken)
    {
        (Limit, _caller) = (limit, cancellationToken);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _source.CancelAfter(limit);
    }

    public TimeSpan Limit { get; }

    public CancellationToken Token => _source.Token;

    /// <summary>True when it was this timer that cancelled, not the caller.</summary>
    public bool Expired => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Reset() => _source.CancelAfter(Limit);

    public void Dispose() => _source.Dispose();
}
