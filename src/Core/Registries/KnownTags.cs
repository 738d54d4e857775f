using System.Security.Cryptography;
using System.Text;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>What each tag named when it was last asked for: a small file a tag below <c>references/</c> in the cache. Only offline builds use it.</summary>
internal sealed class KnownTags(string root)
{
    public Digest? Find(ImageReference reference)
    {
        var path = PathOf(reference);
        return File.Exists(path) && Digest.TryParse(File.ReadAllText(path).Trim(), out var digest) ? digest : null;
    }

    public void Remember(ImageReference reference, Digest digest)
    {
        if (reference.Digest is not null || Find(reference) == digest)
            return;

        var path = PathOf(reference);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllText(temporary, digest.Value + "\n");
        File.Move(temporary, path, overwrite: true);
    }

    private string PathOf(ImageReference reference) =>
        Path.Combine(root, "references", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference.ToString()))));
}
