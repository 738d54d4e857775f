using System.Globalization;
using System.Text.Json;
using Containerize.Images;

namespace Containerize.Pipeline;

/// <summary>Writes the parts of a plan, each with the names of its properties in camel case.</summary>
internal sealed class PlanJsonWriter(Utf8JsonWriter json)
{
    public void Write(ImagePlan plan)
    {
        json.WriteStartObject();
        Text("project", plan.Project);
        Text("configuration", plan.Configuration);
        Text("runtimeIdentifier", plan.RuntimeIdentifier);
        Object("name", plan.Name, WriteName);
        Object("base", plan.Base, WriteBase);
        Object("platform", plan.Platform, WritePlatform);
        Text("format", plan.Format.ToString());
        Texts("runCommands", plan.RunCommands);
        Array("layers", plan.Layers, WriteLayer);
        Array("environment", plan.Environment, WriteNamed);
        Array("labels", plan.Labels, WriteNamed);
        json.WriteBoolean("labelBaseDigest", plan.LabelBaseDigest);
        Array("annotations", plan.Annotations, WriteAnnotation);
        Array("ports", plan.Ports, WritePort);
        Array("volumes", plan.Volumes, WriteVolume);
        Text("user", plan.User);
        Text("workingDirectory", plan.WorkingDirectory.Value);
        Texts("entrypoint", plan.Entrypoint);
        Texts("command", plan.Command);
        Object("healthCheck", plan.HealthCheck, WriteHealthCheck);
        Text("stopSignal", plan.StopSignal);
        json.WriteNumber("created", plan.Created);
        json.WriteNumber("compressionLevel", plan.CompressionLevel);
        Object("run", plan.Run, WriteRun);
        Array("reasons", plan.Reasons, WriteReason);
        Array("warnings", plan.Warnings, WriteWarning);
        json.WriteEndObject();
    }

    private void WriteName(ImageName name)
    {
        Text("repository", name.Repository);
        Texts("tags", name.Tags);
        Texts("registries", name.Registries);
        Texts("references", name.References);
    }

    private void WriteBase(BaseImage image)
    {
        Text("reference", image.Reference);
        Object("config", image.Config, WriteBaseConfig);
    }

    private void WriteBaseConfig(BaseImageConfig config)
    {
        Text("user", config.User);
        Array("environment", config.Environment, WriteNamed);
        Texts("exposedPorts", config.ExposedPorts);
        Texts("entrypoint", config.Entrypoint);
        Texts("command", config.Command);
        Text("workingDirectory", config.WorkingDirectory);
        json.WriteBoolean("hasHealthCheck", config.HasHealthCheck);
        Text("source", config.Source);
    }

    private void WritePlatform(Platform platform)
    {
        Text("os", platform.Os);
        Text("architecture", platform.Architecture);
        Text("variant", platform.Variant);
    }

    private void WriteLayer(LayerPlan layer)
    {
        Text("name", layer.Name);
        Array("entries", layer.Entries, WriteEntry);
    }

    private void WriteEntry(FileEntry entry)
    {
        Text("kind", PlanJsonReader.NameOf(entry.Kind));
        Text("path", entry.Path.Value);
        Text("source", entry.Source);
        Text("content", entry.Content);
        Text("linkTarget", entry.LinkTarget);
        json.WriteNumber("mode", entry.Mode);
        json.WriteStartObject("owner");
        json.WriteNumber("userId", entry.Owner.UserId);
        json.WriteNumber("groupId", entry.Owner.GroupId);
        json.WriteEndObject();
    }

    private void WriteNamed(NamedValue value)
    {
        Text("name", value.Name);
        Text("value", value.Value);
    }

    private void WriteAnnotation(Annotation annotation)
    {
        Text("name", annotation.Name);
        Text("value", annotation.Value);
        Text("scope", annotation.Scope.ToString());
    }

    private void WritePort(Port port)
    {
        json.WriteNumber("number", port.Number);
        Text("protocol", port.Protocol);
    }

    private void WriteVolume(Volume volume)
    {
        Text("path", volume.Path.Value);
        Text("source", volume.Source);
        json.WriteBoolean("readOnly", volume.ReadOnly);
    }

    private void WriteHealthCheck(HealthCheck check)
    {
        Texts("test", check.Test);
        Time("interval", check.Interval);
        Time("timeout", check.Timeout);
        Time("startPeriod", check.StartPeriod);
        Number("retries", check.Retries);
    }

    private void WriteRun(RunPlan run)
    {
        Array("ports", run.Ports, WritePublishedPort);
        Array("environment", run.Environment, WriteNamed);
        Texts("environmentFiles", run.EnvironmentFiles);
        Texts("networks", run.Networks);
        if (run.CommandPrefix.Count > 0)
            Texts("commandPrefix", run.CommandPrefix);
        Object("options", run.Options, WriteOptions);
        json.WriteBoolean("detach", run.Detach);
    }

    private void WriteOptions(RunOptions options)
    {
        Text("name", options.Name);
        Text("user", options.User);
        Array("volumes", options.Volumes, WriteVolume);
        Texts("hosts", options.Hosts);
        Texts("temporaryFolders", options.TemporaryFolders);
        Texts("addedCapabilities", options.AddedCapabilities);
        Texts("droppedCapabilities", options.DroppedCapabilities);
        Number("memory", options.Memory);
        Number("nanoCpus", options.NanoCpus);
        Text("restart", options.Restart);
        json.WriteBoolean("init", options.Init);
        json.WriteBoolean("readOnly", options.ReadOnly);
        json.WriteBoolean("privileged", options.Privileged);
    }

    private void WritePublishedPort(PublishedPort port)
    {
        Object("container", port.Container, WritePort);
        Number("hostPort", port.HostPort);
        Text("hostIp", port.HostIp);
    }

    private void WriteReason(PlanReason reason)
    {
        Text("subject", reason.Subject);
        Text("text", reason.Text);
    }

    private void WriteWarning(PlanWarning warning)
    {
        Text("code", warning.Code);
        Text("message", warning.Message);
    }

    private void Text(string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private void Texts(string name, IReadOnlyList<string>? values)
    {
        if (values is null)
            return;

        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);

        json.WriteEndArray();
    }

    private void Number(string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private void Time(string name, TimeSpan? value)
    {
        if (value is { } time)
            json.WriteString(name, time.ToString("c", CultureInfo.InvariantCulture));
    }

    private void Object<T>(string name, T? value, Action<T> write)
        where T : class
    {
        if (value is null)
            return;

        json.WriteStartObject(name);
        write(value);
        json.WriteEndObject();
    }

    private void Array<T>(string name, IReadOnlyList<T> values, Action<T> write)
        where T : class
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            write(value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
