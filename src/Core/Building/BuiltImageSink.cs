using Containerize.Engines;
using Containerize.Oci;

namespace Containerize.Building;

/// <summary>An image that the engine has built itself: it only gets its names.</summary>
/// <param name="engine">The engine.</param>
/// <param name="id">Id of the image.</param>
/// <param name="references">What it is to be called.</param>
public sealed class BuiltImageSink(IContainerEngine engine, string id, IReadOnlyList<string> references) : IImageSink
{
    /// <inheritdoc />
    public string Description => engine.Address.ToString();

    /// <inheritdoc />
    public async Task<SinkResult> WriteAsync(Image image, CancellationToken cancellationToken)
    {
        foreach (var reference in references)
            await engine.TagImageAsync(id, reference, cancellationToken).ConfigureAwait(false);

        return new SinkResult { Kind = "engine", Location = engine.Address.ToString(), References = references };
    }
}
