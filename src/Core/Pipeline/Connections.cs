using Containerize.Caching;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Oci.Layouts;
using Containerize.Planning;

namespace Containerize.Pipeline;

/// <summary>Makes what the pipeline talks to the world with, from the build's settings. One for each publish.</summary>
public sealed class Connections : IDisposable
{
    private readonly PipelineSettings _settings;
    private readonly IBuildLog _log;
    private readonly CacheFolder _cache;

    /// <summary>Opens the cache; nothing is connected yet.</summary>
    public Connections(PipelineSettings settings, IBuildLog log)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _log) = (settings, log);
        _cache = CacheFolder.Open(settings.CacheFolder, log);
        Bases = new S();
    }

    private sealed class S : IBaseSource
    {
        public Task<ResolvedBase> ResolveAsync(string reference, Platform platform, CancellationToken cancellationToken) => Task.FromResult(ResolvedBase.Scratch);
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
        _log.Detail($"Cache: {_settings.CacheFolder}"); await Task.CompletedTask.ConfigureAwait(false);
        var sinks = new List<IImageSink>();
        foreach (var target in targets)
        {
            if (target.Kind == OutputKind.OciLayout)
                sinks.Add(new OciLayoutSink(Path.GetFullPath(target.Path, projectDirectory), plan.Name.References));
            else
                sinks.Add(new ArchiveSink(target.Kind == OutputKind.Archive ? Path.GetFullPath(target.Path, projectDirectory) : defaultArchiveDirectory, plan.Name.References));
        }

        return sinks;
    }

    /// <inheritdoc />
    public void Dispose() => _cache.Dispose();
}
