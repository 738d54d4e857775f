using Containerize.Planning;

namespace Containerize.Analysis;

/// <summary>Checks <c>ContainerPort</c> items with the code that plans the image.</summary>
public static class PortItem
{
    private static readonly HashSet<string> OverTcp = new(StringComparer.OrdinalIgnoreCase) { "http", "https", "http2", "h2", "grpc", "tls", "ws", "wss" };

    /// <summary>What is wrong with an item; null when it is valid.</summary>
    /// <param name="item">The item as it was evaluated.</param>
    public static PortItemProblem? Check(ItemFact item)
    {
        if (PortChoice.Read(item, out var problem) is not null)
            return null;

        // The first of them that makes it invalid.
        string[] metadata = ["Type", "HostPort", "HostIp"];
        var place = "Include";
        for (var count = 0; count < metadata.Length && PortChoice.Read(Only(item, metadata.Take(count)), out _) is not null; count++)
            place = metadata[count];

        return place switch
        {
            "Include" => new(place, problem, Include(item)),
            "Type" => new(place, problem, new(Protocol(item), "", "")),
            _ => new(place, problem, null),
        };
    }

    /// <summary>True for two valid items that say the same.</summary>
    public static bool AreSame(ItemFact left, ItemFact right) => PortChoice.Read(left, out _) is { } port && port.Equals(PortChoice.Read(right, out _));

    private static ItemFact Only(ItemFact item, IEnumerable<string> metadata) => new(item.Include, metadata.ToDictionary(name => name, name => item[name]));

    private static string Protocol(ItemFact item)
    {
        var slash = item.Include.IndexOf('/');
        return slash >= 0 ? item.Include.Substring(slash + 1) : OverTcp.Contains(item["Type"]) ? "tcp" : "";
    }

    // host:container and address:host:container, as engines take them; an address with a scheme.
    private static PortItemFix? Include(ItemFact item)
    {
        if (item.Include.IndexOf("://", StringComparison.Ordinal) >= 0)
            return ListenAddress.Parse(item.Include) is { Port: { } number, Rest: "" } ? Valid(item, new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), "", "")) : null;

        var parts = item.Include.Split(':');
        if (parts.Length < 2 || parts.Length > 3 || item["HostPort"].Length > 0 || item["HostIp"].Length > 0)
            return null;

        return Valid(item, new(parts[parts.Length - 1], parts[parts.Length - 2], parts.Length == 3 ? parts[0] : ""));
    }

    private static PortItemFix? Valid(ItemFact item, PortItemFix fix)
    {
        var metadata = new Dictionary<string, string> { ["Type"] = item["Type"], ["HostPort"] = fix.HostPort.Length > 0 ? fix.HostPort : item["HostPort"], ["HostIp"] = fix.HostIp.Length > 0 ? fix.HostIp : item["HostIp"] };
        return PortChoice.Read(new(fix.Value, metadata), out _) is null ? null : fix;
    }
}

/// <summary>What is wrong with a <c>ContainerPort</c> item.</summary>
/// <param name="Place"><c>Include</c>, <c>Type</c>, <c>HostPort</c> or <c>HostIp</c>.</param>
/// <param name="Problem">The end of a sentence.</param>
/// <param name="Fix">What would be right; null when nobody can tell.</param>
public sealed record PortItemProblem(string Place, string Problem, PortItemFix? Fix);

/// <summary>What would be right.</summary>
/// <param name="Value">For the place of the problem; empty when nobody can tell, or when nothing should stand there.</param>
/// <param name="HostPort">Metadata that is to be added; empty for none.</param>
/// <param name="HostIp">Likewise.</param>
public sealed record PortItemFix(string Value, string HostPort, string HostIp);
