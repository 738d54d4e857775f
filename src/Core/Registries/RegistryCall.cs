namespace Containerize.Registries;

/// <summary>Makes the request of an attempt for an address below <c>/v2/</c>.</summary>
internal delegate ValueTask<HttpRequestMessage> RequestMaker(Uri root, CancellationToken cancellationToken);

/// <summary>Reads the answer of an attempt. What it throws as transient is tried again from the start.</summary>
internal delegate Task<T> AnswerReader<T>(HttpResponseMessage response, CancellationToken cancellationToken);

/// <summary>What is asked of a registry.</summary>
/// <param name="Action">For messages: <c>pull</c>, <c>push</c>.</param>
/// <param name="Repository">Repository that the login is looked up for.</param>
/// <param name="Subject">For messages: the repository with tag or digest.</param>
/// <param name="Scope">Scope of the token, <c>repository:team/shop:pull,push</c>; several separated by a space.</param>
/// <param name="Requests">Counts what is sent.</param>
internal sealed record RegistryCall(string Action, string Repository, string Subject, string Scope, RequestCount Requests)
{
    /// <summary>Attempts in all. A call that is part of a larger unit of retry has one.</summary>
    public int Attempts { get; init; } = RetryRule.Attempts;
}

/// <summary>Counts requests from several threads.</summary>
internal sealed class RequestCount
{
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public void Add() => Interlocked.Increment(ref _value);
}
