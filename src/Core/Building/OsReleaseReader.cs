using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Containerize.Caching;
using Containerize.Io;
using Containerize.Oci;
using Containerize.Oci.Assembly;

namespace Containerize.Building;

/// <summary>Finds <c>/etc/os-release</c> (or <c>/usr/lib/os-release</c>, to which it links) in a base's layers. Read once for each base.</summary>
public sealed class OsReleaseReader(BlobStore store, IBuildLog log)
{
    private const int Largest = 1 << 16;

    private static readonly string[] Names = ["etc/os-release", "usr/lib/os-release"];

    /// <summary>Its text; null when the base has none.</summary>
    public async Task<string?> ReadAsync(ResolvedBase found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        var path = Path.Combine(store.Root, "os-release", JsonText.DigestOf(found.ConfigBytes.Span).Hex);
        if (File.Exists(path))
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) is { Length: > 0 } text ? text : null;

        // Distributions put it in their lowest layer; what comes above rarely replaces it, but may.
        string? release = null;
        foreach (var layer in found.Layers.Where(layer => !layer.Descriptor.MediaType.EndsWith("zstd", StringComparison.Ordinal)))
            release = await FindAsync(layer, cancellationToken).ConfigureAwait(false) ?? release;

        await AtomicFile.WriteTextIfDifferentAsync(path, release ?? "", cancellationToken).ConfigureAwait(false);
        log.Detail($"os-release of {found.Reference}: {(release is null ? "none" : release.Split('\n')[0])}");
        return release;
    }

    private static async Task<string?> FindAsync(Layer layer, CancellationToken cancellationToken)
    {
        var blob = await layer.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (blob.ConfigureAwait(false))
        {
            var unpacked = layer.Descriptor.MediaType.EndsWith("tar", StringComparison.Ordinal) ? blob : new GZipStream(blob, CompressionMode.Decompress);
            var reader = new TarReader(unpacked);
            await using (reader.ConfigureAwait(false))
            {
                string? text = null;
                while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (Names.Contains(entry.Name.TrimStart('.', '/')) && entry.DataStream is { } content && entry.Length <= Largest)
                    {
                        using var text8 = new StreamReader(content, Encoding.UTF8, leaveOpen: true);
                        text = await text8.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                    }
                }

                return text;
            }
        }
    }
}
