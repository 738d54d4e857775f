using System.Collections.Concurrent;

namespace Containerize.Credentials;

/// <summary>Asks another source once for each repository, as long as a build lasts.</summary>
internal sealed class RememberedCredentials(ICredentialSource source) : ICredentialSource
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Credential?>>> _found = new();

    public async ValueTask<Credential?> FindAsync(string registry, string repository, CancellationToken cancellationToken) => await _found
        .GetOrAdd($"{registry}/{repository}", _ => new Lazy<Task<Credential?>>(() => source.FindAsync(registry, repository, cancellationToken).AsTask()))
        .Value.ConfigureAwait(false);
}
