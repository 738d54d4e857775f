using System.Globalization;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// Modes of published files, the same on every build machine whatever its umask:
/// <list type="table">
/// <item><term>0755</term><description>the app host (a file in the root of the publish folder that is called like the assembly), <c>createdump</c>,
/// <c>*.sh</c>, and files whose owner may execute them, unless their extension says that nobody does</description></item>
/// <item><term>0644</term><description>everything else: managed and native libraries need no x bit to be loaded</description></item>
/// </list>
/// The x bit of a packaged file counts only when it has no extension: package managers have set it by umask on everything.
/// </summary>
internal static class FileModes
{
    private static readonly HashSet<string> NeverRun = new(StringComparer.OrdinalIgnoreCase)
    {
        ".dll", ".so", ".dylib", ".a", ".pdb", ".dbg", ".json", ".xml", ".config", ".yml", ".yaml", ".toml", ".ini", ".txt", ".md", ".html", ".htm", ".css", ".js",
        ".mjs", ".map", ".wasm", ".br", ".gz", ".zip", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".resx",
        ".resources", ".cshtml", ".razor", ".db", ".sqlite", ".dat", ".pem", ".crt", ".pfx", ".sql", ".proto", ".csv", ".pdf", ".exe",
    };

    public static int Of(PublishedFile file, AppFacts app)
    {
        if (file.RelativePath == app.AssemblyName)
            return Modes.Executable;

        var trusted = file.Origin is not (PublishedFileOrigin.Package or PublishedFileOrigin.RuntimePack);
        return Of(file.RelativePath, file.Executable, trusted);
    }

    /// <summary>Mode of any file by its name and the x bit it has on the build machine.</summary>
    public static int Of(string path, bool executable, bool trusted)
    {
        var name = path.Substring(path.LastIndexOf('/') + 1);
        var dot = name.LastIndexOf('.');
        var extension = dot <= 0 ? "" : name.Substring(dot);
        if (name == "createdump" || extension == ".sh")
            return Modes.Executable;
        if (!executable || NeverRun.Contains(extension) || name.IndexOf(".so.", StringComparison.Ordinal) > 0)
            return Modes.File;

        return trusted || extension.Length == 0 ? Modes.Executable : Modes.File;
    }

    /// <summary>Reads three or four octal digits.</summary>
    public static bool TryParse(string text, out int mode)
    {
        mode = 0;
        if (text.Length is not (3 or 4) || text.Any(c => c is < '0' or > '7'))
            return false;

        foreach (var digit in text)
            mode = (mode * 8) + int.Parse(digit.ToString(), CultureInfo.InvariantCulture);
        return true;
    }
}
