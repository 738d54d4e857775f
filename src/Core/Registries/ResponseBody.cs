using Containerize.Diagnostics;

namespace Containerize.Registries;

/// <summary>The body of an answer. A connection that breaks or stands still is a coded error and not an endless wait.</summary>
internal sealed class ResponseBody : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly string _registry;
    private readonly TimeSpan _stallTime;

    private ResponseBody(Stream stream, string registry, TimeSpan stallTime) => (_stream, _registry, _stallTime) = (stream, registry, stallTime);

    public static async Task<ResponseBody> OpenAsync(HttpResponseMessage response, string registry, TimeSpan stallTime, CancellationToken cancellationToken) =>
        new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), registry, stallTime);

    /// <exception cref="RegistryException">CTZ0401: the connection broke. CTZ0411: nothing came for the stall time.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(_stallTime);
        try
        {
            return await _stream.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(RegistryCodes.TimedOut.With(_registry, _stallTime.TotalSeconds, "a download"), null, exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new RegistryException(RegistryCodes.RegistryUnreachable.With(_registry, "the connection broke in the middle of an answer"), null, exception) { IsTransient = true };
        }
    }

    /// <summary>Reads an answer that must be small.</summary>
    /// <exception cref="InvalidDataException">It is longer than the limit, in bytes.</exception>
    public async Task<byte[]> ReadAllAsync(int limit, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var part = new byte[1 << 14];
        int read;
        while ((read = await ReadAsync(part, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (content.Length + read > limit)
                throw new InvalidDataException($"the answer is longer than {limit} bytes");

            content.Write(part, 0, read);
        }

        return content.ToArray();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
