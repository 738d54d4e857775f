using System.IO.Compression;

namespace Containerize.Git;

/// <summary>A repository's objects, loose and packed, its own and those that it borrows from others.</summary>
internal static class GitObjects
{
    // A commit holds a few hundred bytes, with signatures a few thousand.
    internal const int LargestObject = 1 << 20;

    // Repositories that borrow from each other in a circle must end.
    private const int DeepestAlternate = 5;

    /// <summary>The content of a commit, without its header; null when it is not there.</summary>
    /// <param name="objects">The folder <c>objects</c>.</param>
    /// <param name="id">40 or 64 hex digits.</param>
    /// <exception cref="InvalidDataException">A file is not what git writes.</exception>
    public static byte[]? ReadCommit(string objects, string id) => ReadCommit(objects, id, 0);

    private static byte[]? ReadCommit(string objects, string id, int depth)
    {
        var loose = Path.Combine(objects, id[..2], id[2..]);
        if (File.Exists(loose))
            return ReadLoose(loose);

        var packs = Path.Combine(objects, "pack");
        foreach (var index in Directory.Exists(packs) ? Directory.EnumerateFiles(packs, "*.idx") : [])
        {
            if (GitPackIndex.FindOffset(index, Convert.FromHexString(id)) is { } offset)
            {
                using var pack = new GitPack(Path.ChangeExtension(index, ".pack"), index, id.Length / 2);
                return pack.Read(offset);
            }
        }

        var alternates = Path.Combine(objects, "info", "alternates");
        if (!File.Exists(alternates) || depth == DeepestAlternate)
            return null;

        return File.ReadLines(alternates).Where(line => line.Length > 0 && line[0] != '#').Select(line => ReadCommit(Path.GetFullPath(line, objects), id, depth + 1)).FirstOrDefault(commit => commit is not null);
    }

    // "commit 234\0…"
    private static byte[] ReadLoose(string path)
    {
        using var file = File.OpenRead(path);
        var content = Inflate(file);
        return content[(Array.IndexOf(content, (byte)0) + 1)..];
    }

    /// <summary>Inflates a zlib stream, whatever follows it.</summary>
    internal static byte[] Inflate(Stream stream)
    {
        using var inflater = new ZLibStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var content = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = inflater.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > LargestObject)
                throw new InvalidDataException("A commit is larger than any should be.");
        }

        return content.ToArray();
    }
}
