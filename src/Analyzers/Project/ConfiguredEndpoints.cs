using System.Globalization;
using Containerize.Analysis;
using Containerize.Analyzers.Configuration;
using Containerize.Json;

namespace Containerize.Analyzers.Project;

/// <summary>
/// What base image, variables and settings files say about endpoints, all of them together, whichever wins: for rules that must be sure that nobody says
/// something.
/// </summary>
internal sealed class ConfiguredEndpoints
{
    private readonly SortedSet<int> _ports = [];

    /// <summary>Ports that any of them names.</summary>
    public IReadOnlyCollection<int> Ports => _ports;

    /// <summary>True when something that decides cannot be read here: a base that nobody knows, a variable, a command line.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>True when there are endpoints of Kestrel's own, which hide addresses.</summary>
    public bool HasEndpoints { get; private set; }

    /// <summary>True when an address or a port is for HTTPS, or requests are redirected to one.</summary>
    public bool SaysHttps { get; private set; }

    /// <summary>True when a certificate is named.</summary>
    public bool HasCertificate { get; private set; }

    /// <summary>True when endpoints have other protocols than the usual two.</summary>
    public bool SaysProtocols { get; private set; }

    public static ConfiguredEndpoints Of(ContainerProject project)
    {
        var found = new ConfiguredEndpoints { IsUnknown = project.Image.ConfiguredPorts is null };
        found._ports.UnionWith((project.Image.ConfiguredPorts ?? []).Where(port => port.Protocol == "tcp").Select(port => port.Number));
        foreach (var item in project.Facts.Of("ContainerEnvironmentVariable"))
            found.AddVariable(item.Include, item["Value"]);
        foreach (var variable in project.Declared.All.Where(variable => variable.File.Kind != ProjectFileKind.Project))
            found.AddVariable(variable.Name, variable.Value);
        foreach (var file in ProjectFiles.Dockerfiles(project))
            found.AddDockerfile(file);
        foreach (var (_, service) in ProjectFiles.Services(project))
            found.IsUnknown |= !service.IsComplete;
        foreach (var file in project.Files.Where(AppSettings.IsForContainers))
            found.AddSettings("", file.Json);

        return found;
    }

    private void AddDockerfile(ConfigFile file)
    {
        if (DockerfileImage.BaseOf(file.Dockerfile) is not { } config)
        {
            IsUnknown = true;
            return;
        }

        foreach (var variable in config.Environment)
            AddVariable(variable.Name, variable.Value);

        IsUnknown |= PortClaims.IsToldOnCommandLine(file.Dockerfile.Final);
    }

    private void AddSettings(string path, JsonNode? node)
    {
        foreach (var member in node?.Members ?? [])
            AddSettings(path.Length == 0 ? member.Name : path + ":" + member.Name, member.Value);
        if (node is { Kind: JsonKind.String or JsonKind.Number })
            Add(path, node.Text);
    }

    private void AddVariable(string name, string? value)
    {
        foreach (var prefix in new[] { "ASPNETCORE_", "DOTNET_" })
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                name = name.Substring(prefix.Length);
        }

        Add(name.Replace("__", ":"), value);
    }

    // A null stands for what is known only when the container runs.
    private void Add(string key, string? value)
    {
        var isKestrel = key.StartsWith("Kestrel:", StringComparison.OrdinalIgnoreCase);
        var setting = key.ToUpperInvariant();
        if (!isKestrel && setting is not ("URLS" or "HTTP_PORTS" or "HTTPS_PORTS" or "HTTPS_PORT"))
            return;

        IsUnknown |= value is null || value.IndexOf('$') >= 0;
        if (value is null || value.Trim().Length == 0)
            return;

        SaysHttps |= setting is "HTTPS_PORTS" or "HTTPS_PORT";
        if (setting == "URLS" || (isKestrel && setting.EndsWith(":URL", StringComparison.Ordinal)))
            AddAddresses(value, isKestrel);
        else if (setting is "HTTP_PORTS" or "HTTPS_PORTS")
            _ports.UnionWith(value.Split(';').Select(part => int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0));
        else if (isKestrel && setting.EndsWith(":PROTOCOLS", StringComparison.Ordinal))
            SaysProtocols |= value.ToUpperInvariant() is not ("HTTP1" or "HTTP1ANDHTTP2");

        HasCertificate |= isKestrel && Has(key, ":Certificate");
    }

    private void AddAddresses(string value, bool isKestrel)
    {
        foreach (var address in ListenAddress.ParseList(value))
        {
            SaysHttps |= address.Scheme == "https";
            if (!address.IsSocket)
                _ports.Add(address.EffectivePort);
        }

        HasEndpoints |= isKestrel;
    }

    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
