namespace Containerize.Native;

/// <summary>A package of the build machine.</summary>
/// <param name="Name">Its name; empty when unknown.</param>
/// <param name="Version">Its version; empty when unknown.</param>
internal sealed record SystemPackage(string Name, string Version)
{
    public static SystemPackage Unknown { get; } = new("", "");
}

/// <summary>
/// Which package owns a file, from dpkg's database read as text (dpkg(1), FILES): <c>info/PACKAGE[:ARCH].list</c> and <c>status</c>. Machines with
/// another package manager give no answer.
/// </summary>
internal sealed class PackageDatabase
{
    private const string Folder = "/var/lib/dpkg";

    private readonly Dictionary<string, SystemPackage> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _stanzas = new(StringComparer.Ordinal);

    /// <summary>Reads the lists once and keeps the owners of some files.</summary>
    /// <param name="root">The build machine.</param>
    /// <param name="paths">Paths with links resolved.</param>
    public static PackageDatabase Read(SystemRoot root, IEnumerable<string> paths)
    {
        var database = new PackageDatabase();
        if (root.Find(Folder + "/status") is not { Status.IsRegularFile: true } status || root.Find(Folder + "/info") is not { Status.IsFolder: true } lists)
            return database;

        database.ReadVersions(status.HostPath);
        // dpkg lists what a package shipped, which on a merged /usr may be the path without it.
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            wanted[path] = path;
            if (path.StartsWith("/usr/", StringComparison.Ordinal))
                wanted[path[4..]] = path;
        }

        database.ReadOwners(lists.HostPath, wanted);
        return database;
    }

    /// <summary>Owner of one of the files that were asked for.</summary>
    public SystemPackage OwnerOf(string path) => _owners.GetValueOrDefault(path, SystemPackage.Unknown);

    /// <summary>An installed package by its name; unknown when it is not installed.</summary>
    public SystemPackage Named(string name) => _versions.TryGetValue(name, out var version) ? new(name, version) : SystemPackage.Unknown;

    /// <summary>What dpkg's status says of an installed package, lines ended by <c>\n</c>; null when it is not installed.</summary>
    public string? StanzaOf(string name) => _stanzas.GetValueOrDefault(name);

    private void ReadVersions(string path)
    {
        foreach (var stanza in File.ReadAllText(path).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Field(stanza, "Package: ");
            var version = Field(stanza, "Version: ");
            if (name.Length == 0 || version.Length == 0 || !Field(stanza, "Status: ").EndsWith(" installed", StringComparison.Ordinal))
                continue;

            _versions.TryAdd(name, version);
            _stanzas.TryAdd(name, stanza.Trim('\n') + "\n");
        }
    }

    private static string Field(string stanza, string name)
    {
        var start = stanza.StartsWith(name, StringComparison.Ordinal) ? 0 : stanza.IndexOf("\n" + name, StringComparison.Ordinal) + 1;
        if (start == 0 && !stanza.StartsWith(name, StringComparison.Ordinal))
            return "";

        var value = stanza.AsSpan(start + name.Length);
        var end = value.IndexOf('\n');
        return (end < 0 ? value : value[..end]).Trim().ToString();
    }

    private void ReadOwners(string folder, Dictionary<string, string> wanted)
    {
        var files = wanted.Values.Distinct(StringComparer.Ordinal).Count();
        var lookup = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var list in Directory.EnumerateFiles(folder, "*.list").Order(StringComparer.Ordinal))
        {
            if (_owners.Count == files)
                return;

            var package = Named(Path.GetFileNameWithoutExtension(list).Split(':')[0]);
            foreach (var line in File.ReadAllText(list).AsSpan().EnumerateLines())
            {
                if (lookup.TryGetValue(line, out var path))
                    _owners.TryAdd(path, package);
            }
        }
    }
}
