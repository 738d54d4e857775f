using System.Globalization;
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

    // What OpenSSL, SChannel and SslStream say when the other side answers in plain text.
    private static readonly string[] PlainTextSigns = ["frame", "wrong version number", "packet length too long", "http request"];

    /// <summary>The error of an answer that was not wanted.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="registry">Who gave it.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="login">For a refusal: a few words on the login that was used; else empty.</param>
    /// <param name="stallTime">For reading the answer.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<RegistryException> FromAsync(HttpResponseMessage response, string registry, RegistryCall call, string login, TimeSpan stallTime, CancellationToken cancellationToken)
    {
        var (code, text) = await ReadAsync(response, registry, stallTime, cancellationToken).ConfigureAwait(false);
        if (login.Length > 0)
            text += "; " + login;

        var wait = RetryRule.RetryAfter(response);
        if (wait > RetryRule.LongestWait)
            text += string.Create(CultureInfo.InvariantCulture, $"; it asks to wait {Math.Ceiling(wait.Value.TotalSeconds)} seconds");

        var diagnostic = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => RegistryCodes.Unauthorized.With(registry, call.Action, call.Subject, text),
            HttpStatusCode.Forbidden => RegistryCodes.Denied.With(registry, call.Action, call.Subject, text, code.Length > 0 ? " " + code : ""),
            HttpStatusCode.NotFound => RegistryCodes.NotFound.With(registry, call.Subject, text),
            HttpStatusCode.TooManyRequests => RegistryCodes.RateLimited.With(registry, call.Action, text),
            _ => RegistryCodes.UnexpectedAnswer.With(registry, (int)response.StatusCode, $"{call.Action} of '{call.Subject}'", code.Length > 0 ? $"{code}, {text}" : text),
        };
        return new RegistryException(diagnostic, response.StatusCode) { ErrorCode = code, RetryAfter = wait, IsTransient = RetryRule.IsTransient(response.StatusCode) };
    }

    /// <summary>The error of a request that got no answer.</summary>
    public static RegistryException From(HttpRequestException exception, string registry)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case UntrustedCertificateException:
                    return new RegistryException(RegistryCodes.TlsFailed.With(registry, inner.Message), null, exception);
                case AuthenticationException when IsPlainText(inner):
                    return new RegistryException(RegistryCodes.InsecureRegistry.With(registry, "it answers in plain text"), null, exception);
                case AuthenticationException:
                    return new RegistryException(RegistryCodes.TlsFailed.With(registry, Quote((inner.InnerException ?? inner).Message)), null, exception);
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData }:
                    return new RegistryException(RegistryCodes.RegistryUnreachable.With(registry, "there is no such host"), null, exception);
                case SocketException:
                    return new RegistryException(RegistryCodes.RegistryUnreachable.With(registry, Quote(inner.Message)), null, exception) { IsTransient = true };
            }
        }

        return new RegistryException(RegistryCodes.RegistryUnreachable.With(registry, Quote(exception.Message)), null, exception) { IsTransient = true };
    }

    /// <summary>True when TLS failed for the certificate's sake: then plain HTTP is no way out.</summary>
    public static bool IsUntrusted(HttpRequestException exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is UntrustedCertificateException)
                return true;
        }

        return false;
    }

    private static bool IsPlainText(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (PlainTextSigns.Any(sign => inner.Message.Contains(sign, StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }

    // {"errors":[{"code":"DENIED","message":"…","detail":…}]}
    private static async Task<(string Code, string Text)> ReadAsync(HttpResponseMessage response, string registry, TimeSpan stallTime, CancellationToken cancellationToken)
    {
        var nothing = response.ReasonPhrase is { Length: > 0 } phrase ? Quote(phrase) : "it gave no reason";
        try
        {
            var body = await ResponseBody.OpenAsync(response, registry, stallTime, cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                using var document = JsonDocument.Parse(await body.ReadAllAsync(LargestBody, cancellationToken).ConfigureAwait(false));
                var error = document.RootElement.GetProperty("errors")[0];
                var code = error.TryGetProperty("code", out var value) ? value.GetString() ?? "" : "";
                var message = error.TryGetProperty("message", out var text) ? text.GetString() ?? "" : "";
                return (Quote(code), message.Length > 0 ? Quote(message) : nothing);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or RegistryException)
        {
            return ("", nothing); // an HTML page of a proxy, or no body at all
        }
    }

    private static string Quote(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, LongestQuote));
        foreach (var c in text.Take(LongestQuote))
            clean.Append(char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c);

        return clean.ToString().Trim().TrimEnd('.');
    }
}
