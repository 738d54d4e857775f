namespace Containerize.Engines;

/// <summary>
/// What we ask of a container engine: the seam behind which another client library could stand. Every call throws <see cref="ContainerizeException"/>:
/// CTZ0601 and CTZ0609 when the engine cannot be reached, CTZ0607 when it goes away, and <see cref="EngineException"/> (CTZ0602) when it says no.
/// </summary>
public interface IContainerEngine : IDisposable
{
    /// <summary>Where it is.</summary>
    EngineAddress Address { get; }

    /// <summary>Asks who is there and settles on an API version. Later calls do so by themselves.</summary>
    /// <exception cref="ContainerizeException">CTZ0614 when it is too old.</exception>
    Task<EngineVersion> PingAsync(CancellationToken cancellationToken);

    /// <summary>What the engine says of itself.</summary>
    Task<EngineInfo> GetInfoAsync(CancellationToken cancellationToken);

    /// <summary>An image by reference or id; null when there is none.</summary>
    Task<EngineImage?> FindImageAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Ids of images, in no order that means anything.</summary>
    /// <param name="filter"><c>reference</c> for those with some tag of a repository, <c>label</c> for those that carry a label.</param>
    /// <param name="value">The repository, or <c>name=value</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<string>> ListImagesAsync(string filter, string value, CancellationToken cancellationToken);

    /// <summary>True when every blob of an image is there, for an engine with the containerd store, which may have parts of images.</summary>
    /// <param name="id">The image's id, the digest of its manifest.</param>
    /// <param name="reference">A name that the image has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<bool> HasWholeImageAsync(string id, string reference, CancellationToken cancellationToken);

    /// <summary>Loads a docker-archive or OCI archive.</summary>
    /// <param name="name">What is loaded, for messages.</param>
    /// <param name="writeArchive">Writes the archive to the request; what it throws comes out as it is.</param>
    /// <param name="cancellationToken">Ends it; the engine then keeps nothing.</param>
    /// <exception cref="ContainerizeException">CTZ0603.</exception>
    Task<LoadedImages> LoadImageAsync(string name, Func<Stream, CancellationToken, Task> writeArchive, CancellationToken cancellationToken);

    /// <summary>Hands over an image as the engine writes it: a docker-archive, from newer engines an OCI layout at once.</summary>
    /// <param name="reference">Reference or id.</param>
    /// <param name="read">Reads the tar to its end, forward only; what it throws comes out as it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task ExportImageAsync(string reference, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken);

    /// <summary>Gives an image one more name.</summary>
    Task TagImageAsync(string image, string reference, CancellationToken cancellationToken);

    /// <summary>Takes a name away, and the image with its last name. True when it was there.</summary>
    Task<bool> RemoveImageAsync(string reference, bool force, CancellationToken cancellationToken);

    /// <summary>Builds a Dockerfile with BuildKit where the engine has it, and returns the id of the image.</summary>
    /// <exception cref="ContainerizeException">CTZ0602 with the engine's message.</exception>
    Task<string> BuildImageAsync(EngineBuild build, CancellationToken cancellationToken);

    /// <summary>Makes a container and returns its id; it does not run yet.</summary>
    Task<CreatedContainer> CreateContainerAsync(ContainerRequest request, CancellationToken cancellationToken);

    /// <summary>Starts a container; nothing happens when it runs.</summary>
    Task StartContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stops a container: its stop signal, then after the grace time the hard way. Nothing happens when it is stopped or gone.</summary>
    Task StopContainerAsync(string id, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Waits until a container has run and does not any more, and returns its exit code. One that is not started yet is waited for, too.</summary>
    Task<int> WaitForContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>A container by id or name; null when there is none.</summary>
    Task<ContainerState?> FindContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Containers, running or not, whose label has exactly this value.</summary>
    Task<IReadOnlyList<LabelledContainer>> ListContainersAsync(string label, string value, CancellationToken cancellationToken);

    /// <summary>Removes a container, running or not. True when it was there.</summary>
    Task<bool> RemoveContainerAsync(string id, bool removeAnonymousVolumes, CancellationToken cancellationToken);

    /// <summary>Lines of a container's log.</summary>
    /// <param name="id">The container.</param>
    /// <param name="follow">True: until it ends.</param>
    /// <param name="tail">Only this many of the last lines; null means all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<LogLine> ReadLogAsync(string id, bool follow, int? tail, CancellationToken cancellationToken);

    /// <summary>Runs a command in a running container and returns its exit code and output.</summary>
    Task<ExecResult> ExecAsync(string id, IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>True when a network of this name exists.</summary>
    Task<bool> HasNetworkAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes a network with labels.</summary>
    Task CreateNetworkAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Joins a container to a network, under further names.</summary>
    Task ConnectNetworkAsync(string network, string container, IReadOnlyList<string> aliases, CancellationToken cancellationToken);

    /// <summary>Names of networks whose label has exactly this value.</summary>
    Task<IReadOnlyList<string>> ListNetworksAsync(string label, string value, CancellationToken cancellationToken);

    /// <summary>Removes a network. True when it was there and nobody was in it.</summary>
    Task<bool> RemoveNetworkAsync(string name, CancellationToken cancellationToken);

    /// <summary>True when a volume of this name exists.</summary>
    Task<bool> HasVolumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes a volume with labels.</summary>
    Task CreateVolumeAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Names of volumes whose label has exactly this value.</summary>
    Task<IReadOnlyList<string>> ListVolumesAsync(string label, string value, CancellationToken cancellationToken);

    /// <summary>Removes a volume. True when it was there and not in use.</summary>
    Task<bool> RemoveVolumeAsync(string name, CancellationToken cancellationToken);
}
