using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Oci.Assembly;

/// <summary>
/// The config of an image (image-spec config.md, and Docker's fields beyond it): the base's document with the plan's values merged in as a Dockerfile
/// would. Fields that nobody here knows stay.
/// </summary>
internal static class ImageConfig
{
    // What BuildKit gives an image from scratch.
    private const string ScratchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static JsonObject Build(ImagePlan plan, ResolvedBase baseImage, IReadOnlyList<Layer> layers)
    {
        var image = Parse(baseImage);
        try
        {
            Check(image, plan, baseImage);
            image["architecture"] = plan.Platform.Architecture;
            image["os"] = plan.Platform.Os;
            if (plan.Platform.Variant is { } variant)
                image["variant"] ??= variant;
            var created = DateTimeOffset.FromUnixTimeSeconds(plan.Created).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            image["created"] = created;
            Merge(Member<JsonObject>(image, "config"), plan, baseImage);
            AddLayers(image, created, baseImage, layers);
            return image;
        }
        catch (InvalidOperationException e)
        {
            throw Invalid(baseImage, "a field of its config has an unexpected type", e);
        }
    }

    private static JsonObject Parse(ResolvedBase baseImage)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return JsonNode.Parse(baseImage.ConfigBytes.Span, documentOptions: options) as JsonObject
                ?? throw Invalid(baseImage, "its config is not a JSON object");
        }
        catch (JsonException e)
        {
            throw Invalid(baseImage, "its config is not valid JSON", e);
        }
    }

    private static void Check(JsonObject image, ImagePlan plan, ResolvedBase baseImage)
    {
        var diffIds = ((image["rootfs"] as JsonObject)?["diff_ids"] as JsonArray)?.Count ?? 0;
        if (diffIds != baseImage.Layers.Count)
            throw Invalid(baseImage, $"its config lists {diffIds} layers, its manifest {baseImage.Layers.Count}");
        if (baseImage.Reference == BaseImage.Scratch)
            return;

        var (os, architecture, variant) = (Text(image, "os"), Text(image, "architecture"), Text(image, "variant"));
        var differs = os != plan.Platform.Os || architecture != plan.Platform.Architecture
            || (variant is not null && plan.Platform.Variant is not null && variant != plan.Platform.Variant);
        if (differs)
            throw Invalid(baseImage, $"it is for {os ?? "?"}/{architecture ?? "?"}{(variant is null ? "" : "/" + variant)}, the app for {plan.Platform}");
    }

    private static void Merge(JsonObject config, ImagePlan plan, ResolvedBase baseImage)
    {
        MergeEnvironment(config, plan, baseImage.Reference == BaseImage.Scratch);
        MergeLabels(config, plan, baseImage);
        AddKeys(config, "ExposedPorts", plan.Ports.Select(port => port.ToString()));
        AddKeys(config, "Volumes", plan.Volumes.Select(volume => volume.Path.Value));
        if (plan.User is { } user)
            config["User"] = user;
        config["WorkingDir"] = plan.WorkingDirectory.Value;
        if (plan.Entrypoint is { } entrypoint)
        {
            SetList(config, "Entrypoint", entrypoint);
            SetList(config, "Cmd", plan.Command ?? []);
        }
        else if (plan.Command is { } command)
        {
            SetList(config, "Cmd", command);
        }

        if (plan.HealthCheck is { } check)
            config["Healthcheck"] = Of(check);
        if (plan.StopSignal is { } signal)
            config["StopSignal"] = signal;
    }

    private static void MergeEnvironment(JsonObject config, ImagePlan plan, bool scratch)
    {
        var variables = (config["Env"] as JsonArray)?.Select(item => item?.GetValue<string>() ?? "").ToList() ?? (scratch ? [ScratchPath] : []);
        foreach (var variable in plan.Environment)
        {
            var text = $"{variable.Name}={variable.Value}";
            var index = variables.FindIndex(v => v.StartsWith(variable.Name + "=", StringComparison.Ordinal) || v == variable.Name);
            if (index < 0)
                variables.Add(text);
            else
                variables[index] = text;
        }

        SetList(config, "Env", variables);
    }

    private static void MergeLabels(JsonObject config, ImagePlan plan, ResolvedBase baseImage)
    {
        const string BaseName = "org.opencontainers.image.base.name", BaseDigest = "org.opencontainers.image.base.digest";
        if (plan.Labels.Count == 0)
            return;

        var labels = Member<JsonObject>(config, "Labels");
        foreach (var label in plan.Labels)
            labels[label.Name] = label.Value;
        var names = plan.Labels.Select(label => label.Name).ToHashSet(StringComparer.Ordinal);
        if (baseImage.Digest is { } digest && names.Contains(BaseName) && !names.Contains(BaseDigest))
            labels[BaseDigest] = digest.Value;
    }

    private static void AddLayers(JsonObject image, string created, ResolvedBase baseImage, IReadOnlyList<Layer> layers)
    {
        var rootfs = Member<JsonObject>(image, "rootfs");
        rootfs["type"] = "layers";
        var diffIds = Member<JsonArray>(rootfs, "diff_ids");
        var history = Member<JsonArray>(image, "history");

        // Readers pair history with layers by counting; a base without history would shift ours.
        var known = history.Count(entry => entry?["empty_layer"]?.GetValue<bool>() != true);
        for (; known < baseImage.Layers.Count; known++)
            history.Add(new JsonObject { ["created"] = created, ["created_by"] = "base" });
        foreach (var layer in layers)
        {
            diffIds.Add(layer.DiffId.Value);
            history.Add(new JsonObject { ["created"] = created, ["created_by"] = "containerize: " + layer.Name });
        }
    }

    private static JsonObject Of(HealthCheck check)
    {
        var json = new JsonObject { ["Test"] = new JsonArray([.. check.Test.Select(text => (JsonNode)text)]) };
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
            json[name] = value.Ticks * TimeSpan.NanosecondsPerTick;
    }

    private static void AddKeys(JsonObject config, string name, IEnumerable<string> keys)
    {
        foreach (var key in keys)
            Member<JsonObject>(config, name)[key] = new JsonObject();
    }

    private static void SetList(JsonObject config, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            config.Remove(name);
        else
            config[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
    }

    private static T Member<T>(JsonObject parent, string name)
        where T : JsonNode
    {
        if (parent[name] is null)
            parent[name] = typeof(T) == typeof(JsonArray) ? new JsonArray() : new JsonObject();
        return parent[name] as T ?? throw new InvalidOperationException(name);
    }

    private static string? Text(JsonObject image, string name) => image[name]?.GetValue<string>() is { Length: > 0 } text ? text : null;

    private static ContainerizeException Invalid(ResolvedBase baseImage, string why, Exception? inner = null) =>
        new(ImageCodes.InvalidBase.With(baseImage.Reference, why), inner);
}
