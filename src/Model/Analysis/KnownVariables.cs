namespace Containerize.Analysis;

/// <summary>Environment variables that .NET, ASP.NET Core and OpenTelemetry read, and names that look like one of them.</summary>
public static class KnownVariables
{
    private static readonly string[] All =
    [
        "ASPNETCORE_APPLICATIONNAME", "ASPNETCORE_CAPTURESTARTUPERRORS", "ASPNETCORE_CONTENTROOT", "ASPNETCORE_DETAILEDERRORS", "ASPNETCORE_ENVIRONMENT",
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "ASPNETCORE_HOSTINGSTARTUPEXCLUDEASSEMBLIES", "ASPNETCORE_HTTPS_PORT",
        "ASPNETCORE_HTTPS_PORTS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_PATHBASE", "ASPNETCORE_PREFERHOSTINGURLS", "ASPNETCORE_PREVENTHOSTINGSTARTUP",
        "ASPNETCORE_SHUTDOWNTIMEOUTSECONDS", "ASPNETCORE_STARTUPASSEMBLY", "ASPNETCORE_SUPPRESSSTATUSMESSAGES", "ASPNETCORE_TEMP", "ASPNETCORE_URLS",
        "ASPNETCORE_WEBROOT", "DOTNET_BUNDLE_EXTRACT_BASE_DIR", "DOTNET_CLI_HOME", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_CONTENTROOT", "DOTNET_DiagnosticPorts",
        "DOTNET_EnableDiagnostics", "DOTNET_ENVIRONMENT", "DOTNET_GCConserveMemory", "DOTNET_GCHeapAffinitizeMask", "DOTNET_GCHeapCount", "DOTNET_GCHeapHardLimit",
        "DOTNET_GCHeapHardLimitPercent", "DOTNET_gcConcurrent", "DOTNET_gcServer", "DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE", "DOTNET_HTTP_PORTS", "DOTNET_HTTPS_PORTS",
        "DOTNET_NOLOGO", "DOTNET_PROCESSOR_COUNT", "DOTNET_ROOT", "DOTNET_RUNNING_IN_CONTAINER", "DOTNET_RUNNING_IN_CONTAINERS", "DOTNET_STARTUP_HOOKS",
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_URLS", "DOTNET_USE_POLLING_FILE_WATCHER", "DOTNET_VERSION",
        "ASPNET_VERSION", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TIMEOUT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_LOGS_EXPORTER",
        "OTEL_METRICS_EXPORTER", "OTEL_PROPAGATORS", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME", "OTEL_TRACES_EXPORTER",
        "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG",
    ];

    // What people write, and what they mean: too far apart for a count of letters.
    private static readonly Dictionary<string, string> Confused = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ASPNETCORE_PORT"] = "ASPNETCORE_HTTP_PORTS",
        ["ASPNETCORE_PORTS"] = "ASPNETCORE_HTTP_PORTS",
        ["ASPNETCORE_HTTP_PORT"] = "ASPNETCORE_HTTP_PORTS",
        ["ASPNETCORE_HTTPPORTS"] = "ASPNETCORE_HTTP_PORTS",
        ["ASPNETCORE_HTTPPORT"] = "ASPNETCORE_HTTP_PORTS",
        ["ASPNETCORE_HTTPSPORTS"] = "ASPNETCORE_HTTPS_PORTS",
        ["ASPNETCORE_URL"] = "ASPNETCORE_URLS",
        ["ASPNETCORE_ENV"] = "ASPNETCORE_ENVIRONMENT",
        ["ASPNET_ENVIRONMENT"] = "ASPNETCORE_ENVIRONMENT",
        ["ASPNET_CORE_ENVIRONMENT"] = "ASPNETCORE_ENVIRONMENT",
        ["ASP_NET_CORE_ENVIRONMENT"] = "ASPNETCORE_ENVIRONMENT",
        ["ASPNETCORE_ENVIROMENT"] = "ASPNETCORE_ENVIRONMENT",
        ["DOTNET_ENV"] = "DOTNET_ENVIRONMENT",
        ["DOTNET_ENVIROMENT"] = "DOTNET_ENVIRONMENT",
    };

    private static readonly HashSet<string> Exact = new(All, StringComparer.Ordinal);

    /// <summary>True for a name that is read, letter by letter.</summary>
    public static bool IsKnown(string name) => Exact.Contains(name);

    /// <summary>
    /// The name that was meant, when a name is none of those that are read but looks like one: another case (unless
    /// <paramref name="ignoreCase"/>), a letter too many or too few. Null for names of somebody's own.
    /// </summary>
    /// <param name="name">A variable's name.</param>
    /// <param name="ignoreCase">True where the reader has no case, as configuration does.</param>
    public static string? Meant(string name, bool ignoreCase)
    {
        if (IsKnown(name))
            return null;
        if (Confused.TryGetValue(name, out var meant))
            return meant;
        if (name.IndexOf('_') < 0)
            return null;

        foreach (var known in All)
        {
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
                return ignoreCase ? null : known;
        }

        var prefix = name.Substring(0, name.IndexOf('_') + 1);
        var allowed = name.Length >= 12 ? 2 : 1;
        var near = All
            .Where(known => known.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && Math.Abs(known.Length - name.Length) <= allowed)
            .Select(known => (known, distance: EditDistance.Of(known.Substring(prefix.Length).ToUpperInvariant(), name.Substring(prefix.Length).ToUpperInvariant(), allowed)))
            .Where(pair => pair.distance <= allowed && (pair.distance == 1 || pair.known.Length - prefix.Length >= 8))
            .OrderBy(pair => pair.distance)
            .ToList();
        return near.Count == 0 || (near.Count > 1 && near[0].distance == near[1].distance) ? null : near[0].known;
    }
}
