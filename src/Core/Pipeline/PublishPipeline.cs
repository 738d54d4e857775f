using Containerize.Caching;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Oci.Assembly;
using Containerize.Oci.Layers;

namespace Containerize.Pipeline;

/// <summary>
/// From a plan to an image where it belongs: base, layers, assembly, outputs. The steps do the work; this is their order.
/// </summary>
/// <param name="baseSource">Where the base comes from.</param>
/// <param name="cache">What is remembered between builds.</param>
/// <param name="early">What was begun before.</param>
/// <param name="log">Hears what is done.</param>
public sealed class PublishPipeline(IBaseSource baseSource, LayerCache cache, EarlyLayers early, IBuildLog log)
{
    /// <summary>Makes the image of a plan and writes it to every sink, in order. A sink that fails ends the publish; what earlier ones wrote stays.</summary>
    /// <exception cref="ContainerizeException">A step failed.</exception>
    public async Task<PublishResult> RunAsync(ImagePlan plan, IReadOnlyList<IImageSink> sinks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(sinks);
        var clock = new StepClock();
        using var offers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await RunAsync(plan, sinks, clock, offers.Token, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // What sinks have begun with is in vain.
            await offers.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<PublishResult> RunAsync(ImagePlan plan, IReadOnlyList<IImageSink> sinks, StepClock clock, CancellationToken offers, CancellationToken cancellationToken)
    {
        // Neither needs the other: the base is asked for while the layers are built.
        var resolving = clock.MeasureAsync("base", () => baseSource.ResolveAsync(plan.Base.Reference, plan.Platform, cancellationToken));
        var building = clock.MeasureAsync("layers", () => BuildLayersAsync(plan, sinks, offers, cancellationToken));
        await Task.WhenAll(resolving, building).ConfigureAwait(false);
        var found = await resolving.ConfigureAwait(false);

        var image = ImageAssembler.Assemble(plan, found, await building.ConfigureAwait(false));
        var outputs = new List<SinkResult>();
        foreach (var sink in sinks)
        {
            log.Detail($"Writing to {sink.Description}");
            outputs.Add(await clock.MeasureAsync(sink.Description, () => sink.WriteAsync(image, cancellationToken)).ConfigureAwait(false));
        }

        return new PublishResult { Plan = plan, Base = found, Image = image, Outputs = outputs, Timings = clock.Times, Warnings = [] };
    }

    // Side by side: what one layer does in order, reading, hashing and writing, leaves time to the others.
    private async Task<IReadOnlyList<Layer>> BuildLayersAsync(ImagePlan plan, IReadOnlyList<IImageSink> sinks, CancellationToken offers, CancellationToken cancellationToken)
    {
        var settings = new LayerSettings(plan.Created, plan.CompressionLevel);
        var layers = new Layer[plan.Layers.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, layers.Length, options, async (i, token) =>
        {
            var layer = layers[i] = early.Claim(await LayerBuilder.BuildAsync(plan.Layers[i], settings, cache, log, token).ConfigureAwait(false));
            foreach (var sink in sinks)
                sink.Offer(layer, offers);
        }).ConfigureAwait(false);
        return layers;
    }
}
