using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Native;

/// <summary>Follows what the published files need from library to library, and takes those that are not published.</summary>
internal sealed class LibraryWalk(SystemRoot root, LibrarySearch search, TargetMachine target, TakenFiles taken, IBuildLog log)
{
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, ElfFile Elf, string? Folder)> _ahead = new();
    private readonly HashSet<string> _publishedPaths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _publishedNames = new(StringComparer.Ordinal);

    // Where the loader of the machine looks without a cache: libc is always there. One folder keeps /lib and /usr/lib apart on scratch.
    private readonly string _folder = target.DefaultFolders.FirstOrDefault(folder => root.Find(folder + "/libc.so.6") is not null) ?? target.DefaultFolders[0];

    /// <summary>Takes what these files need.</summary>
    /// <exception cref="ContainerizeException">CTZ0304, CTZ0305 or CTZ0306.</exception>
    public void FollowPublished(IReadOnlyList<(string Path, ElfFile Elf)> files, CancellationToken cancellationToken)
    {
        foreach (var (path, elf) in files)
        {
            _publishedPaths.Add(path);
            _publishedNames.Add(Path.GetFileName(path));
            if (elf.SoName is { } name)
                _publishedNames.Add(name);
        }

        foreach (var (path, elf) in files.Where(file => !LoadedByName.IsOptional(Path.GetFileName(file.Path))))
        {
            if (elf.Interpreter is { } loader)
                TakeLoader(loader, path);

            FollowPublished(path, elf);
        }

        Drain(cancellationToken);
    }

    /// <summary>Takes a library that no header names, and what it needs.</summary>
    /// <returns>The library; null when the machine has none of this name.</returns>
    /// <exception cref="ContainerizeException">CTZ0305 or CTZ0306.</exception>
    public FoundLibrary? TakeByName(string name, CancellationToken cancellationToken)
    {
        if (search.Find(name, []) is not { } found)
            return null;

        Take(name, found);
        Drain(cancellationToken);
        return found;
    }

    private void TakeLoader(string loader, string neededBy)
    {
        if (!UnixPath.TryParse(loader, out var path) || path.Name.StartsWith("ld-musl", StringComparison.Ordinal))
            throw new ContainerizeException(ImageCodes.NativeClosureUnsupported.With($"'{Path.GetFileName(neededBy)}' is not made for glibc, its loader is '{loader}'"));

        if (!_settled.Add(path.Name))
            return;

        if (search.Find(path.Value, []) is not { } found)
            throw new ContainerizeException(ImageCodes.NativeClosureUnsupported.With($"this machine has no glibc (its loader '{loader}' is missing)"));

        taken.Take(path.Value, found.File, Modes.Executable);
    }

    private void FollowPublished(string path, ElfFile elf)
    {
        var folder = Path.GetDirectoryName(path)!;
        foreach (var name in elf.Needed)
        {
            var own = elf.SearchPaths.Where(HasOrigin).Select(text => Path.GetFullPath(Path.Combine(Expand(text, folder), name)));
            if (!own.Any(_publishedPaths.Contains))
                _ahead.Enqueue((name, elf with { SearchPaths = [.. elf.SearchPaths.Where(text => !HasOrigin(text))] }, path));
        }
    }

    private void Drain(CancellationToken cancellationToken)
    {
        while (_ahead.TryDequeue(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Follow(next.Name, next.Elf, next.Folder);
        }
    }

    private void Follow(string name, ElfFile neededBy, string? path)
    {
        if (_settled.Contains(name))
            return;

        var folders = neededBy.SearchPaths.Select(text => Expand(text, Path.GetDirectoryName(path) ?? "/")).Where(text => text.StartsWith('/'));
        if (search.Find(name, folders) is { } found)
        {
            Take(name, found);
            return;
        }

        // The loader takes a library that is loaded already by its soname, wherever it lies.
        if (!_publishedNames.Contains(name))
            throw new ContainerizeException(ImageCodes.NativeLibraryMissing.With(name, Path.GetFileName(path) ?? "", "install its package"));

        log.Detail($"native: {name} is among the published files");
        _settled.Add(name);
    }

    private void Take(string name, FoundLibrary found)
    {
        if (!_settled.Add(name))
            return;

        taken.Take(name.StartsWith('/') ? name : _folder + "/" + name, found.File);
        foreach (var needed in found.Elf.Needed)
            _ahead.Enqueue((needed, found.Elf, found.File.Path));
    }

    private static bool HasOrigin(string text) => text.Contains("$ORIGIN", StringComparison.Ordinal) || text.Contains("${ORIGIN}", StringComparison.Ordinal);

    private static string Expand(string text, string folder) =>
        text.Replace("${ORIGIN}", folder, StringComparison.Ordinal).Replace("$ORIGIN", folder, StringComparison.Ordinal);
}
