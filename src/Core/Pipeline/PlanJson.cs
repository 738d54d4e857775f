using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Containerize.Images;

namespace Containerize.Pipeline;

/// <summary>
/// The plan as JSON, as ContainerizePlan writes it and later steps read it. Written and read by hand: a serialiser's code would be made anew in every
/// build, which takes longer than a publish that changes nothing may take.
/// </summary>
public static class PlanJson
{
    // Quotes and non-ASCII text stay readable: the file is for people, and never inside HTML.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Indented JSON with a trailing line feed; the same plan gives the same bytes. What is null is left out.</summary>
    public static string Write(ImagePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
            new PlanJsonWriter(json).Write(plan);

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no plan.</exception>
    public static ImagePlan Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            return PlanJsonReader.Read(document.RootElement);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("The text is no plan.", exception);
        }
    }
}
