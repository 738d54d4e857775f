using Containerize.Caching;
using Containerize.Diagnostics;
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
    private readonly CacheFolder _cache;
    private readonly RegistryPool _registries;
    private IContainerEngine? _engine;

    /// <summary>Opens the cache; nothing is connected yet.</summary>
    public Connections(PipelineSettings settings, IBuildLog log)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _log) = (settings, log);
        _cache = CacheFolder.Open(settings.CacheFolder, log);
        var insecure = settings.Environment.GetValueOrDefault("DOTNET_CONTAINER_INSECURE_REGISTRIES", "");
        _registries = new RegistryPool(RegistrySettings.Read(settings.InsecureRegistries, insecure, settings.RegistryMirrors, settings.Offline), settings.Environment, log);
        Bases = new RegistryBaseSource(_registries, _cache.Store, log);
    }

    /// <summary>Where blobs are kept.</summary>
    public BlobStore Store => _cache.Store;

    /// <summary>Where bases come from.</summary>
    public IBaseSource Bases { get; }

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
                    sinks.AddRange(plan.Name.Registries.Select(registry => new RegistrySink(_registries, registry, plan.Name.Repository, plan.Name.Tags)));
                    break;
                case OutputKind.OciLayout:
                    sinks.Add(new OciLayoutSink(Path.GetFullPath(target.Path, projectDirectory), references));
                    break;
                case OutputKind.Archive:
                    sinks.Add(new ArchiveSink(Path.GetFullPath(target.Path, projectDirectory), references));
                    break;
                case OutputKind.Engine:
                    sinks.Add(ToEngine(await RequireEngineAsync(cancellationToken).ConfigureAwait(false), plan));
                    break;
                default:
                    sinks.Add(await FindEngineAsync(cancellationToken).ConfigureAwait(false) is { } engine ? ToEngine(engine, plan) : new ArchiveSink(defaultArchiveDirectory, references));
                    break;
            }
        }

        return sinks;
    }

    private static EngineSink ToEngine(IContainerEngine engine, ImagePlan plan) =>
        new(engine, plan.Name.References, plan.Base.IsScratch ? "" : plan.Base.Reference, ImageArchive.WriteAsync);

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
        _registries.Dispose();
        _cache.Dispose();
    }
}
