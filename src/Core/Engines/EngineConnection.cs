using System.Net;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>Requests to one engine, with our own timers, and its faults as coded errors.</summary>
internal sealed class EngineConnection : IDisposable
{
    private const int MaximumBody = 32 << 20;

    private readonly HttpClient _http;

    public EngineConnection(EngineAddress address, EngineClientOptions options)
    {
        (Address, Options) = (address, options);
        var host = address.Kind == EngineTransportKind.Tcp ? $"{address.UrlHost}:{address.Port}" : "docker";
        _http = new HttpClient(EngineTransport.CreateHandler(address, options)) { BaseAddress = new Uri($"http://{host}/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public EngineAddress Address { get; }

    public EngineClientOptions Options { get; }

    /// <summary>Sends a request that is answered in one piece. Statuses from 400 on are errors, but those in <paramref name="expected"/>.</summary>
    public async Task<EngineAnswer> SendAsync(
        HttpMethod method, string path, JsonObject? body, string what, HttpStatusCode[] expected, CancellationToken cancellationToken)
    {
        using var timer = new StallTimer(Options.RequestTimeout, cancellationToken);
        var request = CreateRequest(method, path, body is null ? null : JsonContent(body));
        var response = await SendCoreAsync(request, what, timer).ConfigureAwait(false);
        using (response)
        {
            var bytes = await ReadAsync(response, what, timer).ConfigureAwait(false);
            if ((int)response.StatusCode >= 400 && !expected.Contains(response.StatusCode))
                throw Refused(what, response.StatusCode, bytes);

            return new(response.StatusCode, response.Headers, bytes);
        }
    }

    /// <summary>Sends a request whose answer is read as it comes. The caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, HttpContent? content, string what, StallTimer timer)
    {
        var request = CreateRequest(method, path, content);

        // So that an engine that says no at once is heard, and not seen as a broken pipe.
        request.Headers.ExpectContinue = content is StreamedContent;
        var response = await SendCoreAsync(request, what, timer).ConfigureAwait(false);
        if ((int)response.StatusCode < 400)
            return response;

        using (response)
            throw Refused(what, response.StatusCode, await ReadAsync(response, what, timer).ConfigureAwait(false));
    }

    /// <summary>Runs a read of an answer's stream; what breaks in it is the engine's going away.</summary>
    public ContainerizeException Died(string what, Exception exception) => EngineFaults.Died(Address, what, EngineFaults.InnerMessage(exception), exception);

    /// <summary>The engine kept silent too long.</summary>
    public ContainerizeException Silent(string what, TimeSpan limit) => EngineFaults.Died(Address, what, $"nothing came from it for {limit.TotalSeconds:0} seconds");

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage CreateRequest(HttpMethod method, string path, HttpContent? content) =>
        new(method, new Uri(path, UriKind.Relative)) { Content = content, Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static ByteArrayContent JsonContent(JsonObject body)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private async Task<HttpResponseMessage> SendCoreAsync(HttpRequestMessage request, string what, StallTimer timer)
    {
        using (request)
        {
            try
            {
                return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timer.Token).ConfigureAwait(false);
            }
            catch (Exception) when ((request.Content as StreamedContent)?.WriterFailure is { } failure)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                throw;
            }
            catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
            {
                // The handler's own ConnectTimeout.
                throw EngineFaults.Unreachable(Address, e);
            }
            catch (OperationCanceledException) when (timer.Expired)
            {
                throw Silent(what, timer.Limit);
            }
            catch (Exception e) when (EngineFaults.IsTransport(e))
            {
                throw IsConnectFault(e) ? EngineFaults.Unreachable(Address, e) : Died(what, e);
            }
        }
    }

    private static bool IsConnectFault(Exception exception) =>
        EngineFaults.Causes(exception).Any(one => one is SshException { HasAnswered: false } || TlsFaults.IsRefusal(one)) ||
        exception is not HttpRequestException http
        || http.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.InvalidResponse
        || http.InnerException is ArgumentOutOfRangeException or UnauthorizedAccessException
        || (http.InnerException is not null && EngineTransport.IsCertificateFault(http.InnerException));

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, string what, StallTimer timer)
    {
        try
        {
            using var buffer = new MemoryStream();
            var chunk = new byte[1 << 13];
            var stream = await response.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while ((read = await stream.ReadAsync(chunk, timer.Token).ConfigureAwait(false)) > 0)
                {
                    buffer.Write(chunk, 0, read);
                    if (buffer.Length > MaximumBody)
                        throw new InvalidDataException("its answer is longer than 32 MiB");
                }
            }

            return buffer.ToArray();
        }
        catch (OperationCanceledException) when (timer.Expired)
        {
            throw Silent(what, timer.Limit);
        }
        catch (Exception e) when (EngineFaults.IsTransport(e) || e is InvalidDataException)
        {
            throw Died(what, e);
        }
    }

    private ContainerizeException Refused(string what, HttpStatusCode status, byte[] body)
    {
        var message = EngineAnswer.MessageOf(body);
        if (message.Length == 0)
            message = "it gave no reason";
        if (status == HttpStatusCode.BadRequest && ApiVersions.Mismatch(message, Options.ApiVersion.Length > 0) is { } mismatch)
            return new(EngineCodes.ApiVersionMismatch.With(Address, mismatch.Version, mismatch.Reason));
        if (status == HttpStatusCode.BadRequest && message.Contains("HTTP request to an HTTPS server", StringComparison.Ordinal))
            return new(EngineCodes.EngineUnreachable.With(Address, "it wants TLS; set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem"));

        return new EngineException(EngineCodes.EngineRefused.With(Address, what, (int)status, message.TrimEnd('.')), status, message);
    }
}
