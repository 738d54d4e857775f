using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Planning;

/// <summary>Entries of ContainerFile and ContainerDirectory items.</summary>
internal static class DeclaredFiles
{
    public static List<FileEntry> Read(ProjectFacts facts, string? user, List<Diagnostic> found)
    {
        var entries = new List<FileEntry>();
        foreach (var file in facts.Files)
        {
            if (ReadFile(file, user, found) is { } entry)
                entries.Add(entry);
        }

        foreach (var item in facts.Directories)
        {
            if (ReadDirectory(item, user, found) is { } entry && entries.All(other => other.Path != entry.Path || other != entry))
                entries.Add(entry);
        }

        return entries;
    }

    private static FileEntry? ReadFile(ExtraFileFact file, string? user, List<Diagnostic> found)
    {
        var before = found.Count;
        if (!file.Exists)
            found.Add(ProjectCodes.ContainerFileMissing.With(file.Include));

        var target = file.Item["TargetPath"];
        if (target.EndsWith("/", StringComparison.Ordinal))
            target += file.Source.Substring(file.Source.LastIndexOfAny(['/', '\\']) + 1);
        var path = ReadPath(target, $"TargetPath of ContainerFile '{file.Include}'", found);
        var mode = ReadMode(file.Item["Mode"], "ContainerFile", file.Include, FileModes.Of(target, file.Executable, trusted: true), found);
        var owner = ReadOwner(file.Item["Owner"], "ContainerFile", file.Include, Ownership.Root, user, found);
        return found.Count > before ? null : new() { Path = path, Source = file.Source, Mode = mode, Owner = owner };
    }

    // The app's own unless declared: a folder is declared because the app writes there.
    private static FileEntry? ReadDirectory(ItemFact item, string? user, List<Diagnostic> found)
    {
        var before = found.Count;
        var path = ReadPath(item.Include, "ContainerDirectory", found);
        var mode = ReadMode(item["Mode"], "ContainerDirectory", item.Include, Modes.Directory, found);
        var owner = ReadOwner(item["Owner"], "ContainerDirectory", item.Include, UserChoice.AppOwner(user), user, found);
        return found.Count > before ? null : new() { Kind = FileEntryKind.Directory, Path = path, Mode = mode, Owner = owner };
    }

    private static UnixPath ReadPath(string text, string source, List<Diagnostic> found)
    {
        if (text.Length == 0)
            found.Add(ProjectCodes.InvalidTargetPath.With(text, source, "it is empty"));
        else if (TextCheck.Check("", text) is not null || !UnixPath.TryParse(text, out var path))
            found.Add(ProjectCodes.InvalidTargetPath.With(text.Replace("\0", "\\0"), source, "it is not absolute, or it has a part that no path can have"));
        else if (path.IsRoot)
            found.Add(ProjectCodes.InvalidTargetPath.With(text, source, "it is the root"));
        else
            return path;

        return UnixPath.Root;
    }

    private static int ReadMode(string text, string kind, string include, int otherwise, List<Diagnostic> found)
    {
        if (text.Length == 0)
            return otherwise;
        if (!FileModes.TryParse(text, out var mode))
            found.Add(ProjectCodes.InvalidMode.With(text, kind, include));
        return mode;
    }

    // One number is uid and gid, as for COPY --chown.
    private static Ownership ReadOwner(string text, string kind, string include, Ownership otherwise, string? user, List<Diagnostic> found)
    {
        if (text.Length == 0)
            return otherwise;
        if (text == "app")
            return UserChoice.AppOwner(user);
        if (text == "root")
            return Ownership.Root;

        var parts = text.Split(':');
        if (parts.Length <= 2 && UserChoice.TryId(parts[0], out var userId) && UserChoice.TryId(parts[parts.Length - 1], out var groupId))
            return new(userId, groupId);

        found.Add(ProjectCodes.InvalidOwner.With(text, kind, include));
        return otherwise;
    }
}
