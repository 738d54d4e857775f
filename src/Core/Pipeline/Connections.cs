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
    private static readonly TimeSpan PingTime = TimeSpan.FromSeconds(2);

    private readonly PipelineSettings _settings;
    private readonly IBuildLog _log;
    private readonly CacheFolder _cache;
    private readonly RegistryPool _registries;
    private EngineClient? _engine;

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
                    sinks.Add(new EngineSink(await RequireEngineAsync(cancellationToken).ConfigureAwait(false), references));
                    break;
                default:
                    sinks.Add(await FindEngineAsync(cancellationToken).ConfigureAwait(false) is { } engine ? new EngineSink(engine, references) : new ArchiveSink(defaultArchiveDirectory, references));
                    break;
            }
        }

        return sinks;
    }

    /// <summary>The engine that is named, or the first usual one that answers; null when none is named and none answers.</summary>
    /// <exception cref="ContainerizeException">CTZ0601, CTZ0609: the one that is named does not answer.</exception>
    public async Task<IContainerEngine?> FindEngineAsync(CancellationToken cancellationToken)
    {
        if (_engine is not null || _settings.Offline)
            return _engine;

        var resolver = new EngineResolver(_settings.Environment);
        if (resolver.FindNamed(_settings.EngineHost) is { } named)
            return _engine = await OpenAsync(named, cancellationToken).ConfigureAwait(false);

        foreach (var endpoint in resolver.FindUsual(_settings.LocalRegistry))
        {
            var engine = new EngineClient(endpoint);
            if (await engine.AnswersAsync(PingTime, cancellationToken).ConfigureAwait(false))
                return _engine = engine;

            _log.Detail($"No engine answers at {endpoint.Address}");
            engine.Dispose();
        }

        return null;
    }

    /// <summary>The same, where an engine must be.</summary>
    /// <exception cref="ContainerizeException">CTZ0601, CTZ0609: none answers. CTZ0608: the build is offline.</exception>
    public async Task<IContainerEngine> RequireEngineAsync(CancellationToken cancellationToken)
    {
        if (_settings.Offline)
            throw new ContainerizeException(EngineCodes.OfflineEngine.With("Running the image"));

        return await FindEngineAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new ContainerizeException(EngineCodes.EngineUnreachable.With("the usual sockets", "start Docker or Podman, or set ContainerizeEngineHost"));
    }

    private static async Task<EngineClient> OpenAsync(EngineEndpoint endpoint, CancellationToken cancellationToken)
    {
        // Asking for an image that cannot exist costs one request and gives the reason when nobody answers.
        var engine = new EngineClient(endpoint);
        try
        {
            await engine.FindImageAsync("containerize.invalid/ping", cancellationToken).ConfigureAwait(false);
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _engine?.Dispose();
        _registries.Dispose();
        _cache.Dispose();
    }
}
