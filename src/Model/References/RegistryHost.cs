using System.Net;

namespace Containerize.References;

/// <summary>What the name of a registry's host tells by itself.</summary>
public static class RegistryHost
{
    /// <summary>True for localhost and what is below it, 127.0.0.0/8 and ::1: this machine, whatever the port.</summary>
    public static bool IsLoopback(string registry)
    {
        var host = WithoutPort(registry);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static string WithoutPort(string registry)
    {
        var colon = registry.LastIndexOf(':');
        return colon > registry.LastIndexOf(']') ? registry.Substring(0, colon) : registry;
    }
}
