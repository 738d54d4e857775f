namespace Containerize.Native;

/// <summary>A library of the build machine, or a program that one names by its path.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Elf">What the loader reads of it.</param>
internal sealed record FoundLibrary(SystemFile File, ElfFile Elf);

/// <summary>Finds libraries as the loader does (ld.so(8)): the asking file's own folders, the cache, the default folders.</summary>
internal sealed class LibrarySearch
{
    private const string CachePath = "/etc/ld.so.cache";

    private readonly SystemRoot _root;
    private readonly TargetMachine _target;
    private readonly LibraryCache _cache;

    public LibrarySearch(SystemRoot root, TargetMachine target)
    {
        (_root, _target) = (root, target);
        _cache = root.Find(CachePath) is { Status.IsRegularFile: true } file ? LibraryCache.Parse(File.ReadAllBytes(file.HostPath)) : LibraryCache.Parse([]);
    }

    /// <summary>A library by its name, or by its path when the name holds a slash; null when the machine has none for the target.</summary>
    /// <param name="name">As <c>DT_NEEDED</c> has it.</param>
    /// <param name="folders">Absolute folders to look in first.</param>
    public FoundLibrary? Find(string name, IEnumerable<string> folders)
    {
        if (name.Contains('/', StringComparison.Ordinal))
            return name.StartsWith('/') ? Read(name) : null;

        return folders.Select(folder => folder.TrimEnd('/') + "/" + name)
            .Concat(_cache.Find(name))
            .Concat(_target.DefaultFolders.Select(folder => folder + "/" + name))
            .Select(Read)
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>Versions <c>N</c> of the libraries <c>prefixN</c> that the machine has, highest first.</summary>
    public IReadOnlyList<int> Versions(string prefix)
    {
        var names = _cache.Names.Concat(_target.DefaultFolders.SelectMany(folder => NamesIn(folder, prefix + "*")));
        return [.. names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => int.TryParse(name.AsSpan(prefix.Length), out var version) ? version : -1)
            .Where(version => version >= 0)
            .Distinct()
            .OrderDescending()];
    }

    private IEnumerable<string> NamesIn(string folder, string pattern) =>
        _root.Find(folder) is { Status.IsFolder: true } found
            ? Directory.EnumerateFileSystemEntries(found.HostPath, pattern).Select(path => Path.GetFileName(path))
            : [];

    private FoundLibrary? Read(string path) =>
        _root.Find(path) is { Status.IsRegularFile: true } file && ElfFile.TryRead(file.HostPath) is { } elf && elf.Machine == _target.Machine
            ? new(file, elf)
            : null;
}
