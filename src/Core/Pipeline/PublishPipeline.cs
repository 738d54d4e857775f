using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Pipeline;

/// <summary>
/// From a plan to an image where it belongs: base, layers, assembly, outputs. The steps do the work; this is their order.
/// </summary>
public sealed class PublishPipeline(IBaseSource baseSource, LayerStep layers, IBuildLog log)
{
    /// <summary>Makes the image of a plan and writes it to every sink, in order. A sink that fails ends the publish; what earlier ones wrote stays.</summary>
    /// <exception cref="ContainerizeException">A step failed.</exception>
    public async Task<PublishResult> RunAsync(ImagePlan plan, IReadOnlyList<IImageSink> sinks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(sinks);
        var clock = new StepClock();

        // Neither needs the other: the base is asked for while the layers are built.
        var resolving = clock.MeasureAsync("base", () => baseSource.ResolveAsync(plan.Base.Reference, plan.Platform, cancellationToken));
        var building = clock.MeasureAsync("layers", () => layers.BuildAsync(plan, cancellationToken));
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
}
