using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Containerize.Diagnostics;

namespace Containerize.Registries;

/// <summary>Turns what a registry answers, or that it does not, into coded errors. What it says is quoted without control characters and bounded.</summary>
internal static class RegistryErrors
{
    private const int LargestBody = 64 << 10;
    private const int LongestQuote = 400;

    public static async Task<RegistryException> FromAsync(HttpResponseMessage response, string registry, string action, string subject, CancellationToken cancellationToken)
    {
        var (code, text) = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        var status = (int)response.StatusCode;
        var diagnostic = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => RegistryCodes.Unauthorized.With(registry, action, subject, text),
            HttpStatusCode.Forbidden => RegistryCodes.Denied.With(registry, action, subject, text, code.Length > 0 ? " " + code : ""),
            HttpStatusCode.NotFound => RegistryCodes.NotFound.With(registry, subject, text),
            HttpStatusCode.TooManyRequests => RegistryCodes.RateLimited.With(registry, action, text),
            _ => RegistryCodes.UnexpectedAnswer.With(registry, status, $"{action} of '{subject}'", text),
        };
        return new RegistryException(diagnostic, response.StatusCode);
    }

    public static RegistryException From(HttpRequestException exception, string registry)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            // What TLS says when the other side answers in plain text.
            if (inner is AuthenticationException && inner.Message.Contains("frame", StringComparison.Ordinal))
                return new RegistryException(RegistryCodes.InsecureRegistry.With(registry, "it answers in plain text"), null, exception);

            if (inner is AuthenticationException)
                return new RegistryException(RegistryCodes.TlsFailed.With(registry, Quote(inner.Message)), null, exception);

            if (inner is SocketException socket)
                return new RegistryException(RegistryCodes.RegistryUnreachable.With(registry, socket.SocketErrorCode == SocketError.HostNotFound ? "there is no such host" : Quote(socket.Message)), null, exception);
        }

        return new RegistryException(RegistryCodes.RegistryUnreachable.With(registry, Quote(exception.Message)), null, exception);
    }

    // {"errors":[{"code":"DENIED","message":"…","detail":…}]}
    private static async Task<(string Code, string Text)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var nothing = ("", response.ReasonPhrase is { Length: > 0 } phrase ? Quote(phrase) : "it gave no reason");
        try
        {
            using var document = JsonDocument.Parse(await BoundedBody.ReadAsync(response.Content, LargestBody, cancellationToken).ConfigureAwait(false));
            var error = document.RootElement.GetProperty("errors")[0];
            var code = error.TryGetProperty("code", out var value) ? value.GetString() ?? "" : "";
            var message = error.TryGetProperty("message", out var text) ? text.GetString() ?? "" : "";
            return (Quote(code), message.Length > 0 ? Quote(message) : nothing.Item2);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or HttpRequestException or IOException)
        {
            return nothing; // an HTML page of a proxy, or no body at all
        }
    }

    private static string Quote(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, LongestQuote));
        foreach (var c in text.Take(LongestQuote))
            clean.Append(char.IsControl(c) ? ' ' : c);

        return clean.ToString().Trim().TrimEnd('.');
    }
}
