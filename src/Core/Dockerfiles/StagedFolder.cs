using Containerize.Images;

namespace Containerize.Dockerfiles;

/// <summary>A folder that is to be on disk, with all that is to be in it.</summary>
internal sealed class StagedFolder
{
    private const UnixFileMode OwnerAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SortedDictionary<string, StagedFolder> _folders = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FileEntry> _files = new(StringComparer.Ordinal);

    // Engines make missing parents as 0755; so are those that no entry names.
    private int _mode = Modes.Directory;

    public void Add(StagedTree tree)
    {
        var root = Folder(tree.Name);
        foreach (var entry in tree.Entries)
        {
            var folder = root;
            var segments = entry.Path.Value.Split('/', StringSplitOptions.RemoveEmptyEntries);
            foreach (var segment in segments.AsSpan(0, segments.Length - 1))
                folder = folder.Folder(segment);

            if (entry.Kind == FileEntryKind.Directory)
                folder.Folder(segments[^1])._mode = entry.Mode;
            else
                folder._files[segments[^1]] = entry;
        }
    }

    /// <summary>Makes the folder at this path be so, and nothing more.</summary>
    public void Write(string path, StagingRecord record, CancellationToken cancellationToken)
    {
        Open(path);
        foreach (var child in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            if (!_files.ContainsKey(child.Name) && !_folders.ContainsKey(child.Name))
                Remove(child);
        }

        foreach (var (name, entry) in _files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StagedFile.Write(entry, Path.Combine(path, name), record);
        }

        foreach (var (name, folder) in _folders)
            folder.Write(Path.Combine(path, name), record, cancellationToken);

        // The mode comes last: it may forbid writing into the folder.
        if (!OperatingSystem.IsWindows() && (int)File.GetUnixFileMode(path) != _mode)
            File.SetUnixFileMode(path, (UnixFileMode)_mode);
    }

    /// <summary>Removes whatever is there, links as links.</summary>
    public static void Remove(FileSystemInfo found)
    {
        if (found is DirectoryInfo { LinkTarget: null } folder)
        {
            Unlock(folder.FullName);
            foreach (var child in folder.EnumerateFileSystemInfos())
                Remove(child);
        }

        found.Delete();
    }

    private StagedFolder Folder(string name) => _folders.TryGetValue(name, out var folder) ? folder : _folders[name] = new StagedFolder();

    private static void Open(string path)
    {
        if (File.Exists(path) || new DirectoryInfo(path).LinkTarget is not null)
            File.Delete(path);
        Directory.CreateDirectory(path);
        Unlock(path);
    }

    private static void Unlock(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OwnerAll) != OwnerAll)
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | OwnerAll);
    }
}
