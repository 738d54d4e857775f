using System.Buffers;
using System.Security.Cryptography;
using Containerize.Diagnostics;
using Containerize.Io;

namespace Containerize.Oci;

/// <summary>Copies blobs and checks that they are what their descriptor says.</summary>
public static class BlobCopy
{
    /// <summary>Opens a layer and copies its compressed bytes. Never writes more than the layer's size.</summary>
    /// <exception cref="ContainerizeException">CTZ0406: size or digest differs. What was written by then is not to be used.</exception>
    public static async Task CopyAsync(Layer layer, Stream destination, CancellationToken cancellationToken)
    {
        var content = await layer.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
            await CopyAsync(content, layer.Descriptor, layer.Origin?.Registry ?? "the cache", destination, cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyAsync(Stream content, Descriptor expected, string place, Stream destination, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(expected.Digest.Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer.Size);
        try
        {
            long total = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                total += read;
                if (total > expected.Size)
                    throw Mismatch(expected, place, $"it is longer than {expected.Size} bytes");
                hash.AppendData(buffer, 0, read);
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            if (total != expected.Size)
                throw Mismatch(expected, place, $"it has {total} bytes instead of {expected.Size}");
            if (Convert.ToHexStringLower(hash.GetHashAndReset()) is var actual && actual != expected.Digest.Hex)
                throw Mismatch(expected, place, $"it has {expected.Digest.Algorithm}:{actual}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ContainerizeException Mismatch(Descriptor expected, string place, string detail) =>
        new(RegistryCodes.DigestMismatch.With(place, "a layer", expected.Digest, detail));
}
