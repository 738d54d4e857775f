using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Io;

namespace Containerize.Dockerfiles;

/// <summary>A file or link that is to be on disk.</summary>
internal static class StagedFile
{
    /// <summary>Makes it be there. Never writes into a file that is there: it may be a hard link to what was published.</summary>
    public static void Write(FileEntry entry, string path, StagingRecord record)
    {
        if (entry.Kind == FileEntryKind.SymbolicLink)
            WriteLink(entry.LinkTarget!, path);
        else if (entry.Content is { } content)
            WriteContent(Encoding.UTF8.GetBytes(content), entry.Mode, path);
        else
            WriteFile(entry, path, record);
    }

    private static void WriteLink(string target, string path)
    {
        if (new FileInfo(path).LinkTarget == target)
            return;

        Clear(path);
        File.CreateSymbolicLink(path, target);
    }

    private static void WriteContent(byte[] content, int mode, string path)
    {
        if (IsRegular(path, mode) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            return;

        Clear(path);
        File.WriteAllBytes(path, content);
        SetMode(path, mode);
    }

    private static void WriteFile(FileEntry entry, string path, StagingRecord record)
    {
        var source = entry.Source!;
        if (IsRegular(path, entry.Mode) && (record.IsCurrent(path, source) || IsLinkOf(path, source)))
            return;

        Clear(path);
        if (MayLink(entry) && HardLink.TryCreate(source, path))
            return;

        var stamp = StagingRecord.Stamp(source);
        Copy(entry, path);
        SetMode(path, entry.Mode);

        // Builders compare size and time to see what to send again: a new copy has a new time, whatever its source has.
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        record.Add(path, source, stamp);
    }

    private static bool MayLink(FileEntry entry)
    {
        if (OperatingSystem.IsWindows())
            return false;

        try
        {
            return new FileInfo(entry.Source!).LinkTarget is null && (int)File.GetUnixFileMode(entry.Source!) == entry.Mode;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(entry, exception);
        }
    }

    private static void Copy(FileEntry entry, string path)
    {
        try
        {
            using var probe = File.OpenRead(entry.Source!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(entry, exception);
        }

        File.Copy(entry.Source!, path);
    }

    private static ContainerizeException Unreadable(FileEntry entry, Exception inner) =>
        new(ImageCodes.LayerUnreadable.With(entry.Source!, inner.Message.TrimEnd('.')), inner);

    private static void Clear(string path)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
            StagedFolder.Remove(new DirectoryInfo(path));
        else
            File.Delete(path);
    }

    private static bool IsRegular(string path, int mode)
    {
        var info = new FileInfo(path);
        return info.Exists && !info.Attributes.HasFlag(FileAttributes.ReparsePoint) && (OperatingSystem.IsWindows() || (int)info.UnixFileMode == mode);
    }

    // To link once more what is linked already would change the published file's time of change, by which others see whether it must be read again.
    private static bool IsLinkOf(string path, string source) => FileStamp.Of(path) is { } staged && staged == FileStamp.Of(source);

    private static void SetMode(string path, int mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)mode);
    }
}
