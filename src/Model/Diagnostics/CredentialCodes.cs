namespace Containerize.Diagnostics;

/// <summary>CTZ05xx: credentials.</summary>
public static class CredentialCodes
{
    /// <summary>The docker config cannot be read.</summary>
    public static readonly DiagnosticCode DockerConfigUnreadable = new("CTZ0501", Severity.Error, "The docker config cannot be read",
        "'{0}' cannot be read: {1}. Correct it, or point DOCKER_CONFIG to another folder.");

    /// <summary>Credential helpers are not asked.</summary>
    public static readonly DiagnosticCode CredentialHelperNotSupported = new("CTZ0502", Severity.Warning, "Credential helpers are not asked",
        "The credentials of {0} are kept by the helper '{1}', which is not asked: log in with a config that stores them in auths.");

    /// <summary>A stored credential cannot be read.</summary>
    public static readonly DiagnosticCode InvalidCredential = new("CTZ0503", Severity.Error, "A stored credential cannot be read",
        "The entry of {0} in '{1}' cannot be read: {2}. Log in again.");

    /// <summary>The codes of this area, ordered by id. Declared last: static fields are set in order.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        DockerConfigUnreadable,
        CredentialHelperNotSupported,
        InvalidCredential,
    ];
}
