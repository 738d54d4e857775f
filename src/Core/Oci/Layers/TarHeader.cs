using Containerize.Images;

namespace Containerize.Oci.Layers;

/// <summary>What a tar entry says about itself.</summary>
/// <param name="Name">Path without a leading slash; a folder ends with one.</param>
/// <param name="Kind">File, folder or link.</param>
/// <param name="Mode">Permission bits, up to 0o7777.</param>
/// <param name="Owner">Numeric owner.</param>
/// <param name="Size">Size of the content in bytes; 0 for folders and links.</param>
/// <param name="Modified">Seconds since the Unix epoch.</param>
/// <param name="LinkTarget">Target of a link as written; null otherwise.</param>
internal sealed record TarHeader(string Name, FileEntryKind Kind, int Mode, Ownership Owner, long Size, long Modified, string? LinkTarget = null)
{
    /// <summary>The header of a layer's entry.</summary>
    public static TarHeader Of(FileEntry entry, long size, long modified)
    {
        var name = entry.Path.IsRoot ? "." : entry.Path.Value[1..];
        return new(entry.Kind == FileEntryKind.Directory ? name + "/" : name, entry.Kind, entry.Mode, entry.Owner, size, modified, entry.LinkTarget);
    }
}
