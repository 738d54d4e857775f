namespace Containerize.Credentials;

/// <summary>The SDK's own variables, DOTNET_CONTAINER_REGISTRY_UNAME and _PWORD and their forms for push and pull, before another source.</summary>
/// <param name="environment">Environment variables.</param>
/// <param name="direction"><c>PUSH</c> or <c>PULL</c>.</param>
/// <param name="next">Asked when the variables are not set.</param>
public sealed class EnvironmentCredentials(IReadOnlyDictionary<string, string> environment, string direction, ICredentialSource next) : ICredentialSource
{
    // The plain pair is meant for the registry that is pushed to, as the SDK has it.
    private readonly string[] _prefixes = direction == "PUSH"
        ? ["DOTNET_CONTAINER_PUSH_REGISTRY_", "DOTNET_CONTAINER_REGISTRY_", "SDK_CONTAINER_REGISTRY_"]
        : ["DOTNET_CONTAINER_PULL_REGISTRY_"];

    /// <inheritdoc />
    public ValueTask<Credential?> FindAsync(string registry, string repository, CancellationToken cancellationToken)
    {
        foreach (var prefix in _prefixes)
        {
            if (environment.TryGetValue(prefix + "UNAME", out var user) && user.Length > 0 && environment.TryGetValue(prefix + "PWORD", out var password) && password.Length > 0)
                return new(new Credential(user, password, prefix + "UNAME"));
        }

        return next.FindAsync(registry, repository, cancellationToken);
    }
}
