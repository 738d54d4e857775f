using System.Net;

namespace Containerize.Registries;

/// <summary>How registries are spoken to.</summary>
public sealed record RegistrySettings
{
    /// <summary>Hosts that may speak plain HTTP, with port where they have one.</summary>
    public IReadOnlyList<string> InsecureHosts { get; init; } = [];

    /// <summary>Host to mirrors in the order in which they are asked; a mirror is a host with an optional path.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Mirrors { get; init; } = [];

    /// <summary>True: no socket is opened.</summary>
    public bool Offline { get; init; }

    /// <summary>Time without a byte after which a registry counts as stuck.</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How a retry waits; tests do not.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Reads the texts of ContainerizeInsecureRegistries, the SDK's variable, and ContainerizeRegistryMirrors.</summary>
    public static RegistrySettings Read(string insecure, string insecureVariable, string mirrors, bool offline) => new()
    {
        InsecureHosts = [.. Split(insecure).Concat(Split(insecureVariable))],
        Mirrors = [.. Split(mirrors).Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2).Select(pair => KeyValuePair.Create(pair[0].Trim(), pair[1].Trim().TrimEnd('/')))],
        Offline = offline,
    };

    /// <summary>True when plain HTTP may be spoken with the host: it is this machine, or it is listed.</summary>
    public bool MayBeInsecure(string registry) => IsLoopback(registry) || InsecureHosts.Contains(registry, StringComparer.OrdinalIgnoreCase);

    /// <summary>True for localhost, 127.0.0.0/8 and ::1.</summary>
    public static bool IsLoopback(string registry)
    {
        var host = HostOf(registry);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static string HostOf(string registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var colon = registry.LastIndexOf(':');
        return colon > registry.LastIndexOf(']') ? registry[..colon] : registry;
    }

    private static string[] Split(string text) => text.Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
