using System.Security.Cryptography;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Io;

namespace Containerize.Dockerfiles;

/// <summary>
/// Writes generated Dockerfiles and never a person's: the first line carries a hash of the rest, so that an edit shows.
/// </summary>
public sealed class DockerfileWriter(IBuildLog log)
{
    private const string Marker = "# containerize:sha256:";
    private const int ShownChanges = 40;

    /// <summary>Writes the text behind a marker line, unless the file is somebody's own.</summary>
    /// <returns>True when the file now has this text.</returns>
    /// <exception cref="ContainerizeException">CTZ0203: it cannot be written.</exception>
    public async Task<bool> WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            if (File.Exists(path) && !MayReplace(path, await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false), text, out var same))
                return same;

            await AtomicFile.WriteTextIfDifferentAsync(path, Marker + HashOf(text) + "\n" + text, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(DockerfileCodes.DockerfileNotWritable.With(path, exception.Message.TrimEnd('.')), exception);
        }
    }

    private bool MayReplace(string path, string found, string text, out bool same)
    {
        // A checkout may have turned the line ends round; that is no edit.
        found = found.Replace("\r\n", "\n", StringComparison.Ordinal);
        same = found == Marker + HashOf(text) + "\n" + text;
        if (same)
            return false;
        if (!found.StartsWith(Marker, StringComparison.Ordinal))
        {
            log.Report(DockerfileCodes.NotGenerated.With(path));
            return false;
        }

        var end = found.IndexOf('\n', StringComparison.Ordinal);
        var hash = end < 0 ? found[Marker.Length..] : found[Marker.Length..end];
        var body = end < 0 ? "" : found[(end + 1)..];
        if (hash == HashOf(body))
            return true;

        ReportEdit(path, LineDiff.Between(text, body));
        return false;
    }

    private void ReportEdit(string path, IReadOnlyList<string> changes)
    {
        var (added, removed) = (changes.Count(change => change[0] == '+'), changes.Count(change => change[0] == '-'));
        log.Report(DockerfileCodes.EditedByHand.With(path, changes.Count == 0
            ? "only its marker differs from what would be written"
            : $"against what would be written, {added} added and {removed} removed lines, first '{changes[0]}'"));
        log.Detail($"--- generated for {path}");
        log.Detail($"+++ {path}");
        foreach (var change in changes.Take(ShownChanges))
            log.Detail(change);
        if (changes.Count > ShownChanges)
            log.Detail($"… {changes.Count - ShownChanges} more changed lines");
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
