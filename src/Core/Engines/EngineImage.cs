namespace Containerize.Engines;

/// <summary>An image of an engine.</summary>
/// <param name="Id"><c>sha256:…</c>: digest of the config, or of the manifest in a containerd store.</param>
/// <param name="Names">References, as the engine writes them.</param>
/// <param name="Digests">Digests of manifests that it is known by, <c>sha256:…</c>.</param>
/// <param name="Volumes">Paths that the image declares as volumes, in the order of the config.</param>
/// <param name="Ports">Ports that the image exposes, <c>8080/tcp</c>.</param>
/// <param name="Layers">Digests of the uncompressed layers, bottom to top.</param>
public sealed record EngineImage(
    string Id, IReadOnlyList<string> Names, IReadOnlyList<string> Digests, IReadOnlyList<string> Volumes, IReadOnlyList<string> Ports, IReadOnlyList<string> Layers);

/// <summary>What a load answered.</summary>
/// <param name="References">References and ids that the engine says it loaded; engines may say nothing.</param>
/// <param name="BytesSent">Size of the archive that was sent.</param>
public sealed record LoadedImages(IReadOnlyList<string> References, long BytesSent);

/// <summary>What to build.</summary>
public sealed record EngineBuild
{
    /// <summary>Writes the context as a tar.</summary>
    public required Func<Stream, CancellationToken, Task> WriteContext { get; init; }

    /// <summary>Path of the Dockerfile in the context.</summary>
    public string Dockerfile { get; init; } = "Dockerfile";

    /// <summary>References for the image.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Values of ARG instructions. They end up in the history of the image: no secrets.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Stage to build; empty means the last.</summary>
    public string Target { get; init; } = "";

    /// <summary><c>linux/amd64</c>; empty means the engine's own.</summary>
    public string Platform { get; init; } = "";

    /// <summary>
    /// Secrets that RUN lines may mount: the name of each, and of the file at the top of the context that holds it. Podman only, which takes that file
    /// out of the context before it builds; Docker's API has no such thing.
    /// </summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>True: by Docker's builder of old, which engines without BuildKit have. Podman has one builder only.</summary>
    public bool Classic { get; init; }

    /// <summary>True: look for a newer base.</summary>
    public bool Pull { get; init; }

    /// <summary>Takes lines of the build's progress; null when nobody wants them.</summary>
    public Action<string>? Progress { get; init; }
}
