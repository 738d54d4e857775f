using System.Text.Json;

namespace Containerize.Registries;

/// <summary>A token of a registry's token service.</summary>
/// <param name="Value">Secret.</param>
/// <param name="Expires">In <see cref="Environment.TickCount64"/>, a little before the service's own time.</param>
internal sealed record BearerToken(string Value, long Expires)
{
    private const int ShortestLifetime = 60; // seconds; what the specification says when nothing is said
    private const int Margin = 5; // seconds that a request may take to arrive

    public override string ToString() => "token";

    /// <summary>Reads the answer of a token service (distribution's token specification: <c>token</c>, or OAuth2's <c>access_token</c>).</summary>
    /// <exception cref="FormatException">There is no token in it.</exception>
    public static BearerToken Parse(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            var value = Text(root, "token") ?? Text(root, "access_token") ?? throw new FormatException("there is no token in the answer");
            if (value.AsSpan().ContainsAnyExceptInRange('!', '~'))
                throw new FormatException("the token has characters that no header can carry");

            var said = root.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt32(out var number) ? number : 0;
            return new BearerToken(value, Environment.TickCount64 + ((Math.Max(said, ShortestLifetime) - Margin) * 1000L));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException("the answer is no JSON object", exception);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
