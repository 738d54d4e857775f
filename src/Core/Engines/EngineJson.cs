using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containerize.Engines;

/// <summary>Reads the answers of engines, which leave out, null or retype what they like.</summary>
internal static class EngineJson
{
    public static string Text(this JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    public static bool Flag(this JsonNode? node, string name) => (node as JsonObject)?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static int Number(this JsonNode? node, string name) =>
        (node as JsonObject)?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int number) ? number : 0;

    public static JsonNode? Child(this JsonNode? node, string name) => (node as JsonObject)?[name];

    public static IReadOnlyList<string> Texts(this JsonNode? node, string name) =>
        node.Child(name) is JsonArray array ? [.. array.OfType<JsonValue>().Where(value => value.GetValueKind() == JsonValueKind.String).Select(value => value.GetValue<string>())] : [];

    public static IReadOnlyList<string> Keys(this JsonNode? node, string name) => node.Child(name) is JsonObject map ? [.. map.Select(pair => pair.Key)] : [];

    /// <summary>An image as <c>/images/{name}/json</c> tells it.</summary>
    public static EngineImage Image(JsonNode json)
    {
        var config = json.Child("Config");
        var id = json.Text("Id");
        return new(
            id.Length == 64 ? "sha256:" + id : id,
            json.Texts("RepoTags"),
            [.. json.Texts("RepoDigests").Select(digest => digest[(digest.LastIndexOf('@') + 1)..])],
            config.Keys("Volumes"),
            config.Keys("ExposedPorts"),
            json.Child("RootFS").Texts("Layers"));
    }

    /// <summary>A container as <c>/containers/{id}/json</c> tells it.</summary>
    public static ContainerState Container(JsonNode json)
    {
        var (state, config) = (json.Child("State"), json.Child("Config"));
        var health = state.Child("Health");
        return new ContainerState
        {
            Id = json.Text("Id"),
            Name = json.Text("Name").TrimStart('/'),
            Status = state.Text("Status"),
            IsRunning = state.Flag("Running"),
            ExitCode = state.Number("ExitCode"),
            OutOfMemory = state.Flag("OOMKilled"),
            ProcessId = state.Number("Pid"),
            Error = state.Text("Error"),
            HasTerminal = config.Flag("Tty"),
            Labels = Labels(config.Child("Labels")),
            Ports = Ports(json.Child("NetworkSettings").Child("Ports")),
            Health = health.Text("Status") is "" or "none" ? null : new(health.Text("Status"), LastOutput(health.Child("Log"))),
            HealthTest = config.Child("Healthcheck").Texts("Test"),
        };
    }

    public static IReadOnlyDictionary<string, string> Labels(JsonNode? node) =>
        node is JsonObject map ? map.ToDictionary(pair => pair.Key, pair => map.Text(pair.Key), StringComparer.Ordinal) : new Dictionary<string, string>();

    private static string LastOutput(JsonNode? log) => log is JsonArray { Count: > 0 } entries ? entries[^1].Text("Output").Trim() : "";

    private static List<PortBinding> Ports(JsonNode? node)
    {
        var ports = new List<PortBinding>();
        foreach (var (container, bindings) in node as JsonObject ?? [])
        {
            foreach (var binding in bindings as JsonArray ?? [])
            {
                if (int.TryParse(binding.Text("HostPort"), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                    ports.Add(new(container, binding.Text("HostIp"), port));
            }
        }

        return ports;
    }
}
