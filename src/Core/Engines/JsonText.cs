using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containerize.Engines;

/// <summary>Reads what may or may not be JSON.</summary>
internal static class JsonText
{
    public static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
