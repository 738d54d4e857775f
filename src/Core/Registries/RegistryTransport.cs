using System.Net;
using Containerize.Diagnostics;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>
/// Sends single requests to one registry: over HTTPS or, where that is allowed and nothing else is spoken, HTTP; follows redirects of downloads without
/// carrying the login to another host (distribution-spec, and RFC 9110 15.4); ends what stands still.
/// </summary>
internal sealed class RegistryTransport(string registry, HttpClient http, RegistrySettings settings)
{
    private const int MostRedirects = 10;

    private readonly Lock _gate = new();
    private Task<Uri>? _root;

    /// <summary>Host and port as people write it; Docker Hub's API is elsewhere.</summary>
    public string Registry => registry;

    /// <summary>Time without a byte after which the registry counts as stuck.</summary>
    public TimeSpan StallTime => settings.StallTime;

    /// <summary><c>https://host/v2/</c>, or the same with <c>http</c>.</summary>
    public Task<Uri> RootAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _root is { IsFaulted: false, IsCanceled: false } ? _root : _root = FindRootAsync(cancellationToken);
    }

    /// <summary>Sends a request and follows where it leads. Only GET and HEAD are sent on; the answer to anything else must come from the registry itself.</summary>
    /// <exception cref="RegistryException">CTZ0411, CTZ0412.</exception>
    /// <exception cref="HttpRequestException">No answer came.</exception>
    public async Task<HttpResponseMessage> FollowAsync(HttpRequestMessage request, RegistryCall call, CancellationToken cancellationToken)
    {
        var response = await SendAsync(request, call, cancellationToken).ConfigureAwait(false);
        var uri = request.RequestUri!;
        for (var hop = 1; IsRedirect(response.StatusCode); hop++)
        {
            var location = response.Headers.Location;
            response.Dispose();
            uri = NextHop(request.Method, uri, location, hop, call);

            using var next = new HttpRequestMessage(request.Method, uri);
            foreach (var type in request.Headers.Accept)
                next.Headers.Accept.Add(type);

            // The redirect's own address says everything: our login belongs to the registry alone.
            if (IsSameOrigin(uri, request.RequestUri!))
                next.Headers.Authorization = request.Headers.Authorization;

            response = await SendAsync(next, call, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    /// <summary>Sends one request and returns with the headers of the answer, whatever they are.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, RegistryCall call, CancellationToken cancellationToken)
    {
        call.Requests.Add();
        return SendUncountedAsync(request, cancellationToken);
    }

    /// <summary>True when scheme, host and port are equal.</summary>
    public static bool IsSameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && string.Equals(left.Host, right.Host, StringComparison.OrdinalIgnoreCase);

    private async Task<HttpResponseMessage> SendUncountedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(settings.StallTime);
        if (request.Content is BlobContent blob)
            blob.Progress = () => stall.CancelAfter(settings.StallTime);

        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
        }
        catch (Exception) when (request.Content is BlobContent { Fault: { } fault })
        {
            throw fault;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's limit for connecting is a cancellation too, with the reason inside.
            throw exception.InnerException is TimeoutException && !stall.IsCancellationRequested
                ? new RegistryException(RegistryCodes.RegistryUnreachable.With(request.RequestUri!.Authority, "no connection came about in time"), null, exception)
                : new RegistryException(RegistryCodes.TimedOut.With(registry, settings.StallTime.TotalSeconds, $"{request.Method} {request.RequestUri!.AbsolutePath}"), null, exception);
        }
    }

    private Uri NextHop(HttpMethod method, Uri uri, Uri? location, int hop, RegistryCall call)
    {
        var target = location is null || !Uri.TryCreate(uri, location, out var absolute) ? null : absolute;
        var problem = target is null ? "there is no address to go to"
            : hop > MostRedirects ? $"that is redirect {hop} in a row"
            : target.Scheme is not ("https" or "http") || (uri.Scheme == "https" && target.Scheme != "https") ? "it leaves HTTPS"
            : target.UserInfo.Length > 0 ? "the address holds a login"
            : method != HttpMethod.Get && method != HttpMethod.Head ? "what is sent goes to the registry itself"
            : null;
        return problem is null
            ? target!
            : throw new RegistryException(RegistryCodes.UnsafeRedirect.With(registry, $"{call.Action} of '{call.Subject}'", Shown(target), problem), null);
    }

    private Task<Uri> FindRootAsync(CancellationToken cancellationToken)
    {
        var host = registry == ReferenceParser.DockerHub ? "registry-1.docker.io" : registry;
        if (!settings.MayBeInsecure(registry))
            return Task.FromResult(Root("https", host));

        return IsPlain(host) ? Task.FromResult(Root("http", host)) : FindSchemeAsync(host, cancellationToken);
    }

    private static Uri Root(string scheme, string host) => new($"{scheme}://{host}/v2/");

    // On this machine most registries speak plain HTTP, and no proxy is in between: a look at the port spares loading TLS only to be refused.
    private static bool IsPlain(string host)
    {
        var address = new Uri($"https://{host}/");
        return RegistryHost.IsLoopback(host) && TlsProbe.Ask(address.IdnHost.Trim('[', ']'), address.Port, TimeSpan.FromSeconds(1)) == false;
    }

    // HTTPS first; HTTP only where HTTPS is not spoken at all. The attempt costs one local round trip.
    private async Task<Uri> FindSchemeAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{host}/v2/");
            using var response = await SendUncountedAsync(request, cancellationToken).ConfigureAwait(false);
            return Root("https", host);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is not HttpRequestError.NameResolutionError && !RegistryErrors.IsUntrusted(exception))
        {
            return Root("http", host);
        }
    }

    /// <summary>An address for messages: a query may hold a signature.</summary>
    public static string Shown(Uri? address) => address is null ? "" : address.IsAbsoluteUri && address.UserInfo.Length == 0 ? address.GetLeftPart(UriPartial.Path) : "an address with a login";

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;
}
