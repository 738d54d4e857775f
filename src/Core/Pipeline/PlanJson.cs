using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Containerize.Images;

namespace Containerize.Pipeline;

/// <summary>The plan as JSON, as ContainerizePlan writes it and later steps read it. Modes are octal text, paths are text.</summary>
public static class PlanJson
{
    // Quotes and non-ASCII text stay readable: the file is for people, and never inside HTML.
    private static readonly PlanJsonContext Context = new(new JsonSerializerOptions(PlanJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Indented JSON with a trailing line feed; the same plan gives the same bytes.</summary>
    public static string Write(ImagePlan plan) => JsonSerializer.Serialize(plan, Context.ImagePlan) + "\n";

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no plan.</exception>
    public static ImagePlan Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Context.ImagePlan)!;
}

/// <summary>Generated serialisation of plans: no reflection when a build starts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true, Converters = [typeof(UnixPathConverter)])]
[JsonSerializable(typeof(ImagePlan))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;

internal sealed class UnixPathConverter : JsonConverter<UnixPath>
{
    public override UnixPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        UnixPath.TryParse(reader.GetString(), out var path) ? path : throw new JsonException("A path in the plan is not absolute.");

    public override void Write(Utf8JsonWriter writer, UnixPath value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
