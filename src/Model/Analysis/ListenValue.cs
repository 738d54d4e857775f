using System.Globalization;

namespace Containerize.Analysis;

/// <summary>Checks values of <c>ASPNETCORE_URLS</c>, <c>ASPNETCORE_HTTP_PORTS</c> and their kin as ASP.NET Core reads them.</summary>
public static class ListenValue
{
    private static readonly string[] Prefixes = ["ASPNETCORE_", "DOTNET_"];

    /// <summary><c>URLS</c>, <c>HTTP_PORTS</c> or <c>HTTPS_PORTS</c> without the host's prefix; null for other variables.</summary>
    public static string? Setting(string variable)
    {
        foreach (var prefix in Prefixes)
        {
            if (!variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;

            var setting = variable.Substring(prefix.Length).ToUpperInvariant();
            return setting is "URLS" or "HTTP_PORTS" or "HTTPS_PORTS" ? setting : null;
        }

        return null;
    }

    /// <summary>The first problem of a value; null when it is fine or empty.</summary>
    /// <param name="setting"><c>URLS</c>, <c>HTTP_PORTS</c> or <c>HTTPS_PORTS</c>.</param>
    /// <param name="value">The value, with nothing left to put in.</param>
    public static ValueProblem? Check(string setting, string value)
    {
        var problem = CheckForm(setting, value);
        return problem is null && setting == "URLS" && AllLoopback(value) ? new("nothing outside the container reaches it", ToAnyHost(value)) : problem;
    }

    /// <summary>The same without regard to who can reach the address: only what ASP.NET Core cannot read, or reads as something else.</summary>
    /// <param name="setting"><c>URLS</c>, <c>HTTP_PORTS</c> or <c>HTTPS_PORTS</c>.</param>
    /// <param name="value">The value, with nothing left to put in.</param>
    public static ValueProblem? CheckForm(string setting, string value)
    {
        if (value.Trim().Length == 0)
            return null;

        return setting == "URLS" ? CheckUrls(value) : CheckPorts(setting, value);
    }

    private static ValueProblem? CheckPorts(string setting, string value)
    {
        foreach (var part in value.Split(';'))
        {
            var text = part.Trim();
            if (text.Length == 0 || IsPort(text))
                continue;
            if (text.All(char.IsDigit))
                return new("no port is greater than 65535, and the app ends at start", null);

            if (Effect(setting, text) is not { } effect)
                continue;

            var address = ListenAddress.Parse(text);
            var ports = value.Split(';', ',', ' ').Select(p => p.Trim()).Where(p => p.Length > 0).ToList();
            var replacement = ports.All(IsPort) ? string.Join(";", ports) : address is { Port: not null, Rest: "" } && ports.Count == 1 ? Number(address.Port.Value) : null;
            return new($"ASPNETCORE_{setting} holds port numbers separated by ';', and {effect}", replacement);
        }

        return null;
    }

    // The host makes an address of it, http://*:TEXT, and reads what is before the last colon as a name, and what has no port at its end as one without.
    private static string? Effect(string setting, string text)
    {
        if (text.IndexOf('/') >= 0)
            return "the app ends at start";

        return IsPort(text.Substring(text.LastIndexOf(':') + 1)) ? null : $"the app listens on port {(setting == "HTTPS_PORTS" ? 443 : 80)}";
    }

    private static ValueProblem? CheckUrls(string value)
    {
        foreach (var part in value.Split(';'))
        {
            var text = part.Trim();
            if (text.Length == 0)
                continue;
            if (CheckUrl(text, value) is { } problem)
                return problem;
        }

        return null;
    }

    private static ValueProblem? CheckUrl(string text, string whole)
    {
        var address = ListenAddress.Parse(text);
        if (address.IsSocket)
            return null;
        if (address.Scheme.Length == 0)
            return new("it has no scheme, and the app ends at start", IsPort(text) ? whole.Trim() == text ? "http://+:" + text : null : address is { Port: not null, Rest: "" } && whole.Trim() == text ? "http://" + text : null);
        if (address.Scheme is not ("http" or "https"))
            return new($"'{address.Scheme}' is no scheme that Kestrel knows, and the app ends at start", null);
        if (text.IndexOf(',') >= 0)
            return Comma(whole, address);
        if (address.Port > 65535)
            return new("no port is greater than 65535, and the app ends at start", null);
        if (address.Rest.StartsWith("/", StringComparison.Ordinal))
            return new("a path is not allowed, and the app ends at start", null);
        if (address.Rest.Length > 0 && address.Rest[0] is '?' or '#')
            return null;

        return address.Rest.Length > 0 ? new($"'{address.Rest}' is not part of a port, and the app listens on port {(address.Scheme == "https" ? 443 : 80)}", null) : null;
    }

    // "http://+:8080," is read as no port at all; a second address behind a comma as a path.
    private static ValueProblem Comma(string whole, ListenAddress address)
    {
        var parts = whole.Split(';', ',').Select(part => part.Trim()).Where(part => part.Length > 0).ToList();
        var replacement = parts.All(part => ListenAddress.Parse(part) is { Scheme: "http" or "https", Rest: "", Port: not null }) ? string.Join(";", parts) : null;
        return address.Rest.IndexOf("//", StringComparison.Ordinal) >= 0
            ? new("addresses are separated by ';', and the app ends at start", replacement)
            : new($"addresses are separated by ';', and the app listens on port {(address.Scheme == "https" ? 443 : 80)}", replacement);
    }

    private static bool AllLoopback(string value)
    {
        var addresses = ListenAddress.ParseList(value);
        return addresses.Count > 0 && addresses.All(address => address.IsLoopback && address.EffectivePort != 0);
    }

    /// <summary>The addresses with every host replaced by <c>*</c>, all interfaces.</summary>
    public static string ToAnyHost(string value) => string.Join(";", value.Split(';').Select(part => part.Trim().Length == 0 ? part : AnyHost(part)));

    private static string AnyHost(string url)
    {
        var host = ListenAddress.Parse(url).Host;
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        return start < 3 ? url : url.Substring(0, start) + "*" + url.Substring(start + host.Length);
    }

    private static bool IsPort(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
