using System.Formats.Tar;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Building;

/// <summary>
/// Reads what <c>docker save</c>, Podman and buildx write (docker-archive, with or without an OCI layout around it) into the store, forward only, and
/// makes an image of it whose layers are compressed as ours are. Layers that the caller knows keep their own compressed form, so that a registry that
/// has them gets them neither again nor anew.
/// </summary>
/// <param name="store">Where blobs go.</param>
/// <param name="log">Takes details.</param>
internal sealed class ArchiveReader(BlobStore store, IBuildLog log)
{
    private const int LargestInMemory = 1 << 20;

    /// <summary>Reads the first image of an archive.</summary>
    /// <param name="archive">The tar, from its start.</param>
    /// <param name="source">Who wrote it, for messages.</param>
    /// <param name="name">What it is of, for messages.</param>
    /// <param name="known">Layers whose compressed form is known, found by their diff id.</param>
    /// <param name="docker">True for Docker's media types, false for OCI's.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ContainerizeException">CTZ0628: it is no such archive. CTZ0309: the store cannot be written.</exception>
    public async Task<Image> ReadAsync(Stream archive, string source, string name, IReadOnlyList<Layer> known, bool docker, CancellationToken cancellationToken)
    {
        var files = new ArchiveFiles(store);
        try
        {
            await ReadEntriesAsync(archive, files, cancellationToken).ConfigureAwait(false);
            var manifest = files.Find("manifest.json") is { Content: { } text } ? JsonNode.Parse(text) as JsonArray : null;
            var first = manifest is { Count: > 0 } ? manifest[0] as JsonObject : null;
            var configPath = first?["Config"]?.GetValue<string>() ?? throw new InvalidDataException("it holds no manifest.json that names an image");
            var config = files.Find(configPath)?.Content ?? throw new InvalidDataException($"its config '{configPath}' is missing");
            var diffIds = (JsonNode.Parse(config)?["rootfs"]?["diff_ids"] as JsonArray ?? []).Select(id => References.Digest.Parse(id!.GetValue<string>())).ToArray();
            var paths = (first["Layers"] as JsonArray ?? []).Select(path => path!.GetValue<string>()).ToArray();
            if (paths.Length != diffIds.Length)
                throw new InvalidDataException($"it names {paths.Length} layers, its config {diffIds.Length}");

            var layers = new List<Layer>();
            var storing = new LayerStoring(store, log);
            for (var i = 0; i < paths.Length; i++)
            {
                var layer = known.FirstOrDefault(one => one.DiffId == diffIds[i]);
                layers.Add(layer ?? await storing.StoreAsync(
                    files.Find(paths[i]) ?? throw new InvalidDataException($"its layer '{paths[i]}' is missing"), diffIds[i], cancellationToken).ConfigureAwait(false));
            }

            return ImageOf.Parts(config, layers, docker);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or InvalidOperationException or FormatException or EndOfStreamException)
        {
            throw new ContainerizeException(BuildCodes.ArchiveInvalid.With(source, name, e.Message.TrimEnd('.')), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(ImageCodes.OutputNotWritable.With(store.Root, e.Message.TrimEnd('.')), e);
        }
        finally
        {
            files.Delete();
        }
    }

    private static async Task ReadEntriesAsync(Stream archive, ArchiveFiles files, CancellationToken cancellationToken)
    {
        var reader = new TarReader(archive, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                    files.AddLink(entry.Name, entry.LinkName, entry.EntryType == TarEntryType.SymbolicLink);
                else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                    await files.AddAsync(entry.Name, entry.DataStream, entry.Length <= LargestInMemory, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
