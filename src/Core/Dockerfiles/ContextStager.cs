using System.Runtime.Versioning;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Io;

namespace Containerize.Dockerfiles;

/// <summary>
/// Lays the trees of a plan out on disk, each rooted as the image is, with the modes that the plan says, for COPY to take over. Files are hard links
/// where the mode is right already, else copies: the mode of a link is the published file's own.
/// </summary>
public static class ContextStager
{
    /// <summary>Makes the folder hold exactly the trees; what an earlier plan left is removed.</summary>
    /// <exception cref="ContainerizeException">CTZ0203: it cannot be written. CTZ0310: a file cannot be read.</exception>
    public static void Stage(ImagePlan plan, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var trees = StagedTrees.Of(plan);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);

            foreach (var tree in trees)
                StageTree(tree, Path.Combine(folder, tree.Name), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(DockerfileCodes.DockerfileNotWritable.With(folder, exception.Message.TrimEnd('.')), exception);
        }
    }

    private static void StageTree(StagedTree tree, string root, CancellationToken cancellationToken)
    {
        MakeFolder(root, Modes.Directory);
        foreach (var entry in tree.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(root, entry.Path.Value[1..].Replace('/', Path.DirectorySeparatorChar));
            MakeParents(root, Path.GetDirectoryName(path)!);
            StageEntry(entry, path);
        }

        // A folder's own mode comes last: it may forbid writing into it.
        foreach (var entry in tree.Entries.Where(entry => entry.Kind == FileEntryKind.Directory))
            SetMode(Path.Combine(root, entry.Path.Value[1..].Replace('/', Path.DirectorySeparatorChar)), entry.Mode);
    }

    private static void StageEntry(FileEntry entry, string path)
    {
        switch (entry)
        {
            case { Kind: FileEntryKind.Directory }:
                MakeFolder(path, Modes.Directory);
                break;
            case { Kind: FileEntryKind.SymbolicLink }:
                File.CreateSymbolicLink(path, entry.LinkTarget!);
                break;
            case { Content: { } content }:
                File.WriteAllText(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                SetMode(path, entry.Mode);
                break;
            default:
                StageFile(entry, path);
                break;
        }
    }

    private static void StageFile(FileEntry entry, string path)
    {
        if (!OperatingSystem.IsWindows() && (int)File.GetUnixFileMode(entry.Source!) == entry.Mode && new FileInfo(entry.Source!).LinkTarget is null && HardLink.TryCreate(entry.Source!, path))
            return;

        File.Copy(entry.Source!, path);
        SetMode(path, entry.Mode);
    }

    // Engines make missing parents as 0755; the umask of this machine must not show.
    private static void MakeParents(string root, string folder)
    {
        if (Directory.Exists(folder))
            return;

        MakeParents(root, Path.GetDirectoryName(folder)!);
        MakeFolder(folder, Modes.Directory);
    }

    private static void MakeFolder(string path, int mode)
    {
        Directory.CreateDirectory(path);
        SetMode(path, mode);
    }

    private static void SetMode(string path, int mode)
    {
        if (!OperatingSystem.IsWindows())
            SetUnixMode(path, mode);
    }

    [UnsupportedOSPlatform("windows")]
    private static void SetUnixMode(string path, int mode) => File.SetUnixFileMode(path, (UnixFileMode)mode);
}
