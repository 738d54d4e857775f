using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Containerize.Diagnostics;
using Containerize.Io;
using Containerize.Oci;

namespace Containerize.Registries;

/// <summary>The bytes of a blob on their way to a registry, with their length said before and checked against the digest while they pass.</summary>
internal sealed class BlobContent : HttpContent
{
    private readonly Stream _content;
    private readonly Descriptor _blob;

    public BlobContent(Stream content, Descriptor blob)
    {
        (_content, _blob) = (content, blob);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <summary>What was wrong with our own bytes: HttpClient would hide it in an error of its own.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Called whenever a part was taken by the connection.</summary>
    public Action Progress { get; set; } = () => { };

    protected override bool TryComputeLength(out long length)
    {
        length = _blob.Size;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(_blob.Digest.Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
        var buffer = new byte[CopyBuffer.Size];
        long sent = 0;
        int read;
        while ((read = await ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            sent += read;
            hash.AppendData(buffer, 0, read);
            if (sent > _blob.Size)
                throw Mismatch($"it is longer than {_blob.Size} bytes");

            // Before the last part goes out, so that a registry never gets a whole blob that is wrong.
            if (sent == _blob.Size && Convert.ToHexStringLower(hash.GetCurrentHash()) is var found && found != _blob.Digest.Hex)
                throw Mismatch($"it has {_blob.Digest.Algorithm}:{found}");

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            Progress();
        }

        if (sent < _blob.Size)
            throw Mismatch($"it has {sent} bytes instead of {_blob.Size}");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Fault = new ContainerizeException(ImageCodes.LayerUnreadable.With(_blob.Digest.Abbreviated, exception.Message.TrimEnd('.')), exception);
        }
    }

    private Exception Mismatch(string detail) => Fault = new RegistryException(RegistryCodes.DigestMismatch.With("The cache", "a layer", _blob.Digest, detail), null);
}
