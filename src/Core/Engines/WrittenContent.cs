using System.Net;

namespace Containerize.Engines;

/// <summary>Content that is written while it is sent, so that no archive is held in memory or on disk.</summary>
internal sealed class WrittenContent(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream, cancellationToken);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => write(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
