using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Containerize.Publishing;

/// <summary>Reads when the checked-out commit was made, from the repository's files: git itself is not run.</summary>
public static class GitHead
{
    /// <summary>Committer time of HEAD in seconds since the Unix epoch; null when there is no repository, or its commit is in a pack file we do not read.</summary>
    public static long? CommitTime(string folder)
    {
        var repository = FindRepository(folder);
        if (repository is null || ReadHead(repository) is not { } commit)
            return null;

        var path = Path.Combine(CommonFolder(repository), "objects", commit[..2], commit[2..]);
        return File.Exists(path) ? CommitterTime(Inflate(path)) : LogTime(repository, commit);
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
            : File.ReadLines(packed).Where(line => line.EndsWith(" " + name, StringComparison.Ordinal)).Select(line => line[..line.IndexOf(' ')]).FirstOrDefault(IsCommit);
    }

    private static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static string Inflate(string path)
    {
        using var stream = new ZLibStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // committer Name <mail> 1700000000 +0100
    private static long? CommitterTime(string commit) =>
        commit.Split('\n').FirstOrDefault(line => line.StartsWith("committer ", StringComparison.Ordinal)) is { } line ? TimeAfterMail(line) : null;

    // A fresh clone keeps its commits in a pack, but its log of HEAD says when the entry was made only, which is not the commit's time.
    private static long? LogTime(string repository, string commit)
    {
        var log = Path.Combine(repository, "logs", "HEAD");
        if (!File.Exists(log))
            return null;

        var entry = File.ReadLines(log).LastOrDefault(line => line.Length > 81 && line.AsSpan(41).StartsWith(commit, StringComparison.Ordinal) && line.Contains("\tcommit", StringComparison.Ordinal));
        return entry is null ? null : TimeAfterMail(entry);
    }

    private static long? TimeAfterMail(string line)
    {
        var start = line.LastIndexOf('>') + 2;
        return start > 1 && start < line.Length && Utf8Parser.TryParse(Encoding.ASCII.GetBytes(line[start..]), out long time, out _) ? time : null;
    }
}
