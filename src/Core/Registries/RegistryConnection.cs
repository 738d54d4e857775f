using System.Net;
using System.Net.Http.Headers;
using Containerize.Credentials;
using Containerize.Diagnostics;

namespace Containerize.Registries;

/// <summary>Calls to one registry: answers challenges, retries what is worth it, turns failures into coded errors.</summary>
internal sealed class RegistryConnection(RegistryTransport transport, RegistrySettings settings, ICredentialSource credentials, IBuildLog log)
{
    private readonly TokenSource _tokens = new(transport, credentials, settings);
    private Challenge? _challenge;

    /// <summary>Host and port as people write it.</summary>
    public string Registry => transport.Registry;

    /// <summary>Time without a byte after which the registry counts as stuck.</summary>
    public TimeSpan StallTime => settings.StallTime;

    /// <summary>Sends a request and reads the answer if its status is one of <paramref name="accepted"/>.</summary>
    /// <param name="make">Makes the request; called again for every attempt.</param>
    /// <param name="call">What is asked, for messages and scope.</param>
    /// <param name="accepted">Statuses that the caller understands.</param>
    /// <param name="read">Reads the answer; it is disposed afterwards.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RegistryException">Any code of <see cref="RegistryCodes"/>.</exception>
    public async Task<T> SendAsync<T>(RequestMaker make, RegistryCall call, HttpStatusCode[] accepted, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        if (settings.Offline)
            throw new RegistryException(RegistryCodes.OfflineRegistry.With(Registry), null);

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var response = await AuthorizedAsync(make, call, cancellationToken).ConfigureAwait(false);
                if (accepted.Contains(response.StatusCode))
                    return await read(response, cancellationToken).ConfigureAwait(false);

                var login = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? await LoginAsync(response, call, cancellationToken).ConfigureAwait(false) : "";
                throw await RegistryErrors.FromAsync(response, Registry, call, login, StallTime, cancellationToken).ConfigureAwait(false);
            }
            catch (RegistryException exception) when (attempt < call.Attempts && IsWorthWaiting(exception))
            {
                await WaitAsync(exception, attempt, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>True for a failure that may be gone in a moment, unless the registry says that it will last.</summary>
    public static bool IsWorthWaiting(RegistryException exception) => exception.IsTransient && (exception.RetryAfter ?? TimeSpan.Zero) <= RetryRule.LongestWait;

    /// <summary>Waits before the next attempt.</summary>
    public async Task WaitAsync(RegistryException reason, int attempt, CancellationToken cancellationToken)
    {
        var wait = RetryRule.WaitAfter(attempt, reason.RetryAfter);
        log.Detail($"{Registry}: tried again after {wait.TotalSeconds:0.0} s: {reason.Message}");
        await settings.Delay(wait, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> AuthorizedAsync(RequestMaker make, RegistryCall call, CancellationToken cancellationToken)
    {
        try
        {
            var root = await transport.RootAsync(cancellationToken).ConfigureAwait(false);
            AuthenticationHeaderValue? refused = null;
            while (true)
            {
                using var request = await make(root, cancellationToken).ConfigureAwait(false);
                var known = Volatile.Read(ref _challenge);
                var sent = known is null ? null : await _tokens.AnswerAsync(known, root, call, refused, cancellationToken).ConfigureAwait(false);
                request.Headers.Authorization = sent;

                var response = await transport.FollowAsync(request, call, cancellationToken).ConfigureAwait(false);
                if (response.StatusCode != HttpStatusCode.Unauthorized || !IsFromRegistry(response, root) || Challenge.Choose(response.Headers) is not { } asked)
                    return response;

                // A password that was refused, and no password at all, are refused again; a token may be too old or too narrow, once.
                var isHopeless = sent is { Scheme: "Basic" } || (sent is null && known is not null) || (sent is not null && refused is not null);
                if (isHopeless)
                    return response;

                refused = sent;
                call = Widen(call, sent, asked);
                Volatile.Write(ref _challenge, asked);
                response.Dispose();
            }
        }
        catch (HttpRequestException exception)
        {
            throw RegistryErrors.From(exception, Registry);
        }
    }

    private static RegistryCall Widen(RegistryCall call, AuthenticationHeaderValue? sent, Challenge asked) =>
        sent is not null && asked["error"] == "insufficient_scope"
            ? call with { Scope = string.Join(' ', call.Scope.Split(' ').Union(asked["scope"].Split(' ', StringSplitOptions.RemoveEmptyEntries))) }
            : call;

    private async Task<string> LoginAsync(HttpResponseMessage response, RegistryCall call, CancellationToken cancellationToken)
    {
        var login = await credentials.FindAsync(Registry, call.Repository, cancellationToken).ConfigureAwait(false);
        if (login is null)
            return Volatile.Read(ref _challenge) is null ? "" : "no login for it is stored";

        return response.RequestMessage!.Headers.Authorization is null ? "" : $"the {login} was used";
    }

    // A host that a redirect led to may ask for what it likes: it does not get our login.
    private static bool IsFromRegistry(HttpResponseMessage response, Uri root) => RegistryTransport.IsSameOrigin(response.RequestMessage!.RequestUri!, root);
}
