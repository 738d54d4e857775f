using System.Text.RegularExpressions;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>How registries are spoken to.</summary>
public sealed partial record RegistrySettings
{
    /// <summary>Hosts that may speak plain HTTP, with port where they have one.</summary>
    public IReadOnlyList<string> InsecureHosts { get; init; } = [];

    /// <summary>Host to mirrors in the order in which they are asked; a mirror is a host with an optional path.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Mirrors { get; init; } = [];

    /// <summary>True: no socket is opened.</summary>
    public bool Offline { get; init; }

    /// <summary>Time without a byte after which a registry counts as stuck.</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What we call ourselves.</summary>
    public string UserAgent { get; init; } = "containerize";

    /// <summary>How a retry waits; tests do not.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Reads the texts of ContainerizeInsecureRegistries, the SDK's variable, and ContainerizeRegistryMirrors.</summary>
    public static RegistrySettings Read(string insecure, string insecureVariable, string mirrors, bool offline) => new()
    {
        InsecureHosts = [.. Split(insecure).Concat(Split(insecureVariable)).Select(WithoutScheme)],
        Mirrors = [.. Split(SpacedEquals().Replace(mirrors, "=")).Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries)).Where(pair => pair is [{ Length: > 0 }, { Length: > 0 }]).Select(pair => KeyValuePair.Create(WithoutScheme(pair[0]), WithoutScheme(pair[1])))],
        Offline = offline,
    };

    /// <summary>True when plain HTTP may be spoken with the host: it is this machine, or it is listed. Never on port 443, which is TLS by its number.</summary>
    public bool MayBeInsecure(string registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return !registry.EndsWith(":443", StringComparison.Ordinal) && (RegistryHost.IsLoopback(registry) || InsecureHosts.Contains(registry, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Mirrors of a registry in the order in which they are asked.</summary>
    public IEnumerable<string> MirrorsOf(string registry) =>
        Mirrors.Where(mirror => string.Equals(ReferenceParser.UnifyHub(mirror.Key), registry, StringComparison.OrdinalIgnoreCase)).Select(mirror => mirror.Value);

    private static string WithoutScheme(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? address : address[(scheme + 3)..]).TrimEnd('/');
    }

    [GeneratedRegex(@"\s*=\s*", RegexOptions.CultureInvariant)]
    private static partial Regex SpacedEquals();

    private static string[] Split(string text) => text.Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
