using System.Globalization;
using System.Text;

namespace Containerize.Git;

/// <summary>Reads when the checked-out commit was made, from the repository's files: git itself is not run.</summary>
public static class GitHead
{
    /// <summary>
    /// Committer time of HEAD in seconds since the Unix epoch; null when <paramref name="folder"/> is in no repository, there is no commit yet, or the
    /// repository is damaged or of a form that is not known (reftable).
    /// </summary>
    public static long? CommitTime(string folder)
    {
        try
        {
            return FindRepository(folder) is { } repository && ReadHead(repository) is { } commit ? CommitterTime(GitObjects.ReadCommit(Path.Combine(CommonFolder(repository), "objects"), commit)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    private static string? FindRepository(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            var git = Path.Combine(current.FullName, ".git");
            if (Directory.Exists(git))
                return git;

            // A worktree or submodule: a file that says where the folder is.
            if (File.Exists(git) && File.ReadAllText(git).Trim() is var text && text.StartsWith("gitdir: ", StringComparison.Ordinal))
                return Path.GetFullPath(text["gitdir: ".Length..], current.FullName);
        }

        return null;
    }

    private static string CommonFolder(string repository)
    {
        var common = Path.Combine(repository, "commondir");
        return File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), repository) : repository;
    }

    private static string? ReadHead(string repository)
    {
        var head = File.ReadAllText(Path.Combine(repository, "HEAD")).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return IsCommit(head) ? head : null;

        var name = head["ref: ".Length..];
        var common = CommonFolder(repository);
        var loose = Path.Combine(common, name);
        if (File.Exists(loose))
            return File.ReadAllText(loose).Trim() is var commit && IsCommit(commit) ? commit : null;

        var packed = Path.Combine(common, "packed-refs");
        return !File.Exists(packed) ? null
            : File.ReadLines(packed).Where(line => line.EndsWith(" " + name, StringComparison.Ordinal)).Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).FirstOrDefault(IsCommit);
    }

    private static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    // committer Name <mail> 1700000000 +0100
    private static long? CommitterTime(byte[]? commit)
    {
        var line = commit is null ? null : Encoding.UTF8.GetString(commit).Split('\n').FirstOrDefault(line => line.StartsWith("committer ", StringComparison.Ordinal));
        var words = line?[(line.LastIndexOf('>') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var seconds, ..] && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : null;
    }
}
