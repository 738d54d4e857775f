using System.Runtime.InteropServices;

namespace Containerize.Io;

/// <summary>Gives a file a second name, which the framework cannot do yet.</summary>
internal static partial class HardLink
{
    /// <summary>True when the link was made; false on another file system, on one without links, and on Windows.</summary>
    public static bool TryCreate(string existing, string path) => !OperatingSystem.IsWindows() && Link(existing, path) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string existing, string path);
}
