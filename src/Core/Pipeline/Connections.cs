using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Engines;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Oci.Layouts;
using Containerize.Planning;
using Containerize.Registries;

namespace Containerize.Pipeline;

/// <summary>Makes what the pipeline talks to the world with, from the build's settings. One for each publish.</summary>
public sealed class Connections : IDisposable
{
    private readonly PipelineSettings _settings;
    private readonly IBuildLog _log;
    private readonly ConnectionSet _shared;
    private readonly bool _isOwner;
    private IContainerEngine? _engine;

    /// <summary>Opens the cache; nothing is connected yet.</summary>
    public Connections(PipelineSettings settings, IBuildLog log)
        : this(settings, new ConnectionSet(settings), log) => _isOwner = true;

    /// <summary>Uses what the build shares.</summary>
    public Connections(PipelineSettings settings, ConnectionSet shared, IBuildLog log)
    {
        ArgumentNullException.ThrowIfNull(shared);
        (_settings, _shared, _log) = (settings, shared, log);
        shared.Attach(log);
        Bases = new EngineFallbackSource(shared.Bases, FindEngineAsync, () => new EngineImages(Store, log), log);
    }

    /// <summary>Where blobs are kept.</summary>
    public BlobStore Store => _shared.Store;

    /// <summary>Layers that were begun before this publish.</summary>
    public EarlyLayers Early => _shared.Early;

    /// <summary>Variables of the build.</summary>
    public IReadOnlyDictionary<string, string> Environment => _settings.Environment;

    /// <summary>Where bases come from.</summary>
    public IBaseSource Bases { get; }

    private WrittenFiles Written => new(_shared.Store.Root);

    /// <summary>Where the base of a plan comes from, with what the plan's commands make of it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="workFolder">Absolute path of a folder of the build's own.</param>
    public IBaseSource BasesOf(ImagePlan plan, string workFolder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.RunCommands.Count == 0 ? Bases : new DerivedBaseSource(Bases, RunLines.Of(plan), RequireEngineAsync, BuildOn, new EngineImages(Store, _log), workFolder, _log);
    }

    /// <summary>How Dockerfiles are built on an engine.</summary>
    public EngineDockerfileBuild BuildOn(IContainerEngine engine) => new(engine, _log)
    {
        Environment = Environment,
        WithSession = async (there, request, cancellationToken) => (await new SessionBuild(Environment, _log).RunAsync(there, request, cancellationToken).ConfigureAwait(false)).Id,
    };

    /// <summary>A sink for each place. For <see cref="OutputKind.EngineOrArchive"/> the engines are asked now.</summary>
    /// <param name="targets">Places, as decided.</param>
    /// <param name="plan">Names the image.</param>
    /// <param name="projectDirectory">What relative paths are relative to.</param>
    /// <param name="defaultArchiveDirectory">Absolute path of the folder for the archive that nobody asked for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<IImageSink>> OpenAsync(
        IReadOnlyList<OutputTarget> targets, ImagePlan plan, string projectDirectory, string defaultArchiveDirectory, CancellationToken cancellationToken)
    {
        var references = plan.Name.References;
        var sinks = new List<IImageSink>();
        foreach (var target in targets)
        {
            switch (target.Kind)
            {
                case OutputKind.Registry:
                    sinks.AddRange(plan.Name.Registries.Select(registry => new RegistrySink(_shared.Registries, registry, plan.Name.Repository, plan.Name.Tags)));
                    break;
                case OutputKind.OciLayout:
                    sinks.Add(new OciLayoutSink(Path.GetFullPath(target.Path, projectDirectory), references));
                    break;
                case OutputKind.Archive:
                    sinks.Add(new ArchiveSink(Path.GetFullPath(target.Path, projectDirectory), references, Written));
                    break;
                case OutputKind.Engine:
                    sinks.Add(ToEngine(await RequireEngineAsync(cancellationToken).ConfigureAwait(false), plan));
                    break;
                default:
                    sinks.Add(await FindEngineAsync(cancellationToken).ConfigureAwait(false) is { } engine ? ToEngine(engine, plan) : new ArchiveSink(defaultArchiveDirectory, references, Written));
                    break;
            }
        }

        return sinks;
    }

    private static EngineSink ToEngine(IContainerEngine engine, ImagePlan plan) =>
        new(engine, plan.Name.References, new ImageRelatives(plan.Base.IsScratch ? "" : plan.Base.Reference, RelationOf(plan)), ImageArchive.WriteAsync);

    // Images on the same base share its layers, those from scratch the runtime's.
    private static string RelationOf(ImagePlan plan)
    {
        var name = plan.Base.IsScratch ? "net.dot.sdk.version" : "org.opencontainers.image.base.name";
        return plan.Labels.FirstOrDefault(label => label.Name == name) is { } found ? $"{found.Name}={found.Value}" : "";
    }

    /// <summary>The engine that is named, or the first usual one that answers; null when none is named and none answers, and offline.</summary>
    /// <exception cref="ContainerizeException">CTZ0601, CTZ0609: the one that is named does not answer. CTZ0611: its address is none.</exception>
    public async Task<IContainerEngine?> FindEngineAsync(CancellationToken cancellationToken)
    {
        if (_engine is not null || _settings.Offline)
            return _engine;

        var search = await Resolver().TryFindAsync(cancellationToken).ConfigureAwait(false);
        foreach (var reason in search.Reasons)
            _log.Detail(reason);

        return _engine = search.Engine;
    }

    /// <summary>The same, where an engine must be.</summary>
    /// <exception cref="ContainerizeException">CTZ0601, CTZ0609: none answers. CTZ0608: the build is offline.</exception>
    public async Task<IContainerEngine> RequireEngineAsync(CancellationToken cancellationToken)
    {
        if (_settings.Offline)
            throw new ContainerizeException(EngineCodes.OfflineEngine.With("Running the image"));

        return _engine ??= await Resolver().FindAsync(cancellationToken).ConfigureAwait(false);
    }

    private EngineResolver Resolver() => new(new EngineSettings
    {
        Host = _settings.EngineHost,
        LocalRegistry = _settings.LocalRegistry,
        Environment = _settings.Environment,
        Home = _settings.Environment.GetValueOrDefault(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME", ""),
    });

    /// <inheritdoc />
    public void Dispose()
    {
        (_engine as IDisposable)?.Dispose();
        if (_isOwner)
            _shared.Dispose();
    }
}
