using Containerize.Images;

namespace Containerize.Running;

/// <summary>A container that was started and is ready.</summary>
public sealed record RunningContainer
{
    /// <summary>64 hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Name for <c>docker logs</c> and the like.</summary>
    public required string Name { get; init; }

    /// <summary>Reference of its image.</summary>
    public required string Image { get; init; }

    /// <summary>Published ports, in the order of the request.</summary>
    public required IReadOnlyList<PublishedAddress> Addresses { get; init; }

    /// <summary>0 when it has run to its end already and all was well; null while it runs.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How readiness was seen: <c>healthy</c>, <c>listening</c>, <c>running</c> or <c>finished</c>.</summary>
    public required string Readiness { get; init; }

    /// <summary>True when it ran already, with the same image and settings.</summary>
    public bool Kept { get; init; }

    /// <summary>The first twelve characters of the id.</summary>
    public string ShortId => Id[..12];

    /// <summary>Address of the first tcp port; null when no tcp port is published.</summary>
    public string? Url => Addresses.FirstOrDefault(address => address.Url is not null)?.Url;
}

/// <summary>Where a port of a container is reached.</summary>
/// <param name="Port">Port in the container.</param>
/// <param name="HostIp">Address on the engine's machine.</param>
/// <param name="HostPort">Port there.</param>
/// <param name="Url"><c>http://127.0.0.1:49153</c>, with the engine's host for a remote engine; null unless the port is tcp.</param>
public sealed record PublishedAddress(Port Port, string HostIp, int HostPort, string? Url);
