using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Engines;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.References;

namespace Containerize.Pipeline;

/// <summary>
/// From a Dockerfile to an image where it belongs, by way of an engine: bases, build, and then the same outputs as an image made in process. What does
/// not stay in the engine is read out of it and written by our own sinks, so that tags come last and credentials stay here.
/// </summary>
public sealed class EngineBuildPipeline(Connections connections, IBuildLog log)
{
    /// <summary>Builds and writes.</summary>
    /// <param name="plan">Names the image.</param>
    /// <param name="request">What to build.</param>
    /// <param name="generated">True for a Dockerfile that the plan became: its base is the registry's of now, as it is in process.</param>
    /// <param name="targets">Where the image goes.</param>
    /// <param name="open">Opens the sinks for places other than the engine.</param>
    /// <param name="cancellationToken">Ends the work, on the engine too.</param>
    /// <exception cref="ContainerizeException">A step failed.</exception>
    public async Task<PublishResult> RunAsync(
        ImagePlan plan, DockerfileBuildRequest request, bool generated, IReadOnlyList<OutputTarget> targets,
        Func<IReadOnlyList<OutputTarget>, Task<IReadOnlyList<IImageSink>>> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(open);
        var clock = new StepClock();
        var engine = await connections.RequireEngineAsync(cancellationToken).ConfigureAwait(false);
        var elsewhere = targets.Where(target => target.Kind is not (OutputKind.Engine or OutputKind.EngineOrArchive)).ToArray();
        var sinks = await open(elsewhere).ConfigureAwait(false);

        var text = await ReadAsync(request.Dockerfile, cancellationToken).ConfigureAwait(false);
        using var pinned = generated && request.Modified is not null ? PinnedBase.Of(plan.Base.Reference, text) : null;
        if (pinned is not null)
            request = request with { Dockerfile = pinned.Dockerfile };

        var summary = DockerfileSummary.Read(text, request.Arguments, request.Target);
        var known = await clock.MeasureAsync("base", () => LoadBasesAsync(engine, summary.Images, plan, generated ? pinned?.Name ?? plan.Base.Reference : "", sinks.Count > 0, cancellationToken)).ConfigureAwait(false);
        var id = await clock.MeasureAsync("build", () => BuildAsync(engine, request, cancellationToken)).ConfigureAwait(false);
        var built = await engine.FindImageAsync(id, cancellationToken).ConfigureAwait(false);
        var image = sinks.Count > 0
            ? await clock.MeasureAsync("export", () => ExportAsync(engine, built?.Id ?? id, plan, known, cancellationToken)).ConfigureAwait(false)
            : Describe(built?.Id ?? id, built, known);

        IReadOnlyList<IImageSink> all = elsewhere.Length == targets.Count ? sinks : [new BuiltImageSink(engine, id, plan.Name.References), .. sinks];
        var outputs = new List<SinkResult>();
        foreach (var sink in all)
            outputs.Add(await clock.MeasureAsync(sink.Description, () => sink.WriteAsync(image, cancellationToken)).ConfigureAwait(false));

        var baseOf = new ResolvedBase
        {
            Reference = generated ? plan.Base.Reference : summary.Images.Count > 0 ? summary.Images[^1] : BaseImage.Scratch,
            ManifestMediaType = MediaTypes.OciManifest,
            ConfigBytes = "{}"u8.ToArray(),
            Layers = known,
        };
        return new PublishResult { Plan = plan, Base = baseOf, Image = image, Outputs = outputs, Timings = clock.Times, Warnings = [] };
    }

    // Over the API BuildKit asks a session of ours for secrets; buildx has one. Podman takes them with the context.
    private async Task<string> BuildAsync(IContainerEngine engine, DockerfileBuildRequest request, CancellationToken cancellationToken)
    {
        if (request.Secrets.Count == 0 || (await engine.PingAsync(cancellationToken).ConfigureAwait(false)).IsPodman)
            return await connections.BuildOn(engine).RunAsync(request, cancellationToken).ConfigureAwait(false);

        var (id, reason) = await new SessionBuild(connections.Environment, log).RunAsync(engine, request, cancellationToken).ConfigureAwait(false);
        return id ?? throw new ContainerizeException(BuildCodes.SecretsUnavailable.With(
            $"the engine at {engine.Address}", $"that needs docker buildx, and {reason.TrimEnd('.')}", "Install the buildx plug-in of docker"));
    }

    private async Task<IReadOnlyList<Layer>> LoadBasesAsync(
        IContainerEngine engine, IReadOnlyList<string> images, ImagePlan plan, string ownName, bool wantLayers, CancellationToken cancellationToken)
    {
        var bases = new EngineBases(engine, connections.Bases, log);
        var layers = new List<Layer>();
        foreach (var reference in images)
        {
            if (reference == plan.Base.Reference && ownName.Length > 0 && !ownName.Contains('@', StringComparison.Ordinal))
                layers.AddRange((await bases.LoadAsync(reference, ownName, plan.Platform, cancellationToken).ConfigureAwait(false)).Layers);
            else
                layers.AddRange(await bases.LoadIfMissingAsync(reference, plan.Platform, wantLayers, cancellationToken).ConfigureAwait(false));
        }

        return layers;
    }

    private async Task<Image> ExportAsync(IContainerEngine engine, string id, ImagePlan plan, IReadOnlyList<Layer> known, CancellationToken cancellationToken) =>
        Named(await new EngineImages(connections.Store, log).ReadAsync(engine, id, plan.Name.References[0], known, plan.Format != ImageFormat.Oci, cancellationToken).ConfigureAwait(false), known);

    private static Image Named(Image image, IReadOnlyList<Layer> known) => image with
    {
        Layers = [.. image.Layers.Select(layer => known.Any(one => one.DiffId == layer.DiffId) ? layer : layer with { Name = "built" })],
    };

    // What stays in the engine has no manifest: its id stands for it, and layers have the digests and sizes of their tars.
    private static Image Describe(string id, EngineImage? built, IReadOnlyList<Layer> known)
    {
        var digest = Digest.Parse(id.StartsWith("sha256:", StringComparison.Ordinal) ? id : "sha256:" + id);
        var layers = (built?.Layers ?? []).Select(Digest.Parse).Select(diffId => known.FirstOrDefault(one => one.DiffId == diffId) ?? new Layer
        {
            Descriptor = new Descriptor("application/vnd.docker.image.rootfs.diff.tar", diffId, 0),
            DiffId = diffId,
            Name = "built",
            OpenAsync = _ => throw new InvalidOperationException("Layers of an image that is only in an engine are not read."),
        });
        return new Image
        {
            Manifest = new Descriptor(MediaTypes.DockerManifest, digest, 0),
            ManifestBytes = default,
            Config = new Descriptor(MediaTypes.DockerConfig, digest, 0),
            ConfigBytes = default,
            Layers = [.. layers],
        };
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        // A Dockerfile that is not there is told of by the build's context.
        return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) : "";
    }
}
