namespace Containerize.Registries;

/// <summary>Reads answers that must be small.</summary>
internal static class BoundedBody
{
    /// <exception cref="InvalidDataException">The body is longer than the limit.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var part = new byte[1 << 14];
            int read;
            while ((read = await stream.ReadAsync(part, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (buffer.Length + read > limit)
                    throw new InvalidDataException($"the answer is longer than {limit} bytes");

                buffer.Write(part, 0, read);
            }
        }

        return buffer.ToArray();
    }
}
