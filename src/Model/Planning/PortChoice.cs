using System.Globalization;
using System.Net;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>What is decided about ports.</summary>
/// <param name="Exposed">Ordered by number and protocol.</param>
/// <param name="Published">For running, in declared order.</param>
/// <param name="Implied">Variables that make the app listen where the image says; empty when base or project do it already.</param>
internal sealed record PortPlan(IReadOnlyList<Port> Exposed, IReadOnlyList<PublishedPort> Published, IReadOnlyList<NamedValue> Implied);

/// <summary>
/// Ports: those declared; else, for web projects, those that Kestrel endpoints, URLS, HTTP_PORTS and HTTPS_PORTS show in the declared environment
/// and appsettings; else 8080. Projects that do not listen expose none, unlike with the SDK.
/// </summary>
internal static class PortChoice
{
    private const int DefaultPort = 8080;
    private const string PortsVariable = "ASPNETCORE_HTTP_PORTS";

    public static Choice<PortPlan> Choose(ProjectFacts facts, BaseImage image)
    {
        if (facts.Ports.Count > 0)
            return Declared(facts);
        if (!facts.App.UsesAspNetCore && !facts.App.IsWebProject)
            return new(new([], [], []), [], "none (the project does not listen)");

        var configuration = new AppConfiguration();
        configuration.AddEnvironment(image.Config?.Environment ?? []);
        var ofBase = FromConfiguration(configuration);
        configuration.AddJson(facts.App.AppSettings);
        configuration.AddJson(facts.App.ProductionAppSettings);
        configuration.AddEnvironment(facts.EnvironmentVariables.Where(item => item.Include.Length > 0).Select(item => new NamedValue(item.Include, item["Value"])));
        var ports = FromConfiguration(configuration);
        if (ports.Count > 0)
            return Of(ports, [], ports.SequenceEqual(ofBase) ? "the base's environment" : "the project's configuration");

        // Without the variable Kestrel listens on localhost:5000, which nobody outside reaches.
        IReadOnlyList<NamedValue> implied = image.IsScratch || image.Config is not null ? [new(PortsVariable, "8080")] : [];
        return Of([new Port(DefaultPort)], implied, "the default of web projects");
    }

    private static Choice<PortPlan> Of(List<Port> ports, IReadOnlyList<NamedValue> implied, string source) =>
        new(new(ports, [.. ports.Select(port => new PublishedPort(port))], implied), [], $"{string.Join(", ", ports)} (from {source})");

    private static Choice<PortPlan> Declared(ProjectFacts facts)
    {
        var found = new List<Diagnostic>();
        var published = new List<PublishedPort>();
        foreach (var item in facts.Ports)
        {
            if (Read(item, out var problem) is not { } port)
                found.Add(ProjectCodes.InvalidPort.With(item.Include, problem));
            else if (!published.Contains(port))
                published.Add(port);
        }

        var exposed = Ordered(published.Select(port => port.Container));
        return new(new(exposed, published, []), found, $"{string.Join(", ", exposed)} (from ContainerPort)");
    }

    /// <summary>The port of an item; null when it is not valid.</summary>
    public static PublishedPort? Read(ItemFact item, out string problem)
    {
        problem = "";
        var parts = item.Include.Split('/');
        var protocol = item["Type"].ToLowerInvariant();
        if (parts.Length > 2 || !TryNumber(parts[0], out var number))
        {
            problem = "it is no number from 1 to 65535";
            return null;
        }

        if (parts.Length == 2 && protocol.Length > 0 && !Same(parts[1], protocol))
        {
            problem = $"it says {parts[1]}, and Type says {item["Type"]}";
            return null;
        }

        protocol = parts.Length == 2 ? parts[1].ToLowerInvariant() : protocol.Length == 0 ? "tcp" : protocol;
        if (protocol is not ("tcp" or "udp" or "sctp"))
        {
            problem = $"'{protocol}' is no protocol";
            return null;
        }

        int? hostPort = null;
        if (item["HostPort"].Length > 0)
        {
            if (!TryNumber(item["HostPort"], out var value))
            {
                problem = $"HostPort '{item["HostPort"]}' is no number from 1 to 65535";
                return null;
            }

            hostPort = value;
        }

        var hostIp = item["HostIp"].Length == 0 ? "127.0.0.1" : item["HostIp"];
        if (IPAddress.TryParse(hostIp, out _) && hostIp.IndexOfAny(['.', ':']) >= 0)
            return new(new(number, protocol), hostPort, hostIp);

        problem = $"HostIp '{hostIp}' is no IP address";
        return null;
    }

    private static List<Port> FromConfiguration(AppConfiguration configuration)
    {
        var endpoints = configuration.Values.Where(pair => IsEndpointUrl(pair.Key)).SelectMany(pair => FromUrls(pair.Value)).ToList();
        if (endpoints.Count > 0)
            return Ordered(endpoints);
        if (configuration["URLS"].Length > 0)
            return Ordered(FromUrls(configuration["URLS"]));

        return Ordered(FromNumbers(configuration["HTTP_PORTS"]).Concat(FromNumbers(configuration["HTTPS_PORTS"])));
    }

    private static bool IsEndpointUrl(string key)
    {
        var parts = key.Split(':');
        return parts.Length == 4 && Same(parts[0], "Kestrel") && Same(parts[1], "Endpoints") && Same(parts[3], "Url");
    }

    private static IEnumerable<Port> FromUrls(string urls)
    {
        foreach (var url in urls.Split([';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var text = url.Trim();
            var https = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
            if (!https && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
                continue;

            var host = text.Substring(https ? 8 : 7).Split('/')[0];
            var colon = host.LastIndexOf(':');
            if (host.Length == 0 || Same(host, "unix:") || Same(host, "pipe:"))
                continue;
            if (colon <= host.LastIndexOf(']'))
                yield return new Port(https ? 443 : 80);
            else if (TryNumber(host.Substring(colon + 1), out var number))
                yield return new Port(number);
        }
    }

    private static IEnumerable<Port> FromNumbers(string numbers)
    {
        foreach (var text in numbers.Split([';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (TryNumber(text.Trim(), out var number))
                yield return new Port(number);
        }
    }

    private static List<Port> Ordered(IEnumerable<Port> ports) =>
        [.. ports.Distinct().OrderBy(port => port.Number).ThenBy(port => port.Protocol, StringComparer.Ordinal)];

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= 65535;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
