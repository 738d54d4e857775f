using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>Contexts as the docker command keeps them: <c>contexts/meta/&lt;sha256 of the name&gt;/meta.json</c> and TLS files beside.</summary>
/// <param name="folder">Absolute path of docker's configuration folder.</param>
internal sealed partial class DockerContexts(string folder)
{
    /// <summary>Name of the context that stands for no context.</summary>
    public const string Default = "default";

    /// <summary><c>currentContext</c> of config.json; empty when there is none, or no readable file.</summary>
    public string CurrentName()
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json"))).Text("currentContext");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return "";
        }
    }

    /// <summary>Address of a context's engine.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Who names it, for messages.</param>
    /// <exception cref="ContainerizeException">CTZ0611.</exception>
    public EngineAddress Read(string name, string source)
    {
        if (!NamePattern().IsMatch(name))
            throw Invalid(name, source, "that is no name of a docker context");

        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var file = Path.Combine(folder, "contexts", "meta", id, "meta.json");
        JsonNode? docker;
        try
        {
            docker = JsonNode.Parse(File.ReadAllText(file)).Child("Endpoints").Child("docker");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Invalid(name, source, $"there is no such docker context in {folder} (see 'docker context ls')");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Invalid(name, source, $"its file {file} cannot be read ({e.Message.TrimEnd('.')})");
        }

        var address = EngineAddress.Parse(docker.Text("Host"), $"{source} '{name}':");
        var tls = Path.Combine(folder, "contexts", "tls", id, "docker");
        return address.Kind == EngineTransportKind.Tcp && Directory.Exists(tls)
            ? address with { Tls = EngineTls.FromFolder(tls, docker.Flag("SkipTLSVerify")) }
            : address;
    }

    private static ContainerizeException Invalid(string name, string source, string reason) => new(EngineCodes.InvalidEngineHost.With(name, source, reason));

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_.+-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
