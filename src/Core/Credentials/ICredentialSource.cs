namespace Containerize.Credentials;

/// <summary>Finds the login of a registry. Credential helpers, which are processes, are one more of these.</summary>
public interface ICredentialSource
{
    /// <summary>The login for a repository of a registry; null when there is none, so that the registry is asked without.</summary>
    /// <exception cref="ContainerizeException">CTZ0501, CTZ0503: something is stored that cannot be read.</exception>
    ValueTask<Credential?> FindAsync(string registry, string repository, CancellationToken cancellationToken);
}
