using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Containerize.Credentials;
using Containerize.Diagnostics;

namespace Containerize.Registries;

/// <summary>
/// Answers challenges: Basic from the stored login, Bearer by asking the realm for a token (distribution's token specification). Tokens are kept for
/// their lifetime, by realm, service, scope and login, and several requests that need the same one ask once.
/// </summary>
internal sealed class TokenSource(HttpClient http, ICredentialSource credentials, RegistrySettings settings)
{
    private const int LargestAnswer = 1 << 20;
    private const int ShortestLifetime = 60; // seconds; what the specification says when nothing is said
    private readonly ConcurrentDictionary<string, Lazy<Task<Token>>> _tokens = new();

    public int Requests { get; private set; }

    /// <summary>Value of the Authorization header; null when there is nothing to answer with.</summary>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(Challenge challenge, string registry, bool isHttps, string repository, string scope, bool fresh, CancellationToken cancellationToken)
    {
        // A password over plain HTTP is everybody's, except on this machine.
        var login = isHttps || RegistrySettings.IsLoopback(registry) ? credentials.Find(registry, repository) : null;
        if (challenge.Scheme == "basic")
            return login is null ? null : Basic(login);

        var key = $"{challenge["realm"]}\n{challenge["service"]}\n{scope}\n{login?.Source}\n{login?.User}";
        if (fresh)
            _tokens.TryRemove(key, out _);

        var token = await GetAsync(key, challenge, registry, scope, login, cancellationToken).ConfigureAwait(false);
        if (token.Expires <= Environment.TickCount64)
        {
            _tokens.TryRemove(key, out _);
            token = await GetAsync(key, challenge, registry, scope, login, cancellationToken).ConfigureAwait(false);
        }

        return new AuthenticationHeaderValue("Bearer", token.Value);
    }

    private async Task<Token> GetAsync(string key, Challenge challenge, string registry, string scope, Credential? login, CancellationToken cancellationToken)
    {
        var shared = _tokens.GetOrAdd(key, _ => new Lazy<Task<Token>>(() => FetchAsync(challenge, registry, scope, login, cancellationToken)));
        try
        {
            return await shared.Value.ConfigureAwait(false);
        }
        catch
        {
            _tokens.TryRemove(key, out _);
            throw;
        }
    }

    private async Task<Token> FetchAsync(Challenge challenge, string registry, string scope, Credential? login, CancellationToken cancellationToken)
    {
        var realm = CheckRealm(challenge["realm"], registry);
        using var request = login is { User: "<token>" } ? RefreshRequest(realm, challenge, scope, login) : QueryRequest(realm, challenge, scope, login);
        Requests++;
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new RegistryException(RegistryCodes.RegistryUnreachable.With(realm.Authority, exception.Message), null, exception);
        }

        using (response)
        {
            var body = await BoundedBody.ReadAsync(response.Content, LargestAnswer, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                var reason = login is null ? "no login for it is stored" : $"the {login} was not accepted by {realm.Authority}";
                throw new RegistryException(RegistryCodes.Unauthorized.With(registry, "a token", scope, reason), response.StatusCode);
            }

            return Parse(body, registry);
        }
    }

    private Uri CheckRealm(string realm, string registry)
    {
        if (!Uri.TryCreate(realm, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Scheme is not ("https" or "http")
            || (uri.Scheme == "http" && !settings.MayBeInsecure(registry)))
            throw new RegistryException(RegistryCodes.UnsafeRedirect.With(registry, "the token request", realm, "a token service must be an https address without a user name"), null);

        return uri;
    }

    private static HttpRequestMessage QueryRequest(Uri realm, Challenge challenge, string scope, Credential? login)
    {
        var query = new StringBuilder(realm.Query.TrimStart('?'));
        if (challenge["service"].Length > 0)
            query.Append('&').Append("service=").Append(Uri.EscapeDataString(challenge["service"]));

        foreach (var part in scope.Split(' '))
            query.Append('&').Append("scope=").Append(Uri.EscapeDataString(part));

        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query.ToString().TrimStart('&') }.Uri);
        if (login is not null)
            request.Headers.Authorization = Basic(login);

        return request;
    }

    // An identity token is exchanged by OAuth2 (distribution's oauth2 specification).
    private static HttpRequestMessage RefreshRequest(Uri realm, Challenge challenge, string scope, Credential login) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["service"] = challenge["service"],
            ["scope"] = scope,
            ["client_id"] = "containerize",
            ["refresh_token"] = login.Password,
        }),
    };

    private static AuthenticationHeaderValue Basic(Credential login) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")));

    private static Token Parse(byte[] body, string registry)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var value = root.TryGetProperty("token", out var token) || root.TryGetProperty("access_token", out token) ? token.GetString() : null;
            var lifetime = root.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out var number) ? Math.Max(number, ShortestLifetime) : ShortestLifetime;
            return value is { Length: > 0 }
                ? new Token(value, Environment.TickCount64 + ((lifetime - 5) * 1000L))
                : throw new JsonException("no token in it");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RegistryException(RegistryCodes.UnexpectedAnswer.With(registry, "a token service", "the token request", "there is no token in the answer"), null, exception);
        }
    }

    private sealed record Token(string Value, long Expires);
}
