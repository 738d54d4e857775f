using System.Security.Cryptography;
using Containerize.Caching;
using Containerize.Io;
using Containerize.References;

namespace Containerize.Building;

/// <summary>A file of an archive: in memory when it is small, else in a temporary file of the store.</summary>
/// <param name="Content">The bytes; null when they are in the file.</param>
/// <param name="Path">Path of the temporary file; empty when the bytes are in memory.</param>
/// <param name="Digest">Digest of the bytes as they are.</param>
internal sealed record ArchiveFile(byte[]? Content, string Path, Digest Digest)
{
    public Stream Open() => Content is not null
        ? new MemoryStream(Content, writable: false)
        : new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
}

/// <summary>The files of an archive by name; names may be links to others.</summary>
internal sealed class ArchiveFiles(BlobStore store)
{
    private readonly Dictionary<string, ArchiveFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    public async Task AddAsync(string name, Stream? content, bool inMemory, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var path = inMemory ? "" : store.CreateTemporary();
        Stream output = inMemory ? new MemoryStream() : new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        await using (output.ConfigureAwait(false))
        {
            // Known before it is filled, so that it is deleted whatever happens.
            _files[Normal(name)] = new(null, path, default);
            var buffer = new byte[CopyBuffer.Size];
            int read;
            while (content is not null && (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            var digest = Digest.Parse("sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()));
            _files[Normal(name)] = new((output as MemoryStream)?.ToArray(), path, digest);
        }
    }

    public void AddLink(string name, string target, bool symbolic)
    {
        var folder = symbolic ? Normal(name).Split('/')[..^1] : [];
        var parts = new List<string>(folder);
        foreach (var part in target.Split('/').Where(part => part.Length > 0 && part != "."))
        {
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
        }

        _links[Normal(name)] = string.Join('/', parts);
    }

    /// <summary>The file of this name, links followed; null when there is none.</summary>
    public ArchiveFile? Find(string name)
    {
        name = Normal(name);
        for (var hops = 0; hops < 8 && _links.TryGetValue(name, out var target); hops++)
            name = target;
        return _files.GetValueOrDefault(name);
    }

    /// <summary>Deletes the temporary files that are still there.</summary>
    public void Delete()
    {
        foreach (var file in _files.Values.Where(file => file.Path.Length > 0))
            File.Delete(file.Path);
    }

    private static string Normal(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name.TrimStart('/');
}
