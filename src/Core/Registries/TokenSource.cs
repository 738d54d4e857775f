using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Containerize.Credentials;
using Containerize.Diagnostics;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>
/// Answers challenges: Basic from the stored login, Bearer by asking the realm for a token (distribution's token specification). Tokens are kept for
/// their lifetime, by realm, service, scope and login, and several requests that need the same one ask once.
/// </summary>
internal sealed class TokenSource(RegistryTransport transport, ICredentialSource credentials, RegistrySettings settings)
{
    private const int LargestAnswer = 1 << 20;

    private readonly ConcurrentDictionary<string, Lazy<Task<BearerToken>>> _tokens = new();

    /// <summary>Value of the Authorization header; null when there is nothing to answer with.</summary>
    /// <param name="challenge">What was asked for.</param>
    /// <param name="root">Where the answer goes.</param>
    /// <param name="call">Whose repository and scope it is for.</param>
    /// <param name="refused">An earlier answer that was not accepted: it is not given again.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(Challenge challenge, Uri root, RegistryCall call, AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        var login = await credentials.FindAsync(transport.Registry, call.Repository, cancellationToken).ConfigureAwait(false);
        if (challenge.Scheme == "basic")
        {
            if (login is not null && !MayCarryLogin(root))
                throw Refused(call, $"the {login} is not sent over plain HTTP", null);

            return login is null ? null : Basic(login);
        }

        var realm = RealmOf(challenge, root);
        if (!MayCarryLogin(realm))
            login = null;

        var key = $"{realm}\n{challenge["service"]}\n{call.Scope}\n{login?.Source}\n{login?.User}";
        if (refused is { Scheme: "Bearer" })
            await ForgetAsync(key, token => token.Value == refused.Parameter).ConfigureAwait(false);

        await ForgetAsync(key, token => token.Expires <= Environment.TickCount64).ConfigureAwait(false);
        var shared = _tokens.GetOrAdd(key, _ => new Lazy<Task<BearerToken>>(() => FetchAsync(realm, challenge["service"], call, login, cancellationToken)));
        try
        {
            return new AuthenticationHeaderValue("Bearer", (await shared.Value.ConfigureAwait(false)).Value);
        }
        catch
        {
            _tokens.TryRemove(KeyValuePair.Create(key, shared));
            throw;
        }
    }

    // Only a token that arrived can be bad; one that is on its way is waited for by everybody. Removed by identity: another may have asked anew already.
    private async Task ForgetAsync(string key, Func<BearerToken, bool> isBad)
    {
        if (_tokens.TryGetValue(key, out var shared) && shared is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && isBad(await shared.Value.ConfigureAwait(false)))
            _tokens.TryRemove(KeyValuePair.Create(key, shared));
    }

    private async Task<BearerToken> FetchAsync(Uri realm, string service, RegistryCall call, Credential? login, CancellationToken cancellationToken)
    {
        if (login is { User: Credential.IdentityToken })
        {
            var exchanged = await AskAsync(() => RefreshRequest(realm, service, call.Scope, login), realm, call, login, isLast: false, cancellationToken).ConfigureAwait(false);
            if (exchanged is not null)
                return exchanged;
        }

        return (await AskAsync(() => QueryRequest(realm, service, call.Scope, login), realm, call, login, isLast: true, cancellationToken).ConfigureAwait(false))!;
    }

    // Null when the service refuses and there is another way to ask.
    private async Task<BearerToken?> AskAsync(Func<HttpRequestMessage> make, Uri realm, RegistryCall call, Credential? login, bool isLast, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            using var response = await transport.SendAsync(request, call, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return await ReadAsync(response, cancellationToken).ConfigureAwait(false);

            if (RetryRule.IsTransient(response.StatusCode))
            {
                // Here, and not by the call: waiting inside of waiting would multiply.
                var error = await RegistryErrors.FromAsync(response, realm.Authority, call with { Action = "a token for " + call.Action }, "", settings.StallTime, cancellationToken).ConfigureAwait(false);
                if (attempt == RetryRule.Attempts || error.RetryAfter > RetryRule.LongestWait)
                    throw new RegistryException(error.Diagnostic, error.Status);

                await settings.Delay(RetryRule.WaitAfter(attempt, error.RetryAfter), cancellationToken).ConfigureAwait(false);
                continue;
            }

            if ((int)response.StatusCode is >= 300 and < 400)
                throw new RegistryException(RegistryCodes.UnsafeRedirect.With(realm.Authority, "the token request", RegistryTransport.Shown(response.Headers.Location), "a token service answers itself"), null);

            if (isLast)
                throw Refused(call, login is null ? $"{realm.Authority} gives no token without a login" : $"{realm.Authority} did not accept the {login}", response.StatusCode);

            return null;
        }
    }

    private async Task<BearerToken> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await ResponseBody.OpenAsync(response, transport.Registry, settings.StallTime, cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                return BearerToken.Parse(await body.ReadAllAsync(LargestAnswer, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is FormatException or InvalidDataException)
            {
                throw new RegistryException(RegistryCodes.UnexpectedAnswer.With(transport.Registry, (int)response.StatusCode, "the token request", exception.Message), null, exception);
            }
        }
    }

    private Uri RealmOf(Challenge challenge, Uri root)
    {
        var realm = Uri.TryCreate(root, challenge["realm"], out var uri) ? uri : null;
        var problem = realm is null || challenge["realm"].Length == 0 ? "that is no address"
            : realm.UserInfo.Length > 0 ? "the address holds a login"
            : realm.Scheme is not ("https" or "http") ? "a token service speaks HTTPS"
            : realm.Scheme == "http" && !settings.MayBeInsecure(transport.Registry) ? "a token service speaks HTTPS"
            : null;
        return problem is null ? realm! : throw new RegistryException(RegistryCodes.UnsafeRedirect.With(transport.Registry, "the token request", RegistryTransport.Shown(realm), problem), null);
    }

    private RegistryException Refused(RegistryCall call, string reason, HttpStatusCode? status) =>
        new(RegistryCodes.Unauthorized.With(transport.Registry, call.Action, call.Subject, reason), status ?? HttpStatusCode.Unauthorized);

    // A password over plain HTTP is everybody's, except on this machine.
    private static bool MayCarryLogin(Uri target) => target.Scheme == "https" || RegistryHost.IsLoopback(target.Authority);

    private static HttpRequestMessage QueryRequest(Uri realm, string service, string scope, Credential? login)
    {
        var query = new StringBuilder(realm.Query.TrimStart('?'));
        void Add(string name, string value) => query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        if (service.Length > 0)
            Add("service", service);

        foreach (var part in scope.Split(' '))
            Add("scope", part);

        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query.ToString() }.Uri);
        if (login is not null && login.User != Credential.IdentityToken)
            request.Headers.Authorization = Basic(login);

        return request;
    }

    // An identity token is exchanged by OAuth2 (distribution's oauth2 specification).
    private static HttpRequestMessage RefreshRequest(Uri realm, string service, string scope, Credential login) => new(HttpMethod.Post, realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["service"] = service,
            ["scope"] = scope,
            ["client_id"] = "containerize",
            ["refresh_token"] = login.Password,
        }),
    };

    private static AuthenticationHeaderValue Basic(Credential login) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")));
}
