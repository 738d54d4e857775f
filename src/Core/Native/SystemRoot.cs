using Containerize.Diagnostics;

namespace Containerize.Native;

/// <summary>A file of the build machine.</summary>
/// <param name="Path">Its path below the root with every link resolved, <c>/usr/lib/x86_64-linux-gnu/libc.so.6</c>.</param>
/// <param name="HostPath">Where it is to be opened.</param>
/// <param name="Status">Of the file itself.</param>
/// <param name="Folders">Folders below the root in which a name was looked up on the way; the root is the empty text.</param>
internal sealed record SystemFile(string Path, string HostPath, FileStatus Status, IReadOnlyList<string> Folders);

/// <summary>The file system of the build machine, or a folder that stands for it. Links are followed here and not by the kernel: none leads out of the root.</summary>
internal sealed class SystemRoot(string root)
{
    private const int MaxLinks = 40; // as Linux allows, path_resolution(7)

    private readonly string _root = root.TrimEnd('/');
    private readonly Dictionary<string, bool> _safeFolders = new(StringComparer.Ordinal);

    /// <summary>Where a path below the root is on this machine, links not followed.</summary>
    public string HostPath(string path) => path.Length == 0 ? _root + "/" : _root + path;

    /// <summary>Follows a path to the file it means; null when there is none.</summary>
    public SystemFile? Find(string path)
    {
        var ahead = new Stack<string>(path.Split('/').Reverse());
        var folders = new List<string>();
        var current = "";
        var links = 0;
        var status = FileStatus.TryGet(HostPath(""));

        while (ahead.TryPop(out var segment))
        {
            if (segment is "" or ".")
                continue;

            if (segment == "..")
            {
                current = current[..Math.Max(0, current.LastIndexOf('/'))];
                status = FileStatus.TryGet(HostPath(current));
                continue;
            }

            folders.Add(current);
            var next = current + "/" + segment;
            if (FileStatus.TryGet(HostPath(next)) is not { } found)
                return null;

            if (!found.IsLink)
            {
                (current, status) = (next, found);
                continue;
            }

            if (++links > MaxLinks || new FileInfo(HostPath(next)).LinkTarget is not { } target)
                return null;

            if (target.StartsWith('/'))
                current = "";

            foreach (var part in target.Split('/').Reverse())
                ahead.Push(part);
        }

        return status is { } last ? new(current, HostPath(current), last, folders) : null;
    }

    /// <summary>Lets a file pass that root owns and that only root could have put there.</summary>
    /// <exception cref="ContainerizeException">CTZ0306: it is no regular file, or somebody else may write it or a folder on the way to it.</exception>
    public void RequireSafe(SystemFile file)
    {
        if (!file.Status.IsRegularFile)
            throw Unsafe(file, "it is no regular file");

        if (!file.Status.OnlyRootWrites)
            throw Unsafe(file, "others than root may write it");

        foreach (var folder in file.Folders)
        {
            if (!IsSafeFolder(folder))
                throw Unsafe(file, $"others than root may write the folder '{(folder.Length == 0 ? "/" : folder)}'");
        }
    }

    private bool IsSafeFolder(string folder)
    {
        if (!_safeFolders.TryGetValue(folder, out var safe))
            _safeFolders[folder] = safe = FileStatus.TryGet(HostPath(folder)) is { IsFolder: true, OnlyRootWrites: true };

        return safe;
    }

    private static ContainerizeException Unsafe(SystemFile file, string reason) => new(ImageCodes.NativeLibraryUnsafe.With(file.Path, reason));
}
