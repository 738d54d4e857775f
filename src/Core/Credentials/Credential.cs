namespace Containerize.Credentials;

/// <summary>A login of a registry. Its text form shows nothing secret.</summary>
/// <param name="User">User name; <see cref="IdentityToken"/> with an identity token.</param>
/// <param name="Password">Password or token.</param>
/// <param name="Source">Where it was found, for messages: a path or a variable's name.</param>
public sealed record Credential(string User, string Password, string Source)
{
    /// <summary>The user name that says that the password is an identity token (docker's credential helpers).</summary>
    public const string IdentityToken = "<token>";

    /// <inheritdoc />
    public override string ToString() => $"login '{User}' from {Source}";
}
