namespace Containerize.Credentials;

/// <summary>A login of a registry. Its text form shows nothing secret.</summary>
/// <param name="User">User name; <c>&lt;token&gt;</c> with an identity token.</param>
/// <param name="Password">Password or token.</param>
/// <param name="Source">Where it was found, for messages: a path or a variable's name.</param>
public sealed record Credential(string User, string Password, string Source)
{
    /// <inheritdoc />
    public override string ToString() => $"login '{User}' from {Source}";
}

/// <summary>Finds the login of a registry.</summary>
public interface ICredentialSource
{
    /// <summary>The login for a repository of a registry; null when there is none, so that the registry is asked without.</summary>
    /// <exception cref="ContainerizeException">CTZ0501, CTZ0503: something is stored that cannot be read.</exception>
    Credential? Find(string registry, string repository);
}
