namespace Containerize.Images;

/// <summary>What only running asks for, as a user writes it for <c>docker run</c>. Nothing of it is in the image.</summary>
public sealed record RunOptions
{
    /// <summary>Name of the container; null means one of ours.</summary>
    public string? Name { get; init; }

    /// <summary>User that it runs as; null keeps the image's.</summary>
    public string? User { get; init; }

    /// <summary>Mounts beside the image's volumes; each has a source.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>Lines for its hosts file, <c>name:address</c>; the address may be <c>host-gateway</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Folders in memory, <c>/tmp</c> or <c>/tmp:size=64m</c>.</summary>
    public IReadOnlyList<string> TemporaryFolders { get; init; } = [];

    /// <summary>Capabilities that it gets, <c>NET_ADMIN</c>.</summary>
    public IReadOnlyList<string> AddedCapabilities { get; init; } = [];

    /// <summary>Capabilities that it loses, <c>ALL</c>.</summary>
    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];

    /// <summary>Most memory in bytes; null means no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>Most processor time in billionths of a processor; null means no limit.</summary>
    public long? NanoCpus { get; init; }

    /// <summary><c>no</c>, <c>always</c>, <c>unless-stopped</c>, <c>on-failure</c> or <c>on-failure:3</c>; null means no.</summary>
    public string? Restart { get; init; }

    /// <summary>True: a small init is process 1.</summary>
    public bool Init { get; init; }

    /// <summary>True: the root file system is read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>True: no isolation from the engine's machine. Only because somebody wrote it.</summary>
    public bool Privileged { get; init; }
}
