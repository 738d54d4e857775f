using System.Globalization;
using Containerize.Building;
using Containerize.Buildx;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Pipeline;

/// <summary>
/// From a Dockerfile to an image where it belongs, by way of a buildx builder, wherever that is. An image for registries alone goes there straight from
/// the builder; any other comes here as an archive and is written by our own sinks.
/// </summary>
public sealed class BuildxPipeline(Connections connections, BuildxOptions options, IBuildLog log)
{
    /// <summary>Builds and writes.</summary>
    /// <param name="plan">Names the image.</param>
    /// <param name="request">What to build.</param>
    /// <param name="targets">Where the image goes.</param>
    /// <param name="open">Opens the sinks.</param>
    /// <param name="cancellationToken">Ends the work and the builder's.</param>
    /// <exception cref="ContainerizeException">CTZ0626, CTZ0620, or what a sink throws.</exception>
    public async Task<PublishResult> RunAsync(
        ImagePlan plan, DockerfileBuildRequest request, IReadOnlyList<OutputTarget> targets, Func<IReadOnlyList<OutputTarget>, Task<IReadOnlyList<IImageSink>>> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(open);
        var (tool, reason) = await BuildxTool.FindAsync(connections.Environment, cancellationToken).ConfigureAwait(false);
        if (tool is null)
            throw new ContainerizeException(BuildCodes.BuildxMissing.With(reason.TrimEnd('.')));

        var clock = new StepClock();
        using var folder = new BuildxFolder();
        var arguments = new Dictionary<string, string>(request.Arguments) { ["SOURCE_DATE_EPOCH"] = plan.Created.ToString(CultureInfo.InvariantCulture) };
        var build = folder.Build(request with { Arguments = arguments }) with { Builder = options.Builder, CacheFrom = options.CacheFrom, CacheTo = options.CacheTo };
        var (image, outputs) = targets.All(target => target.Kind == OutputKind.Registry)
            ? await PushAsync(tool, build, plan, clock, cancellationToken).ConfigureAwait(false)
            : await FetchAsync(tool, build, folder.Archive, plan, await open(targets).ConfigureAwait(false), clock, cancellationToken).ConfigureAwait(false);

        var summary = DockerfileSummary.Read(await File.ReadAllTextAsync(request.Dockerfile, cancellationToken).ConfigureAwait(false), request.Arguments, request.Target);
        var found = ResolvedBase.Scratch with { Reference = summary.Images.Count > 0 ? summary.Images[^1] : BaseImage.Scratch };
        return new PublishResult { Plan = plan, Base = found, Image = image, Outputs = outputs, Timings = clock.Times, Warnings = [] };
    }

    private async Task<(Image Image, IReadOnlyList<SinkResult> Outputs)> PushAsync(BuildxTool tool, BuildxBuild build, ImagePlan plan, StepClock clock, CancellationToken cancellationToken)
    {
        var rewrites = tool.Version >= BuildxVersions.RewriteTimestamps;
        if (!rewrites)
            log.Report(BuildCodes.BuildxOptionDropped.With(tool.Version, "rewrite-timestamp", "files keep the time at which they were built, and the digest differs each time", "buildx " + BuildxVersions.RewriteTimestamps));

        var output = BuildxBuild.PushOutput(plan.Name.References, plan.Format != ImageFormat.Docker, rewrites);
        var metadata = await clock.MeasureAsync("buildx", () => tool.BuildAsync(build with { Output = output }, log.Detail, cancellationToken)).ConfigureAwait(false);

        // What was pushed is read back by its digest: the report says what the registry has.
        var first = plan.Name.References[0];
        var pushed = await connections.Bases.ResolveAsync($"{first[..first.LastIndexOf(':')]}@{metadata.Digest}", plan.Platform, cancellationToken).ConfigureAwait(false);
        var made = Named(ImageOf.Base(pushed));
        var image = made with { Manifest = made.Manifest with { Digest = pushed.Digest!.Value } };
        return (image, [.. plan.Name.Registries.Select(registry => new SinkResult
        {
            Kind = "registry",
            Location = registry,
            References = [.. plan.Name.Tags.Select(tag => $"{registry}/{plan.Name.Repository}:{tag}")],
        })]);
    }

    private async Task<(Image Image, IReadOnlyList<SinkResult> Outputs)> FetchAsync(
        BuildxTool tool, BuildxBuild build, string archive, ImagePlan plan, IReadOnlyList<IImageSink> sinks, StepClock clock, CancellationToken cancellationToken)
    {
        await clock.MeasureAsync("buildx", () => tool.BuildAsync(build with { Output = $"type=docker,dest={archive}" }, log.Detail, cancellationToken)).ConfigureAwait(false);
        var stream = File.OpenRead(archive);
        Image image;
        await using (stream.ConfigureAwait(false))
            image = Named(await new ArchiveReader(connections.Store, log).ReadAsync(stream, "buildx", plan.Name.References[0], [], plan.Format != ImageFormat.Oci, cancellationToken).ConfigureAwait(false));

        var outputs = new List<SinkResult>();
        foreach (var sink in sinks)
            outputs.Add(await clock.MeasureAsync(sink.Description, () => sink.WriteAsync(image, cancellationToken)).ConfigureAwait(false));
        return (image, outputs);
    }

    private static Image Named(Image image) => image with { Layers = [.. image.Layers.Select(layer => layer with { Name = "built" })] };
}

/// <summary>Which builder, and which caches.</summary>
/// <param name="Builder">ContainerizeBuildxBuilder.</param>
/// <param name="CacheFrom">Values of <c>--cache-from</c>.</param>
/// <param name="CacheTo">Values of <c>--cache-to</c>.</param>
public sealed record BuildxOptions(string Builder, IReadOnlyList<string> CacheFrom, IReadOnlyList<string> CacheTo);
