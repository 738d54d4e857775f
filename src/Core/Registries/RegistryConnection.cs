using System.Net;
using Containerize.Credentials;
using Containerize.Diagnostics;

namespace Containerize.Registries;

/// <summary>
/// Requests to one registry: finds out whether it speaks HTTPS or, where that is allowed, HTTP; answers challenges; retries what is worth it; follows
/// redirects of downloads without carrying the login to another host.
/// </summary>
internal sealed class RegistryConnection(string registry, HttpClient http, RegistrySettings settings, ICredentialSource credentials) : IDisposable
{
    private const int Attempts = 3;
    private const int MostRedirects = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly TokenSource _tokens = new(http, credentials, settings);
    private readonly SemaphoreSlim _schemeGate = new(1, 1);
    private Challenge? _challenge;
    private string? _scheme;
    private int _requests;

    /// <summary>Requests sent so far, for tokens too.</summary>
    public int Requests => _requests + _tokens.Requests;

    /// <summary>Host and port as people write it; Docker Hub's API is elsewhere.</summary>
    public string Registry => registry;

    /// <summary>Sends a request and returns the answer if its status is one of <paramref name="accepted"/>; else throws.</summary>
    /// <param name="make">Makes the request for an address below <c>/v2/</c>; called again for every attempt.</param>
    /// <param name="call">What is asked, for messages and scope.</param>
    /// <param name="accepted">Statuses that the caller understands.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<HttpResponseMessage> SendAsync(Func<Uri, HttpRequestMessage> make, RegistryCall call, HttpStatusCode[] accepted, CancellationToken cancellationToken)
    {
        if (settings.Offline)
            throw new ContainerizeException(RegistryCodes.OfflineRegistry.With(registry));

        var root = await RootAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            var response = await TryAsync(() => make(root), call, attempt, cancellationToken).ConfigureAwait(false);
            if (response is null)
                continue;

            if (accepted.Contains(response.StatusCode))
                return response;

            if (attempt < Attempts && IsTransient(response.StatusCode))
            {
                var wait = RetryAfter(response) ?? Backoff(attempt);
                response.Dispose();
                if (wait > LongestWait)
                    wait = LongestWait;

                await settings.Delay(wait, cancellationToken).ConfigureAwait(false);
                continue;
            }

            using (response)
                throw await RegistryErrors.FromAsync(response, registry, call.Action, call.Subject, cancellationToken).ConfigureAwait(false);
        }
    }

    // Null: the connection broke and another attempt is worth it.
    private async Task<HttpResponseMessage?> TryAsync(Func<HttpRequestMessage> make, RegistryCall call, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await AuthorizedAsync(make, call, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (attempt < Attempts)
        {
            await settings.Delay(Backoff(attempt), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (HttpRequestException exception)
        {
            throw RegistryErrors.From(exception, registry);
        }
    }

    private async Task<HttpResponseMessage> AuthorizedAsync(Func<HttpRequestMessage> make, RegistryCall call, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            using var request = make();
            var isHttps = request.RequestUri!.Scheme == "https";
            if (_challenge is { } known)
                request.Headers.Authorization = await _tokens.AnswerAsync(known, registry, isHttps, call.Repository, call.Scope, fresh: round > 1, cancellationToken).ConfigureAwait(false);

            var response = await FollowAsync(request, call, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.Unauthorized || round > 1 || Challenge.Choose(response.Headers) is not { } challenge)
                return response;

            // Asked without a login, or with a token that is too old: answer what it asks, once more with a fresh token.
            if (request.Headers.Authorization is null && _challenge is not null)
                return response;

            _challenge = challenge;
            response.Dispose();
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpRequestMessage request, RegistryCall call, CancellationToken cancellationToken)
    {
        var response = await RawAsync(request, cancellationToken).ConfigureAwait(false);
        var uri = request.RequestUri!;
        for (var hop = 0; IsRedirect(response.StatusCode) && request.Method is { Method: "GET" or "HEAD" }; hop++)
        {
            var target = response.Headers.Location is { } location ? new Uri(uri, location) : null;
            response.Dispose();
            if (target is null || hop >= MostRedirects || (uri.Scheme == "https" && target.Scheme != "https") || target.Scheme is not ("https" or "http"))
                throw new RegistryException(RegistryCodes.UnsafeRedirect.With(registry, $"{call.Action} of '{call.Subject}'", target?.GetLeftPart(UriPartial.Path) ?? "", "the redirect goes on for ever, or leaves HTTPS"), null);

            // The redirect's own address says everything: our login belongs to the registry alone.
            using var next = new HttpRequestMessage(request.Method, target);
            if (target.Scheme == uri.Scheme && target.Authority == uri.Authority)
                next.Headers.Authorization = request.Headers.Authorization;

            response = await RawAsync(next, cancellationToken).ConfigureAwait(false);
            uri = target;
        }

        return response;
    }

    private async Task<HttpResponseMessage> RawAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // An upload may take as long as it takes: its own stream notices when nothing moves.
        if (request.Content is null)
            stall.CancelAfter(settings.StallTime);

        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(RegistryCodes.TimedOut.With(registry, settings.StallTime.TotalSeconds, $"{request.Method} {request.RequestUri!.AbsolutePath}"), null);
        }
    }

    // HTTPS first; HTTP only for a host that may, and only when HTTPS is not spoken there.
    private async Task<Uri> RootAsync(CancellationToken cancellationToken)
    {
        await _schemeGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _scheme ??= await FindSchemeAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _schemeGate.Release();
        }

        var host = registry == References.ReferenceParser.DockerHub ? "registry-1.docker.io" : registry;
        return new Uri($"{_scheme}://{host}/v2/");
    }

    private async Task<string> FindSchemeAsync(CancellationToken cancellationToken)
    {
        if (!settings.MayBeInsecure(registry))
            return "https";

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{registry}/v2/");
            using var response = await RawAsync(request, cancellationToken).ConfigureAwait(false);
            return "https";
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is not HttpRequestError.NameResolutionError)
        {
            return "http";
        }
    }

    public void Dispose() => _schemeGate.Dispose();

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static bool IsTransient(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504 or 522;

    private static TimeSpan Backoff(int attempt) => TimeSpan.FromMilliseconds(200 * Math.Pow(3, attempt - 1));

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };
}

/// <summary>What is asked of a registry.</summary>
/// <param name="Action">For messages: <c>pull</c>, <c>push</c>.</param>
/// <param name="Repository">Repository that the login is looked up for.</param>
/// <param name="Subject">For messages: the repository with tag or digest.</param>
/// <param name="Scope">Scope of the token, <c>repository:team/shop:pull,push</c>; several separated by a space.</param>
internal sealed record RegistryCall(string Action, string Repository, string Subject, string Scope);
