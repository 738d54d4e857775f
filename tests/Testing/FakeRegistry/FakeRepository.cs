using System.Collections.Concurrent;

namespace Containerize.Testing;

/// <summary>What a repository of the fake registry holds.</summary>
public sealed class FakeRepository
{
    /// <summary>Digest to content.</summary>
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    /// <summary>Digest to media type and content.</summary>
    public ConcurrentDictionary<string, (string MediaType, byte[] Content)> Manifests { get; } = new();

    /// <summary>Tag to digest.</summary>
    public ConcurrentDictionary<string, string> Tags { get; } = new();

    internal ConcurrentDictionary<string, bool> Uploads { get; } = new();
}
