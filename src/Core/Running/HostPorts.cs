using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Containerize.Images;

namespace Containerize.Running;

/// <summary>Ports on the host for ports that name none: the same from run to run, so that an address that was opened once stays good.</summary>
internal static class HostPorts
{
    // Below the ports that systems hand out by themselves (Linux from 32768, IANA from 49152), above the well-known ones.
    private const int First = 20_000;
    private const int Count = 10_000;

    /// <summary>The ports, each with a host port that depends on the project and the port only.</summary>
    public static IReadOnlyList<PublishedPort> Prefer(IReadOnlyList<PublishedPort> ports, ProjectLabel label) =>
        [.. ports.Select(port => port.HostPort is null ? port with { HostPort = Of(port.Container, label) } : port)];

    private static int Of(Port port, ProjectLabel label)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{label.Value} {port}"));
        return First + (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % Count);
    }
}
