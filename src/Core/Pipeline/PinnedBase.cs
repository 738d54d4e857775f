namespace Containerize.Pipeline;

/// <summary>
/// A generated Dockerfile whose base is pinned by digest, as an engine gets it: an engine knows the digest only of what it pulled itself, so the base
/// that we load has a name of our own there.
/// </summary>
internal sealed class PinnedBase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("containerize-pinned-");

    private PinnedBase(string name, string text)
    {
        Name = name;
        Dockerfile = Path.Combine(_folder.FullName, "Dockerfile");
        File.WriteAllText(Dockerfile, text);
    }

    /// <summary>What the base is called in the engine.</summary>
    public string Name { get; }

    /// <summary>Absolute path of the Dockerfile that names it so.</summary>
    public string Dockerfile { get; }

    /// <summary>Null when the base is not pinned.</summary>
    public static PinnedBase? Of(string reference, string dockerfile)
    {
        var digest = reference[(reference.LastIndexOf(':') + 1)..];
        if (!reference.Contains('@', StringComparison.Ordinal) || digest.Length < 32)
            return null;

        var name = $"localhost/containerize-from:{digest[..32]}";
        return new(name, dockerfile.Replace($"\nFROM {reference}\n", $"\nFROM {name}\n", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
