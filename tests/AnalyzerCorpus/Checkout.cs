namespace Containerize.AnalyzerCorpus;

/// <summary>A repository on disk: a clone, or an export with a file <c>.commit</c> that names what was exported.</summary>
/// <param name="Name">Path below the folder of all checkouts, <c>owner/name</c>.</param>
/// <param name="Folder">Absolute path.</param>
/// <param name="Commit">Hash in hexadecimal; empty when nobody knows.</param>
internal sealed record Checkout(string Name, string Folder, string Commit)
{
    /// <summary>Checkouts in a folder or in its subfolders, by name.</summary>
    public static IReadOnlyList<Checkout> Find(string folder)
    {
        var candidates = Directory.EnumerateDirectories(folder).Concat(Directory.EnumerateDirectories(folder).SelectMany(Directory.EnumerateDirectories));
        return
        [
            .. candidates.Where(IsCheckout)
                .Select(path => new Checkout(Path.GetRelativePath(folder, path).Replace('\\', '/'), path, ReadCommit(path)))
                .OrderBy(checkout => checkout.Name, StringComparer.Ordinal),
        ];
    }

    private static bool IsCheckout(string path) => Directory.Exists(Path.Combine(path, ".git")) || File.Exists(Path.Combine(path, ".commit"));

    private static string ReadCommit(string path)
    {
        if (File.Exists(Path.Combine(path, ".commit")))
            return File.ReadAllText(Path.Combine(path, ".commit")).Trim();

        var git = Path.Combine(path, ".git");
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return head;

        var reference = head["ref: ".Length..];
        if (File.Exists(Path.Combine(git, reference)))
            return File.ReadAllText(Path.Combine(git, reference)).Trim();

        var packed = Path.Combine(git, "packed-refs");
        var line = File.Exists(packed) ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(" " + reference, StringComparison.Ordinal)) : null;
        return line?.Split(' ')[0] ?? "";
    }
}
