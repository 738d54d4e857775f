using System.Text.Json.Nodes;

namespace Containerize.Engines;

/// <summary>What we ask of a container engine. A wrapper of another client could stand behind it.</summary>
public interface IContainerEngine
{
    /// <summary>The engine's address, for messages.</summary>
    EngineEndpoint Endpoint { get; }

    /// <summary>True when the engine answers within the time.</summary>
    Task<bool> AnswersAsync(TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>The engine's description of an image; null when it has none of that name.</summary>
    Task<JsonNode?> FindImageAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Loads an archive that is written while it is sent.</summary>
    /// <exception cref="ContainerizeException">CTZ0603: the engine could not load it. CTZ0607: the connection broke.</exception>
    Task LoadAsync(Func<Stream, CancellationToken, Task> writeArchive, string name, CancellationToken cancellationToken);

    /// <summary>Makes a container; returns its id.</summary>
    Task<string> CreateContainerAsync(string name, JsonObject settings, CancellationToken cancellationToken);

    /// <summary>Starts a container.</summary>
    Task StartContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>The engine's description of a container.</summary>
    Task<JsonNode> InspectContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>The last lines of a container's log, oldest first.</summary>
    Task<IReadOnlyList<string>> ReadLogAsync(string id, int lines, CancellationToken cancellationToken);

    /// <summary>Follows a container's log until it ends.</summary>
    IAsyncEnumerable<string> FollowLogAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ids of containers, running or not, whose label has exactly this value.</summary>
    Task<IReadOnlyList<string>> FindContainersAsync(string label, string value, CancellationToken cancellationToken);

    /// <summary>Stops a container, politely for ten seconds, and removes it with its anonymous volumes.</summary>
    Task RemoveContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes a network of this name when there is none.</summary>
    Task EnsureNetworkAsync(string name, string label, string value, CancellationToken cancellationToken);

    /// <summary>Puts a container into a network.</summary>
    Task ConnectAsync(string network, string container, CancellationToken cancellationToken);

    /// <summary>Makes a volume of this name when there is none.</summary>
    Task EnsureVolumeAsync(string name, string label, string value, CancellationToken cancellationToken);

    /// <summary>Removes networks whose label has exactly this value, and volumes when asked; returns their names.</summary>
    Task<IReadOnlyList<string>> RemoveOwnedAsync(string label, string value, bool volumes, CancellationToken cancellationToken);
}
