using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>
/// Finds the engine as docker's own client does: the property, DOCKER_HOST, DOCKER_CONTEXT, the current context of docker's config; and when none of
/// them says anything, the usual sockets of Docker, Docker Desktop, Colima and Podman, of which the first that answers is taken.
/// </summary>
public sealed class EngineResolver(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The engine that somebody named; null when nobody did.</summary>
    /// <param name="property">ContainerizeEngineHost.</param>
    /// <exception cref="ContainerizeException">CTZ0611, CTZ0501: what names it cannot be understood.</exception>
    public EngineEndpoint? FindNamed(string property)
    {
        ArgumentNullException.ThrowIfNull(property);
        if (property.Length > 0)
            return EngineEndpoint.Parse(property, "ContainerizeEngineHost", TlsFolderOfHost());

        if (Variable("DOCKER_HOST") is { } host)
            return EngineEndpoint.Parse(host, "DOCKER_HOST", TlsFolderOfHost());

        return (Variable("DOCKER_CONTEXT") ?? CurrentContext()) is { } context && context != "default" ? OfContext(context) : null;
    }

    /// <summary>The usual sockets that exist, in the order in which they are tried.</summary>
    /// <param name="localRegistry">The SDK's LocalRegistry, <c>Docker</c> or <c>Podman</c>: only theirs; empty for all.</param>
    public IEnumerable<EngineEndpoint> FindUsual(string localRegistry)
    {
        if (OperatingSystem.IsWindows())
            return [.. ((string[])["docker_engine", "podman-machine-default"]).Select(pipe => new EngineEndpoint($"npipe:////./pipe/{pipe}", "the usual pipes"))];

        var home = Variable("HOME");
        var runtime = Variable("XDG_RUNTIME_DIR");
        string?[] docker = ["/var/run/docker.sock", runtime is null ? null : $"{runtime}/docker.sock", home is null ? null : $"{home}/.docker/run/docker.sock", home is null ? null : $"{home}/.colima/default/docker.sock"];
        string?[] podman = [runtime is null ? null : $"{runtime}/podman/podman.sock", "/run/podman/podman.sock"];
        var paths = localRegistry.ToUpperInvariant() switch
        {
            "DOCKER" => docker,
            "PODMAN" => podman,
            _ => [.. docker, .. podman],
        };
        return [.. paths.OfType<string>().Where(File.Exists).Select(path => new EngineEndpoint("unix://" + path, "the usual sockets"))];
    }

    /// <summary>Why an engine cannot be reached, with what to do about it.</summary>
    public static Diagnostic Explain(EngineEndpoint endpoint, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is not SocketException socket)
                continue;

            return socket.SocketErrorCode switch
            {
                SocketError.AccessDenied => EngineCodes.EngineNotPermitted.With(endpoint.Address, "join the group of its socket (often docker), or use a rootless engine"),
                SocketError.ConnectionRefused => EngineCodes.EngineUnreachable.With(endpoint.Address, $"nothing listens there (from {endpoint.Source}); start the engine"),
                SocketError.AddressNotAvailable => EngineCodes.EngineUnreachable.With(endpoint.Address, $"there is no such socket (from {endpoint.Source}); start the engine, or correct the address"),
                _ => EngineCodes.EngineUnreachable.With(endpoint.Address, $"{socket.Message.TrimEnd('.')} (from {endpoint.Source}); start the engine, or correct the address"),
            };
        }

        var reason = exception is OperationCanceledException or TimeoutException ? "it does not answer in time" : exception!.Message.TrimEnd('.');
        return EngineCodes.EngineUnreachable.With(endpoint.Address, $"{reason} (from {endpoint.Source})");
    }

    private string ConfigFolder => Variable("DOCKER_CONFIG") ?? Path.Combine(Variable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") ?? "", ".docker");

    private string? TlsFolderOfHost() =>
        Variable("DOCKER_TLS_VERIFY") is null ? null : Variable("DOCKER_CERT_PATH") ?? ConfigFolder;

    private string? CurrentContext()
    {
        var path = Path.Combine(ConfigFolder, "config.json");
        if (!File.Exists(path))
            return null;

        using var document = Read(path);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("currentContext", out var name) && name.GetString() is { Length: > 0 } context ? context : null;
    }

    // Contexts are kept by the hash of their name: contexts/meta/<sha256>/meta.json and contexts/tls/<sha256>/docker/.
    private EngineEndpoint OfContext(string name)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var path = Path.Combine(ConfigFolder, "contexts", "meta", id, "meta.json");
        if (!File.Exists(path))
            throw new ContainerizeException(EngineCodes.EngineUnreachable.With($"context '{name}'", "docker knows no such context; 'docker context ls' lists them"));

        using var document = Read(path);
        var host = document.RootElement.TryGetProperty("Endpoints", out var endpoints) && endpoints.TryGetProperty("docker", out var docker) && docker.TryGetProperty("Host", out var value) ? value.GetString() : null;
        var tls = Path.Combine(ConfigFolder, "contexts", "tls", id, "docker");
        return EngineEndpoint.Parse(host ?? "", $"docker context '{name}'", Directory.Exists(tls) ? tls : null);
    }

    private static JsonDocument Read(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(CredentialCodes.DockerConfigUnreadable.With(path, exception is JsonException ? "it is no JSON" : exception.Message), exception);
        }
    }

    private string? Variable(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
