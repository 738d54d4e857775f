using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Oci.Assembly;

/// <summary>
/// Writes the image config: the base's own JSON, so that fields nobody here knows are kept, changed where the plan says something, by the rules that
/// Docker's builder follows for the same instructions.
/// </summary>
internal static class ConfigWriter
{
    // What builders give an image from scratch, so that a command without a path is found.
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static JsonObject Write(ImagePlan plan, ResolvedBase found, IReadOnlyList<Layer> layers)
    {
        var root = Parse(found);
        Check(plan, found, root);
        var created = DateTimeOffset.FromUnixTimeSeconds(plan.Created).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        root["created"] = created;
        root["architecture"] = plan.Platform.Architecture;
        root["os"] = plan.Platform.Os;
        if (plan.Platform.Variant is { } variant)
            root["variant"] = variant;

        var config = Child(root, "config");
        ApplySettings(plan, found, config);

        var rootfs = Child(root, "rootfs");
        rootfs["type"] = "layers";
        Append(rootfs, "diff_ids", layers.Select(layer => (JsonNode)layer.DiffId.Value));
        Append(root, "history", layers.Select(layer => (JsonNode)new JsonObject { ["created"] = created, ["created_by"] = $"containerize: {layer.Name}" }));
        return root;
    }

    private static JsonObject Parse(ResolvedBase found)
    {
        try
        {
            return JsonNode.Parse(found.ConfigBytes.Span) as JsonObject ?? throw Invalid(found, "its config is no JSON object");
        }
        catch (JsonException exception)
        {
            throw new ContainerizeException(ImageCodes.InvalidBase.With(found.Reference, "its config is no JSON"), exception);
        }
    }

    private static void Check(ImagePlan plan, ResolvedBase found, JsonObject root)
    {
        if (found.Layers.Count == 0)
            return;

        var diffIds = ((root["rootfs"] as JsonObject)?["diff_ids"] as JsonArray)?.Count ?? 0;
        if (diffIds != found.Layers.Count)
            throw Invalid(found, $"its manifest has {found.Layers.Count} layers and its config {diffIds}");

        var (os, architecture) = ((string?)root["os"], (string?)root["architecture"]);
        if (os != plan.Platform.Os || architecture != plan.Platform.Architecture)
            throw Invalid(found, $"it is for {os}/{architecture}, not for {plan.Platform}");
    }

    private static void ApplySettings(ImagePlan plan, ResolvedBase found, JsonObject config)
    {
        MergeEnvironment(plan, found, config);
        MergeMap(config, "Labels", Labels(plan, found));
        MergeMap(config, "ExposedPorts", plan.Ports.Select(port => KeyValuePair.Create(port.ToString(), (JsonNode?)new JsonObject())));
        MergeMap(config, "Volumes", plan.Volumes.Select(volume => KeyValuePair.Create(volume.Path.Value, (JsonNode?)new JsonObject())));
        config["WorkingDir"] = plan.WorkingDirectory.Value;
        if (plan.User is { } user)
            config["User"] = user;

        if (plan.Entrypoint is { } entrypoint)
        {
            config["Entrypoint"] = Strings(entrypoint);

            // As Docker does: arguments of the base belong to the entry point that is gone.
            config.Remove("Cmd");
        }

        if (plan.Command is { } command)
            config["Cmd"] = Strings(command);

        if (plan.HealthCheck is { } check)
            config["Healthcheck"] = HealthCheckJson(check);

        if (plan.StopSignal is { } signal)
            config["StopSignal"] = signal;
    }

    private static void MergeEnvironment(ImagePlan plan, ResolvedBase found, JsonObject config)
    {
        var variables = (config["Env"] as JsonArray)?.Select(value => (string)value!).ToList() ?? [];
        if (found.Reference == BaseImage.Scratch)
            variables.Add(DefaultPath);

        foreach (var (name, value) in plan.Environment)
        {
            var index = variables.FindIndex(variable => variable.StartsWith(name + "=", StringComparison.Ordinal));
            if (index >= 0)
                variables[index] = $"{name}={value}";
            else
                variables.Add($"{name}={value}");
        }

        config["Env"] = Strings(variables);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Labels(ImagePlan plan, ResolvedBase found)
    {
        foreach (var label in plan.Labels)
            yield return KeyValuePair.Create(label.Name, (JsonNode?)label.Value);

        if (plan.LabelBaseDigest && found.Digest is { } digest)
            yield return KeyValuePair.Create("org.opencontainers.image.base.digest", (JsonNode?)digest.Value);
    }

    // Maps are written in the order of their keys: a map has none of its own, and digests must not depend on one.
    private static void MergeMap(JsonObject config, string name, IEnumerable<KeyValuePair<string, JsonNode?>> added)
    {
        var merged = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (key, value) in config[name] as JsonObject ?? [])
            merged[key] = value?.DeepClone();

        foreach (var (key, value) in added)
            merged[key] = value;

        if (merged.Count > 0)
            config[name] = new JsonObject(merged);
    }

    // Durations in nanoseconds, as Docker's config has them.
    private static JsonObject HealthCheckJson(HealthCheck check)
    {
        var json = new JsonObject { ["Test"] = Strings(check.Test) };
        AddDuration(json, "Interval", check.Interval);
        AddDuration(json, "Timeout", check.Timeout);
        AddDuration(json, "StartPeriod", check.StartPeriod);
        if (check.Retries is { } retries)
            json["Retries"] = retries;

        return json;
    }

    private static void AddDuration(JsonObject json, string name, TimeSpan? duration)
    {
        if (duration is { } value)
            json[name] = (long)(value.TotalMilliseconds * 1_000_000);
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
            return child;

        child = [];
        parent[name] = child;
        return child;
    }

    private static void Append(JsonObject parent, string name, IEnumerable<JsonNode> items)
    {
        if (parent[name] is not JsonArray array)
            parent[name] = array = [];

        foreach (var item in items)
            array.Add(item);
    }

    private static ContainerizeException Invalid(ResolvedBase found, string problem) => new(ImageCodes.InvalidBase.With(found.Reference, problem));
}
