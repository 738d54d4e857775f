namespace Containerize.Engines;

/// <summary>What decides which engine is used. Nothing else of the machine is looked at, but the files and sockets that it names.</summary>
public sealed record EngineSettings
{
    /// <summary>ContainerizeEngineHost; empty when it is not set.</summary>
    public string Host { get; init; } = "";

    /// <summary>LocalRegistry, the SDK's word: <c>Docker</c> or <c>Podman</c> looks only at the usual sockets of that one; anything else at all.</summary>
    public string LocalRegistry { get; init; } = "";

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Absolute path of the user's home; empty when there is none.</summary>
    public required string Home { get; init; }

    /// <summary>True: look for the pipes of Windows instead of sockets.</summary>
    public bool IsWindows { get; init; } = OperatingSystem.IsWindows();

    /// <summary>Folder that stands for <c>/</c> in the usual sockets' paths. Only tests set it.</summary>
    internal string Root { get; init; } = "/";

    /// <summary>Value of a variable, empty when it is not set.</summary>
    internal string Variable(string name) => Environment.TryGetValue(name, out var value) ? value : "";
}
