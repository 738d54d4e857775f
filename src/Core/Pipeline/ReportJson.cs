using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Pipeline;

/// <summary><c>report.json</c>, for scripts and CI; its schema is docs/report.schema.json.</summary>
public static class ReportJson
{
    /// <summary>Version of the schema; raised when a field changes its meaning or goes away.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented JSON with a trailing line feed.</summary>
    public static string Write(PublishResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteString("project", result.Plan.Project);
            WriteBase(json, result);
            json.WriteString("platform", result.Plan.Platform.ToString());
            WriteImage(json, result);
            WriteTransfer(json, result.Transfer);
            WriteOutputs(json, result.Outputs);
            WriteTimings(json, result.Timings);
            WriteWarnings(json, result);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteBase(Utf8JsonWriter json, PublishResult result)
    {
        json.WriteStartObject("base");
        json.WriteString("reference", result.Base.Reference);
        json.WriteString("digest", result.Base.Digest?.Value);
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, PublishResult result)
    {
        json.WriteStartObject("image");
        WriteStrings(json, "references", result.Outputs.SelectMany(output => output.References).Distinct());
        json.WriteString("digest", result.Image.Manifest.Digest.Value);
        json.WriteString("configDigest", result.Image.Config.Digest.Value);
        json.WriteString("mediaType", result.Image.Manifest.MediaType);
        json.WriteStartArray("layers");
        foreach (var layer in result.Image.Layers)
            WriteLayer(json, layer);

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLayer(Utf8JsonWriter json, Layer layer)
    {
        json.WriteStartObject();
        json.WriteString("name", layer.Name ?? "base");
        json.WriteString("digest", layer.Descriptor.Digest.Value);
        json.WriteString("diffId", layer.DiffId.Value);
        json.WriteNumber("size", layer.Descriptor.Size);
        WriteNullable(json, "uncompressedSize", layer.UncompressedSize);
        WriteNullable(json, "files", layer.Files);
        json.WriteBoolean("cached", layer.Cached);
        json.WriteEndObject();
    }

    private static void WriteTransfer(Utf8JsonWriter json, TransferCounts transfer)
    {
        json.WriteStartObject("transfer");
        json.WriteNumber("bytesUploaded", transfer.BytesUploaded);
        json.WriteNumber("bytesMounted", transfer.BytesMounted);
        json.WriteNumber("bytesSkipped", transfer.BytesSkipped);
        json.WriteNumber("requests", transfer.Requests);
        json.WriteEndObject();
    }

    private static void WriteOutputs(Utf8JsonWriter json, IReadOnlyList<SinkResult> outputs)
    {
        json.WriteStartArray("outputs");
        foreach (var output in outputs)
        {
            json.WriteStartObject();
            json.WriteString("kind", output.Kind);
            json.WriteString("location", output.Location);
            WriteStrings(json, "references", output.References);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTimings(Utf8JsonWriter json, IReadOnlyList<StepTime> timings)
    {
        json.WriteStartArray("timings");
        foreach (var timing in timings)
        {
            json.WriteStartObject();
            json.WriteString("step", timing.Step);
            json.WriteNumber("milliseconds", timing.Milliseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteWarnings(Utf8JsonWriter json, PublishResult result)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in result.Plan.Warnings.Concat(result.Warnings.Select(warning => new PlanWarning(warning.Code.Id, warning.Message))))
        {
            json.WriteStartObject();
            json.WriteString("code", warning.Code);
            json.WriteString("message", warning.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);

        json.WriteEndArray();
    }

    private static void WriteNullable(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
