using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Io;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Building;

/// <summary>
/// Images of an engine as images of ours. Exporting is dear (an engine writes all of it, uncompressed), so what an id became is remembered in
/// <c>engine-images/</c> of the store and used while its blobs are there.
/// </summary>
/// <param name="store">Where blobs are kept.</param>
/// <param name="log">Takes details.</param>
public sealed class EngineImages(BlobStore store, IBuildLog log)
{
    /// <summary>Reads an image out of an engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="id">Id of the image.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="known">Layers whose compressed form is known.</param>
    /// <param name="docker">True for Docker's media types, false for OCI's.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ContainerizeException">CTZ0628, CTZ0309, or a code of the engine.</exception>
    public async Task<Image> ReadAsync(IContainerEngine engine, string id, string name, IReadOnlyList<Layer> known, bool docker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (Find(id, known, docker) is { } remembered)
            return remembered;

        Image? image = null;
        log.Detail($"'{name}' is exported from {engine.Address}");
        await engine.ExportImageAsync(
            id,
            async (stream, token) => image = await new ArchiveReader(store, log).ReadAsync(stream, $"the engine at {engine.Address}", name, known, docker, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        await RememberAsync(id, image!, cancellationToken).ConfigureAwait(false);
        return image!;
    }

    /// <summary>What was remembered under a key; null when it was not, or a blob of it is gone.</summary>
    public Image? Find(string key, IReadOnlyList<Layer> known, bool docker)
    {
        ArgumentNullException.ThrowIfNull(known);
        try
        {
            var path = PathOf(key);
            if (!File.Exists(path) || JsonNode.Parse(File.ReadAllBytes(path)) is not JsonObject json)
                return null;

            var layers = new List<Layer>();
            var storing = new LayerStoring(store, log);
            foreach (var entry in json["layers"]!.AsArray())
            {
                var diffId = Digest.Parse(entry!["diffId"]!.GetValue<string>());
                var descriptor = new Descriptor(entry["mediaType"]!.GetValue<string>(), Digest.Parse(entry["digest"]!.GetValue<string>()), entry["size"]!.GetValue<long>());
                var layer = known.FirstOrDefault(one => one.DiffId == diffId);
                if (layer is null && !store.Contains(descriptor.Digest, descriptor.Size))
                    return null;

                layers.Add(layer ?? storing.Of(descriptor, diffId));
            }

            var config = Digest.Parse(json["config"]!.GetValue<string>());
            return store.Contains(config) ? ImageOf.Parts(File.ReadAllBytes(store.PathOf(config)), layers, docker) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            log.Detail($"What is remembered of {key} cannot be read: {e.Message}");
            return null;
        }
    }

    /// <summary>Remembers an image under a key. Never fails: without it the image is exported again.</summary>
    public async Task RememberAsync(string key, Image image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        try
        {
            var json = new JsonObject
            {
                ["config"] = store.Add(image.ConfigBytes.Span).Value,
                ["layers"] = new JsonArray([.. image.Layers.Select(layer => new JsonObject
                {
                    ["mediaType"] = layer.Descriptor.MediaType,
                    ["digest"] = layer.Descriptor.Digest.Value,
                    ["size"] = layer.Descriptor.Size,
                    ["diffId"] = layer.DiffId.Value,
                })]),
            };
            await AtomicFile.WriteTextIfDifferentAsync(PathOf(key), json.ToJsonString(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Detail($"{key} cannot be remembered: {e.Message}");
        }
    }

    private string PathOf(string key) => Path.Combine(store.Root, "engine-images", key.Replace(':', '-') + ".json");
}
