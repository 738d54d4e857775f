namespace Containerize.Analysis;

/// <summary>Environment variables that belong to the system, to .NET, to a well-known library or to a build server, and not to the app: nobody declares them for the app, or reads them in it.</summary>
public static class PlatformVariables
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "ALL_PROXY", "APP_UID", "HOME", "HOSTNAME", "HTTP_PROXY", "HTTPS_PROXY", "LANG", "LANGUAGE", "LOGNAME", "NO_PROXY", "PATH", "PWD", "SHELL", "TERM", "TMPDIR", "TZ", "USER",
        "SSL_CERT_DIR", "SSL_CERT_FILE", "AllowedHosts",
        "BUILD_BUILDID", "CI", "GITHUB_ACTIONS", "SYSTEM_ACCESSTOKEN", "TF_BUILD",
    };

    private static readonly string[] Prefixes =
    [
        "ASPNETCORE_", "ASPNET_", "DOTNET_", "COMPlus_", "CORECLR_", "OTEL_", "XDG_", "LC_", "LD_", "MALLOC_", "KUBERNETES_", "AWS_", "AZURE_", "DAPR_", "DD_", "APPLICATIONINSIGHTS_",
        "Logging__", "Kestrel__", "Serilog__",
    ];

    /// <summary>True for such a name.</summary>
    public static bool IsOne(string name) => Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
