using System.Text;
using System.Text.Json;
using Containerize.Diagnostics;

namespace Containerize.Credentials;

/// <summary>
/// Logins that docker and podman keep as plain <c>auths</c>: <c>$DOCKER_CONFIG/config.json</c> or <c>~/.docker/config.json</c>, then
/// <c>$REGISTRY_AUTH_FILE</c>, <c>$XDG_RUNTIME_DIR/containers/auth.json</c> and <c>~/.config/containers/auth.json</c>. The most specific entry wins
/// (<c>host/team</c> before <c>host</c>); never one of another host.
/// </summary>
public sealed class DockerConfigCredentials(IReadOnlyDictionary<string, string> environment, IBuildLog log) : ICredentialSource
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <inheritdoc />
    public Credential? Find(string registry, string repository)
    {
        foreach (var path in Files().Where(File.Exists))
        {
            if (FindIn(path, registry, repository) is { } credential)
                return credential;
        }

        return null;
    }

    private IEnumerable<string> Files()
    {
        var home = Variable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");
        if (Variable("DOCKER_CONFIG") is { } config)
            yield return Path.Combine(config, "config.json");
        else if (home is not null)
            yield return Path.Combine(home, ".docker", "config.json");

        if (Variable("REGISTRY_AUTH_FILE") is { } file)
            yield return file;

        if (Variable("XDG_RUNTIME_DIR") is { } runtime)
            yield return Path.Combine(runtime, "containers", "auth.json");

        if (home is not null)
            yield return Path.Combine(home, ".config", "containers", "auth.json");
    }

    private string? Variable(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private Credential? FindIn(string path, string registry, string repository)
    {
        using var document = Read(path);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new ContainerizeException(CredentialCodes.DockerConfigUnreadable.With(path, "it is no JSON object"));

        if (HelperOf(root, registry) is { } helper)
            log.Report(CredentialCodes.CredentialHelperNotSupported.With(registry, helper));

        if (!root.TryGetProperty("auths", out var auths) || auths.ValueKind != JsonValueKind.Object)
            return null;

        var wanted = $"{registry}/{repository}";
        var best = auths.EnumerateObject()
            .Select(entry => (Key: Normalise(entry.Name), entry.Value))
            .Where(entry => wanted == entry.Key || wanted.StartsWith(entry.Key + "/", StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(entry => entry.Key.Length)
            .Select(entry => Decode(entry.Value, registry, path))
            .FirstOrDefault(credential => credential is not null);
        return best;
    }

    private static JsonDocument Read(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(CredentialCodes.DockerConfigUnreadable.With(path, exception is JsonException ? "it is no JSON" : exception.Message), exception);
        }
    }

    private static string? HelperOf(JsonElement root, string registry)
    {
        if (root.TryGetProperty("credHelpers", out var helpers) && helpers.ValueKind == JsonValueKind.Object)
        {
            foreach (var helper in helpers.EnumerateObject())
            {
                if (Normalise(helper.Name) == registry)
                    return helper.Value.GetString();
            }
        }

        // A store for everything says nothing about this host: only an empty entry, which docker leaves behind, shows that it keeps this login.
        return root.TryGetProperty("credsStore", out var store) && root.TryGetProperty("auths", out var auths) && auths.ValueKind == JsonValueKind.Object
            && auths.EnumerateObject().Any(entry => Normalise(entry.Name) == registry && entry.Value.ValueKind == JsonValueKind.Object && !entry.Value.EnumerateObject().Any())
            ? store.GetString()
            : null;
    }

    // Keys are hosts, paths below hosts, or old URLs such as https://index.docker.io/v1/.
    private static string Normalise(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return key.TrimEnd('/') is "index.docker.io" ? "docker.io" : key.TrimEnd('/');

        var host = key[(scheme + 3)..].Split('/')[0];
        return host is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host;
    }

    private static Credential? Decode(JsonElement entry, string registry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return null;

        if (Text(entry, "identitytoken") is { Length: > 0 } token)
            return new Credential("<token>", token, path);

        if (Text(entry, "auth") is not { Length: > 0 } auth)
            return Text(entry, "username") is { Length: > 0 } user ? new Credential(user, Text(entry, "password") ?? "", path) : null;

        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).TrimEnd('\0').Split(':', 2);
            return pair.Length == 2 ? new Credential(pair[0], pair[1], path) : throw new FormatException("it holds no colon");
        }
        catch (FormatException exception)
        {
            throw new ContainerizeException(CredentialCodes.InvalidCredential.With(registry, path, "auth is not the base64 of user:password"), exception);
        }
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
