using System.Security.Cryptography;
using System.Text;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Native;

/// <summary>The layer as it grows: entries by their path, and what to record of those that come from the machine.</summary>
internal sealed class TakenFiles(SystemRoot root)
{
    private readonly Dictionary<string, FileEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<(string Path, SystemFile File, string Package, string Digest)> _records = [];

    public IReadOnlyCollection<FileEntry> Entries => _entries.Values;

    /// <summary>Files of the machine that are on record, with links resolved.</summary>
    public IEnumerable<string> Sources => _records.Select(record => record.File.Path);

    /// <summary>True when there is an entry at this path.</summary>
    public bool Has(string path) => _entries.ContainsKey(path);

    /// <summary>Adds what is not taken from the machine.</summary>
    public void Add(FileEntry entry) => _entries.TryAdd(entry.Path.Value, entry);

    /// <summary>Adds a file of the machine and records it.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="file">What it is.</param>
    /// <param name="mode">Its permissions in the image.</param>
    /// <param name="package">Package that answers for it when none owns it.</param>
    /// <exception cref="ContainerizeException">CTZ0306.</exception>
    public void Take(string path, SystemFile file, int mode = Modes.File, string package = "")
    {
        if (Copy(path, file, mode))
            _records.Add((path, file, package, Hash(file)));
    }

    /// <summary>Adds a file of the machine without a record of its own.</summary>
    /// <returns>False when there is an entry at its path.</returns>
    /// <exception cref="ContainerizeException">CTZ0306.</exception>
    public bool Copy(string path, SystemFile file, int mode = Modes.File)
    {
        if (Has(path))
            return false;

        root.RequireSafe(file);
        _entries.Add(path, new() { Path = UnixPath.Parse(path), Source = file.HostPath, Mode = mode });
        return true;
    }

    /// <summary>Records a whole folder as one: its digest is that of the lines <c>DIGEST  PATH</c> of its files, ordered by path.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="files">Its files, by the path they go to.</param>
    /// <param name="package">Package that answers for it when none owns the first file.</param>
    public void RecordFolder(string path, IReadOnlyList<(string Path, SystemFile File)> files, string package)
    {
        var lines = files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"{Hash(file.File)}  {file.Path}\n");
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        _records.Add((path, files[0].File, package, "sha256:" + digest));
    }

    /// <summary>The records, ordered by path.</summary>
    public IReadOnlyList<NativeFile> Records(PackageDatabase packages) =>
        [.. _records.Select(record => Record(record, packages)).OrderBy(record => record.Path, StringComparer.Ordinal)];

    private static NativeFile Record((string Path, SystemFile File, string Package, string Digest) record, PackageDatabase packages)
    {
        var owner = packages.OwnerOf(record.File.Path);
        if (owner.Name.Length == 0)
            owner = packages.Named(record.Package);

        return new(record.Path, owner.Name, owner.Version, record.Digest);
    }

    private static string Hash(SystemFile file)
    {
        using var stream = new FileStream(file.HostPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
