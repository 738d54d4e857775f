using System.Text;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.References;

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
    public ValueTask<Credential?> FindAsync(string registry, string repository, CancellationToken cancellationToken)
    {
        string? helper = null;
        foreach (var path in Files().Where(File.Exists))
        {
            using var document = Read(path);
            if (FindIn(document.RootElement, path, registry, repository) is { } credential)
                return new(credential);

            helper ??= HelperOf(document.RootElement, registry);
        }

        if (helper is not null)
            log.Report(CredentialCodes.CredentialHelperNotSupported.With(registry, helper));

        return default;
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

    private static Credential? FindIn(JsonElement root, string path, string registry, string repository)
    {
        var wanted = $"{registry}/{repository}";
        return Entries(root, "auths")
            .Select(entry => (Key: Normalise(entry.Name), entry.Value))
            .Where(entry => entry.Key.Length > 0 && (wanted + "/").StartsWith(entry.Key + "/", StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(entry => entry.Key.Length)
            .Select(entry => Decode(entry.Value, registry, path))
            .FirstOrDefault(credential => credential is not null);
    }

    private static JsonDocument Read(string path)
    {
        JsonDocument? document = null;
        try
        {
            // A byte order mark is what some editors leave.
            var text = File.ReadAllBytes(path).AsMemory();
            document = JsonDocument.Parse(text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text, Lenient);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(CredentialCodes.DockerConfigUnreadable.With(path, exception is JsonException ? "it is no JSON" : exception.Message.TrimEnd('.')), exception);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;

        document.Dispose();
        throw new ContainerizeException(CredentialCodes.DockerConfigUnreadable.With(path, "it is no JSON object"));
    }

    private static string? HelperOf(JsonElement root, string registry)
    {
        foreach (var helper in Entries(root, "credHelpers").Where(helper => IsHost(helper.Name, registry) && helper.Value.ValueKind == JsonValueKind.String))
            return helper.Value.GetString();

        // A store for everything says nothing about this host: only an empty entry, which docker leaves behind, shows that it keeps this login.
        var isEmptyEntryLeft = Entries(root, "auths").Any(entry => IsHost(entry.Name, registry));
        return isEmptyEntryLeft ? Text(root, "credsStore") : null;
    }

    private static JsonElement.ObjectEnumerator Entries(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;

    private static bool IsHost(string key, string registry) => string.Equals(Normalise(key), registry, StringComparison.OrdinalIgnoreCase);

    // Keys are hosts, paths below hosts, or old URLs such as https://index.docker.io/v1/, of which only the host counts.
    private static string Normalise(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var name = scheme < 0 ? key.TrimEnd('/') : key[(scheme + 3)..].Split('/')[0];
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ReferenceParser.UnifyHub(name) : ReferenceParser.UnifyHub(name[..slash]) + name[slash..];
    }

    private static Credential? Decode(JsonElement entry, string registry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return null;

        if (Text(entry, "identitytoken") is { Length: > 0 } token)
            return new Credential(Credential.IdentityToken, token, path);

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
