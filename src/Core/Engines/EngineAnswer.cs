using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containerize.Engines;

/// <summary>An answer that was read to its end.</summary>
internal sealed record EngineAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, byte[] Body)
{
    public bool IsMissing => Status == HttpStatusCode.NotFound;

    /// <summary>The body as JSON; an empty object when it is none.</summary>
    public JsonNode Json => Parse(Body) ?? new JsonObject();

    public string Header(string name) => Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() ?? "" : "";

    /// <summary>The reason in an error body: <c>{"message":…}</c>, Podman's <c>cause</c>, or plain text.</summary>
    public static string MessageOf(byte[] body)
    {
        var text = Parse(body) is JsonObject json ? json.Text("message") : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 2000)));
        return text.Trim();
    }

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
