using System.Globalization;
using System.Text.Json.Nodes;
using Containerize.Images;

namespace Containerize.Engines;

/// <summary>The body of <c>POST /containers/create</c>.</summary>
internal static class ContainerBody
{
    public static JsonObject Create(ContainerRequest request)
    {
        var host = new JsonObject
        {
            ["PortBindings"] = Bindings(request.Ports),
            ["Binds"] = Array(request.Volumes.Select(Bind)),
        };
        var body = new JsonObject
        {
            ["Image"] = request.Image,
            ["Labels"] = Labels(request.Labels),
            ["Env"] = Array(request.Environment.Select(variable => $"{variable.Name}={variable.Value}")),
            ["ExposedPorts"] = new JsonObject(request.Ports.Select(port => port.Container.ToString()).Distinct().Select(port => KeyValuePair.Create(port, (JsonNode?)new JsonObject()))),
            ["Tty"] = request.Terminal,
            ["HostConfig"] = host,
        };
        if (request.Options is not null)
            AddOptions(body, host, request.Options);
        if (request.Entrypoint is not null)
            body["Entrypoint"] = Array(request.Entrypoint);
        if (request.Command is not null)
            body["Cmd"] = Array(request.Command);
        if (request.HealthCheck is not null)
            body["Healthcheck"] = Health(request.HealthCheck);
        if (request.Network is not null)
        {
            host["NetworkMode"] = request.Network;
            if (request.Aliases.Count > 0)
            {
                var endpoint = new JsonObject { ["Aliases"] = Array(request.Aliases) };
                body["NetworkingConfig"] = new JsonObject { ["EndpointsConfig"] = new JsonObject { [request.Network] = endpoint } };
            }
        }

        return body;
    }

    public static JsonObject Labels(IReadOnlyDictionary<string, string> labels) =>
        new(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));

    public static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static void AddOptions(JsonObject body, JsonObject host, RunOptions options)
    {
        if (options.User is not null)
            body["User"] = options.User;

        foreach (var volume in options.Volumes)
            host["Binds"]!.AsArray().Add(Bind(volume));

        host["ExtraHosts"] = Array(options.Hosts);
        host["Tmpfs"] = new JsonObject(options.TemporaryFolders.Select(folder => folder.Split(':', 2)).Select(parts => KeyValuePair.Create(parts[0], (JsonNode?)(parts.Length > 1 ? parts[1] : ""))));
        host["CapAdd"] = Array(options.AddedCapabilities);
        host["CapDrop"] = Array(options.DroppedCapabilities);
        host["Memory"] = options.Memory ?? 0;
        host["NanoCpus"] = options.NanoCpus ?? 0;
        host["Init"] = options.Init;
        host["ReadonlyRootfs"] = options.ReadOnly;
        host["Privileged"] = options.Privileged;
        if (options.Restart?.Split(':', 2) is [var policy, .. var count])
            host["RestartPolicy"] = new JsonObject { ["Name"] = policy, ["MaximumRetryCount"] = count is [var most] ? int.Parse(most, CultureInfo.InvariantCulture) : 0 };
    }

    // 0 means the engine's default.
    private static JsonObject Health(HealthCheck check) => new()
    {
        ["Test"] = Array(check.Test),
        ["Interval"] = Nanoseconds(check.Interval),
        ["Timeout"] = Nanoseconds(check.Timeout),
        ["StartPeriod"] = Nanoseconds(check.StartPeriod),
        ["Retries"] = check.Retries ?? 0,
    };

    private static long Nanoseconds(TimeSpan? time) => time is { } value ? value.Ticks * 100 : 0;

    private static JsonObject Bindings(IReadOnlyList<PublishedPort> ports)
    {
        var bindings = new JsonObject();
        foreach (var group in ports.GroupBy(port => port.Container.ToString()))
        {
            bindings[group.Key] = new JsonArray([.. group.Select(port => (JsonNode)new JsonObject
            {
                ["HostIp"] = port.HostIp,
                ["HostPort"] = port.HostPort?.ToString(CultureInfo.InvariantCulture) ?? "",
            })]);
        }

        return bindings;
    }

    private static string Bind(Volume volume) => $"{volume.Source}:{volume.Path}{(volume.ReadOnly ? ":ro" : "")}";
}
