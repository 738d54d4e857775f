using System.Security.Cryptography;
using System.Text;
using Containerize.Io;
using Containerize.References;

namespace Containerize.Registries;

/// <summary>What each tag named when it was last asked for: a small file a tag below <c>references/</c> in the cache. Only offline builds use it.</summary>
internal sealed class KnownTags(string root)
{
    public Digest? Find(ImageReference reference)
    {
        var file = new FileInfo(PathOf(reference));
        try
        {
            return file is { Exists: true, LinkTarget: null, Length: < 256 } && Digest.TryParse(File.ReadAllText(file.FullName).Trim(), out var digest) ? digest : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Never fails: what cannot be written is asked for again.</summary>
    public void Remember(ImageReference reference, Digest digest)
    {
        if (reference.Digest is not null || Find(reference) == digest)
            return;

        try
        {
            if (new DirectoryInfo(PathOf(reference)) is { Exists: true, LinkTarget: null } misplaced)
                misplaced.Delete(recursive: true);
            AtomicFile.WriteText(PathOf(reference), digest.Value + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An offline build will not know the tag.
        }
    }

    private string PathOf(ImageReference reference) =>
        Path.Combine(root, "references", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference.ToString()))));
}
