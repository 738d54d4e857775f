namespace Containerize.Diagnostics;

/// <summary>CTZ04xx: registries.</summary>
public static class RegistryCodes
{
    /// <summary>The registry does not answer.</summary>
    public static readonly DiagnosticCode RegistryUnreachable = new("CTZ0401", Severity.Error, "The registry does not answer",
        "{0} does not answer ({1}): check the name, the network and the proxy settings.");

    /// <summary>The registry wants a login.</summary>
    public static readonly DiagnosticCode Unauthorized = new("CTZ0402", Severity.Error, "The registry wants a login",
        "{0} refused {1} of '{2}' (401): {3}. Log in with 'docker login {0}'.");

    /// <summary>The registry refused access.</summary>
    public static readonly DiagnosticCode Denied = new("CTZ0403", Severity.Error, "The registry refused access",
        "{0} refused {1} of '{2}' (403{4}): {3}.");

    /// <summary>The image is not in the registry.</summary>
    public static readonly DiagnosticCode NotFound = new("CTZ0404", Severity.Error, "The image is not in the registry",
        "{0} has no '{1}' (404: {2}). Check the repository and the tag, and log in if it is private.");

    /// <summary>The registry gave an unexpected answer.</summary>
    public static readonly DiagnosticCode UnexpectedAnswer = new("CTZ0405", Severity.Error, "The registry gave an unexpected answer",
        "{0} answered {1} to {2}: {3}.");

    /// <summary>Content does not match its digest.</summary>
    public static readonly DiagnosticCode DigestMismatch = new("CTZ0406", Severity.Error, "Content does not match its digest",
        "{0} sent {1} with another content than its digest says ({2}): {3}.");

    /// <summary>A manifest is not valid.</summary>
    public static readonly DiagnosticCode InvalidManifest = new("CTZ0407", Severity.Error, "A manifest is not valid",
        "{0} sent a manifest for '{1}' that cannot be used: {2}.");

    /// <summary>The registry speaks plain HTTP.</summary>
    public static readonly DiagnosticCode InsecureRegistry = new("CTZ0408", Severity.Error, "The registry speaks plain HTTP",
        "{0} does not speak HTTPS ({1}): add it to ContainerizeInsecureRegistries if plain HTTP is meant.");

    /// <summary>The certificate of the registry is not trusted.</summary>
    public static readonly DiagnosticCode TlsFailed = new("CTZ0409", Severity.Error, "The certificate of the registry is not trusted",
        "The TLS connection to {0} failed: {1}. Add its certificate authority to the system's store.");

    /// <summary>The registry limits requests.</summary>
    public static readonly DiagnosticCode RateLimited = new("CTZ0410", Severity.Error, "The registry limits requests",
        "{0} answered 429 (too many requests) to {1}: {2}. Log in, or set ContainerizeRegistryMirrors.");

    /// <summary>The registry stopped answering.</summary>
    public static readonly DiagnosticCode TimedOut = new("CTZ0411", Severity.Error, "The registry stopped answering",
        "{0} sent nothing for {1} seconds during {2}: publish again; what was sent is not sent twice.");

    /// <summary>The registry sends us to a place that is not safe.</summary>
    public static readonly DiagnosticCode UnsafeRedirect = new("CTZ0412", Severity.Error, "The registry sends us to a place that is not safe",
        "{0} redirects {1} to '{2}': {3}.");

    /// <summary>A registry is needed, and the build is offline.</summary>
    public static readonly DiagnosticCode OfflineRegistry = new("CTZ0413", Severity.Error, "A registry is needed, and the build is offline",
        "{0} is needed, and ContainerizeOffline is set: drop the registry output, or set ContainerizeOffline to false.");

    /// <summary>The codes of this area, ordered by id. Declared last: static fields are set in order.</summary>
    public static IReadOnlyList<DiagnosticCode> All { get; } =
    [
        RegistryUnreachable,
        Unauthorized,
        Denied,
        NotFound,
        UnexpectedAnswer,
        DigestMismatch,
        InvalidManifest,
        InsecureRegistry,
        TlsFailed,
        RateLimited,
        TimedOut,
        UnsafeRedirect,
        OfflineRegistry,
    ];
}
