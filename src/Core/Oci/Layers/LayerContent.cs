using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Io;

namespace Containerize.Oci.Layers;

/// <summary>Size and SHA-256 (hexadecimal) of what an entry holds; size 0 and empty for folders and links.</summary>
internal readonly record struct EntryContent(long Size, string Hash);

/// <summary>Reads what the entries of a layer hold, to know whether the layer was built before and whether a file changes meanwhile.</summary>
internal static class LayerContent
{
    /// <summary>Size and hash of each entry, in order. A file that is known is not read.</summary>
    /// <exception cref="ContainerizeException">CTZ0310.</exception>
    public static async Task<EntryContent[]> ReadAsync(LayerPlan plan, FileHashes hashes, CancellationToken cancellationToken)
    {
        var contents = new EntryContent[plan.Entries.Count];
        var unknown = new List<int>();
        for (var i = 0; i < contents.Length; i++)
        {
            var entry = plan.Entries[i];
            if (entry.Kind != FileEntryKind.File)
                continue;
            if (entry.Source is { } source && hashes.Find(source) is { } known)
                contents[i] = new EntryContent(known.Size, known.Hash);
            else
                unknown.Add(i);
        }

        if (unknown.Count > 0)
            await HashAsync(plan, unknown, contents, hashes, cancellationToken).ConfigureAwait(false);

        return contents;
    }

    private static Task HashAsync(LayerPlan plan, List<int> unknown, EntryContent[] contents, FileHashes hashes, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        return Parallel.ForEachAsync(unknown, options, (index, token) =>
        {
            var entry = plan.Entries[index];
            var moment = FileStamp.Now;
            var before = entry.Source is { } path ? FileStamp.Of(path) : null;
            var content = Hash(entry, token);
            contents[index] = content;
            if (entry.Source is { } source)
                hashes.Add(source, new FileContent(content.Size, content.Hash), before, moment);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Opens what a file entry holds.</summary>
    /// <exception cref="ContainerizeException">CTZ0310.</exception>
    public static Stream Open(FileEntry entry)
    {
        if (entry.Content is { } text)
            return new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);

        try
        {
            return new FileStream(entry.Source!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(entry, e);
        }
    }

    /// <summary>A failure to read an entry.</summary>
    public static ContainerizeException Unreadable(FileEntry entry, Exception inner) =>
        new(ImageCodes.LayerUnreadable.With(entry.Source ?? entry.Path.Value, inner.Message.TrimEnd('.')), inner);

    /// <summary>
    /// A name for the bytes that the layer will have. The runtime's version is part of it: deflate differs between versions.
    /// </summary>
    public static string Key(LayerPlan plan, EntryContent[] contents, LayerSettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, string.Create(CultureInfo.InvariantCulture, $"layer 2, runtime {Environment.Version}, level {settings.CompressionLevel}, created {settings.Created}"));
        for (var i = 0; i < contents.Length; i++)
        {
            var entry = plan.Entries[i];
            Add(hash, entry.Path.Value);
            Add(hash, entry.LinkTarget ?? "");
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{(int)entry.Kind} {entry.Mode} {entry.Owner} {contents[i].Size} {contents[i].Hash}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static EntryContent Hash(FileEntry entry, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer.Size);
        try
        {
            using var stream = Open(entry);
            long size = 0;
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                size += read;
            }

            return new EntryContent(size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(entry, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // NUL cannot be in a path, so it ends a field.
    private static void Add(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.Unicode.GetBytes(text));
        hash.AppendData([0, 0]);
    }
}
