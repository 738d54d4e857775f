using System.Net;
using Containerize.Engines;

namespace Containerize.Running;

/// <summary>From the address that a port is bound to, the one that it is reached by.</summary>
internal static class HostAddress
{
    /// <summary>For a socket of this machine: any address becomes loopback.</summary>
    public static string ToConnect(string hostIp) =>
        !IPAddress.TryParse(hostIp, out var address) || address.Equals(IPAddress.Any) ? "127.0.0.1" : address.Equals(IPAddress.IPv6Any) ? "::1" : hostIp;

    /// <summary>For people: the engine's host when it is not this machine.</summary>
    public static string ToUrl(EngineAddress engine, string hostIp, int port)
    {
        var host = engine.IsLocal ? ToConnect(hostIp) : engine.Host;
        return $"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
    }
}
