using Containerize.Caching;
using Containerize.Pipeline;

namespace Containerize.Tasks;

/// <summary>What the tasks share that reach a registry, an engine or the cache: the properties that say how.</summary>
public abstract class ConnectedTask : ContainerizeTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    public string CacheDirectory { get; set; } = "";
    public string Offline { get; set; } = "";
    public string InsecureRegistries { get; set; } = "";
    public string RegistryMirrors { get; set; } = "";
    public string EngineHost { get; set; } = "";
    public string LocalRegistry { get; set; } = "";
#pragma warning restore CS1591

    /// <summary>How the world is talked to.</summary>
    /// <param name="workFolder">Absolute path of our folder below the project's obj; the cache is in it where nothing names another place.</param>
    /// <param name="environment">Environment variables.</param>
    protected PipelineSettings ReadSettings(string workFolder, IReadOnlyDictionary<string, string> environment) => new()
    {
        CacheFolder = CacheLocation.Resolve(CacheDirectory, Path.GetDirectoryName(ProjectPath)!, environment) ?? Path.Combine(workFolder, "cache"),
        Offline = IsTrue(Offline),
        InsecureRegistries = InsecureRegistries,
        RegistryMirrors = RegistryMirrors,
        EngineHost = EngineHost,
        LocalRegistry = LocalRegistry,
        Environment = environment,
    };
}
