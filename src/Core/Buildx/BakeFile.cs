using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Io;

namespace Containerize.Buildx;

/// <summary>The file that <c>docker buildx bake</c> reads: all projects of a solution, built side by side.</summary>
public static class BakeFile
{
    // bake takes a member of this name for a comment.
    private const string Marker = "Written by Containerize: change the projects, not this file. Run 'docker buildx bake' in this folder.";

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file, unless it is somebody else's or holds that already.</summary>
    /// <exception cref="ContainerizeException">CTZ0629: there is a file of that name that we did not write, or it cannot be written.</exception>
    public static async Task WriteAsync(string path, IReadOnlyList<BakeDefinition> targets, CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(path) && !IsOurs(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)))
                throw new ContainerizeException(BuildCodes.BakeFileNotWritten.With(path, "it is there and was not written by Containerize"));

            await AtomicFile.WriteTextIfDifferentAsync(path, Render(targets), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(BuildCodes.BakeFileNotWritten.With(path, e.Message.TrimEnd('.')), e);
        }
    }

    /// <summary>Indented JSON with a trailing line feed; the same targets give the same bytes.</summary>
    public static string Render(IReadOnlyList<BakeDefinition> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("//", Marker);
            json.WriteStartObject("group");
            json.WriteStartObject("default");
            WriteList(json, "targets", targets.Select(target => target.Name));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("target");
            foreach (var target in targets)
                WriteTarget(json, target);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void WriteTarget(Utf8JsonWriter json, BakeDefinition target)
    {
        json.WriteStartObject(target.Name);
        WriteWords(json, target.Words);
        if (target.Arguments.Count > 0)
        {
            json.WriteStartObject("args");
            WriteWords(json, target.Arguments);
            json.WriteEndObject();
        }

        foreach (var (attribute, values) in target.Lists)
            WriteList(json, attribute, values);
        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, IEnumerable<NamedValue> words)
    {
        foreach (var word in words)
            json.WriteString(word.Name, word.Value);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static bool IsOurs(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("//", out var marker)
                && marker.ValueKind == JsonValueKind.String && marker.GetString()!.StartsWith("Written by Containerize", StringComparison.Ordinal);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
