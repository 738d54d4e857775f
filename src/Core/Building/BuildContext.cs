using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Native;
using Containerize.Oci.Layers;

namespace Containerize.Building;

/// <summary>A folder as an engine's build gets it: a tar of what is below it, without what <c>.dockerignore</c> leaves out, links as links.</summary>
/// <param name="folder">Absolute path of the context.</param>
/// <param name="dockerfile">Absolute path of the Dockerfile, which may lie elsewhere. It is sent whatever the rules say.</param>
public sealed class BuildContext(string folder, string dockerfile)
{
    private const string IgnoreFile = ".dockerignore";

    /// <summary>Seconds since the Unix epoch that every file gets; null keeps each file's own time.</summary>
    public long? Modified { get; init; }

    /// <summary>Files that are added at the top, by their names there, whatever the rules say. Only their owner may read them.</summary>
    public IReadOnlyDictionary<string, Func<Stream>> Added { get; init; } = new Dictionary<string, Func<Stream>>();

    /// <summary>Path of the Dockerfile in the tar. One from outside gets a name of its own.</summary>
    public string DockerfileName { get; } = Inside(folder, dockerfile) ?? ".containerize.Dockerfile";

    /// <summary>Writes the tar, entries in ordinal order. The output stays open.</summary>
    /// <exception cref="ContainerizeException">CTZ0310: a file cannot be read. CTZ0307: it changed meanwhile. CTZ0621: there is no such folder or Dockerfile.</exception>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new ContainerizeException(BuildCodes.ContextMissing.With("context", folder, "set ContainerizeBuildContext to a folder that is there"));
        if (!File.Exists(dockerfile))
            throw new ContainerizeException(BuildCodes.ContextMissing.With("Dockerfile", dockerfile, "set ContainerizeCustomDockerfile to a file that is there"));

        var rules = DockerignoreRules.Parse(await ReadRulesAsync(cancellationToken).ConfigureAwait(false));
        var tar = new TarWriter(output);
        await WriteFolderAsync(tar, new DirectoryInfo(folder), "", rules, cancellationToken).ConfigureAwait(false);
        if (Inside(folder, dockerfile) is not { } inside || rules.Ignores(inside))
            await WriteFileAsync(tar, new FileInfo(dockerfile), DockerfileName, cancellationToken).ConfigureAwait(false);

        foreach (var (name, open) in Added)
        {
            var content = open();
            await using (content.ConfigureAwait(false))
                await tar.WriteAsync(new(name, FileEntryKind.File, 0x180, Ownership.Root, content.Length, Modified ?? 0), content, cancellationToken).ConfigureAwait(false);
        }

        await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    // A file beside the Dockerfile that carries its name wins over the context's own.
    private async Task<string> ReadRulesAsync(CancellationToken cancellationToken)
    {
        foreach (var path in (string[])[dockerfile + IgnoreFile, Path.Combine(folder, IgnoreFile)])
        {
            if (File.Exists(path))
                return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }

        return "";
    }

    private async Task WriteFolderAsync(TarWriter tar, DirectoryInfo directory, string prefix, DockerignoreRules rules, CancellationToken cancellationToken)
    {
        foreach (var found in Children(directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = prefix + found.Name;
            var ignored = rules.Ignores(name);
            if (found.LinkTarget is { } target)
            {
                if (!ignored)
                    await WriteHeaderAsync(tar, new(name, FileEntryKind.SymbolicLink, 0x1FF, Ownership.Root, 0, Time(found), target), cancellationToken).ConfigureAwait(false);
            }
            else if (found is DirectoryInfo child)
            {
                if (!ignored)
                    await WriteHeaderAsync(tar, new(name + "/", FileEntryKind.Directory, Mode(child), Ownership.Root, 0, Time(child)), cancellationToken).ConfigureAwait(false);
                if (!ignored || rules.HasExceptions)
                    await WriteFolderAsync(tar, child, name + "/", rules, cancellationToken).ConfigureAwait(false);
            }
            else if (!ignored && found is FileInfo file && IsRegular(file))
            {
                await WriteFileAsync(tar, file, name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteFileAsync(TarWriter tar, FileInfo file, string name, CancellationToken cancellationToken)
    {
        try
        {
            var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan | FileOptions.Asynchronous);
            await using (content.ConfigureAwait(false))
                await tar.WriteAsync(new(name, FileEntryKind.File, Mode(file), Ownership.Root, content.Length, Time(file)), content, cancellationToken).ConfigureAwait(false);
        }
        catch (TarContentException e)
        {
            throw new ContainerizeException(ImageCodes.FileChanged.With(file.FullName, e.Message), e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ContainerizeException(ImageCodes.LayerUnreadable.With(file.FullName, e.Message.TrimEnd('.')), e);
        }
    }

    private static Task WriteHeaderAsync(TarWriter tar, TarHeader header, CancellationToken cancellationToken) => tar.WriteAsync(header, _ => Task.CompletedTask, cancellationToken);

    private static FileSystemInfo[] Children(DirectoryInfo directory)
    {
        try
        {
            return [.. directory.EnumerateFileSystemInfos().OrderBy(found => found.Name, StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ContainerizeException(ImageCodes.LayerUnreadable.With(directory.FullName, e.Message.TrimEnd('.')), e);
        }
    }

    private long Time(FileSystemInfo found) => Modified ?? new DateTimeOffset(found.LastWriteTimeUtc).ToUnixTimeSeconds();

    // Windows has no modes: everything may be executed, as docker's own client sends it.
    private static int Mode(FileSystemInfo found) => OperatingSystem.IsWindows() ? Modes.Directory : (int)found.UnixFileMode;

    // A socket or pipe would be read for ever, and no engine takes one.
    private static bool IsRegular(FileInfo file) => !OperatingSystem.IsLinux() || FileStatus.TryGet(file.FullName) is { IsRegularFile: true };

    private static string? Inside(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : relative;
    }
}
