using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Containerize.Oci;
using Containerize.References;

namespace Containerize.Core.Tests.Engines;

/// <summary>A tiny image out of the machine's static busybox, made without the code that makes our images.</summary>
internal static class BusyboxImage
{
    private const string Binary = "/bin/busybox";

    private static readonly string[] Commands = ["sh", "sleep", "echo", "cat", "httpd", "nc", "touch", "id", "env", "true", "false", "ls", "mkdir", "wc", "wget", "printf", "test", "["];

    /// <summary>An image with this config; inconclusive without busybox.</summary>
    /// <param name="config">The <c>config</c> of the image config.</param>
    /// <param name="files">More layers of one file each, bottom to top.</param>
    public static Image Create(JsonObject config, params (string Path, string Content)[] files) => Create(config, CompressionLevel.Fastest, files);

    /// <summary>The same with layers of another compression.</summary>
    public static Image Create(JsonObject config, CompressionLevel level, params (string Path, string Content)[] files)
    {
        if (!File.Exists(Binary))
            Assert.Inconclusive("no /bin/busybox (Debian package busybox-static)");

        Layer[] layers = [Pack("base", Rootfs(), level), .. files.Select(file => Pack(file.Path, OneFile(file.Path, file.Content), level))];
        var configBytes = Bytes(new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = config,
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer.DiffId.Value)]) },

            // Buildah builds on no image whose history says less than its layers.
            ["history"] = new JsonArray([.. layers.Select(_ => (JsonNode)new JsonObject { ["created_by"] = "busybox" })]),
        });
        var configDescriptor = Describe(MediaTypes.OciConfig, configBytes);
        var manifestBytes = Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = Json(configDescriptor),
            ["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)Json(layer.Descriptor))]),
        });
        return new Image
        {
            Manifest = Describe(MediaTypes.OciManifest, manifestBytes),
            ManifestBytes = manifestBytes,
            Config = configDescriptor,
            ConfigBytes = configBytes,
            Layers = layers,
        };
    }

    private static Layer Pack(string name, byte[] tar, CompressionLevel level)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, level, leaveOpen: true))
            gzip.Write(tar);

        return new Layer { Descriptor = Describe(MediaTypes.OciLayerGzip, zipped.ToArray()), DiffId = Hash(tar), Name = name, OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(zipped.ToArray())) };
    }

    private static byte[] OneFile(string path, string content)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path) { Mode = (UnixFileMode)0x1A4, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)), ModificationTime = DateTimeOffset.UnixEpoch });

        return stream.ToArray();
    }

    /// <summary>An image that runs a line of shell. The shell is process 1, which ignores SIGTERM unless it traps it, so it is killed by default.</summary>
    public static Image Shell(string line, string stopSignal = "SIGKILL") =>
        Create(new JsonObject { ["Cmd"] = new JsonArray("/bin/sh", "-c", line), ["Env"] = new JsonArray("PATH=/bin"), ["StopSignal"] = stopSignal });

    /// <summary>An uncompressed tar with busybox and its names.</summary>
    public static byte[] Rootfs()
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in (string[])["bin", "tmp", "www", "app"])
                tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)(folder == "tmp" ? 0x3FF : 0x1ED), ModificationTime = DateTimeOffset.UnixEpoch });
            using var busybox = File.OpenRead(Binary);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0x1ED, DataStream = busybox, ModificationTime = DateTimeOffset.UnixEpoch });
            foreach (var command in Commands)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "bin/" + command) { LinkName = "busybox", ModificationTime = DateTimeOffset.UnixEpoch });
            var page = new MemoryStream("hello"u8.ToArray());
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "www/index.html") { Mode = (UnixFileMode)0x1A4, DataStream = page, ModificationTime = DateTimeOffset.UnixEpoch });
        }

        return stream.ToArray();
    }

    private static Descriptor Describe(string mediaType, byte[] bytes) => new(mediaType, Hash(bytes), bytes.Length);

    private static Digest Hash(byte[] bytes) => Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)));

    private static JsonObject Json(Descriptor descriptor) => new() { ["mediaType"] = descriptor.MediaType, ["digest"] = descriptor.Digest.Value, ["size"] = descriptor.Size };

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
