using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.References;
using Containerize.Registries;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registries;

internal sealed class ListLog : IBuildLog
{
    public List<Diagnostic> Diagnostics { get; } = [];

    public List<string> Details { get; } = [];

    public string[] Codes => [.. Diagnostics.Select(diagnostic => diagnostic.Code.Id)];

    public void Report(Diagnostic diagnostic)
    {
        lock (Diagnostics)
            Diagnostics.Add(diagnostic);
    }

    public void Detail(string line)
    {
        lock (Details)
            Details.Add(line);
    }
}

/// <summary>A client's side of a test: its cache, its log, its login, and waits that take no time but are written down.</summary>
internal sealed class Client : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _pools = [];

    public ListLog Log { get; } = new();

    public List<TimeSpan> Waits { get; } = [];

    public BlobStore Store => new(_folder["cache"]);

    public Dictionary<string, string> Environment { get; } = [];

    public RegistrySettings Settings { get; set; } = new();

    public RegistryPool Pool()
    {
        var settings = Settings with
        {
            Delay = (wait, _) =>
            {
                Waits.Add(wait);
                return Task.CompletedTask;
            },
        };
        var pool = new RegistryPool(settings, Environment, Log);
        _pools.Add(pool);
        return pool;
    }

    public void Login(string config)
    {
        _folder.Write("docker/config.json", config);
        Environment["DOCKER_CONFIG"] = _folder["docker"];
    }

    public void Login(string host, string login) =>
        Login(JsonSerializer.Serialize(new { auths = new Dictionary<string, object> { [host] = new { auth = Convert.ToBase64String(Encoding.UTF8.GetBytes(login)) } } }));

    public RegistrySink Sink(string registry, params string[] tags) => new(Pool(), registry, "team/shop", tags);

    public RegistryBaseSource Source() => new(Pool(), Store, Log);

    public void Dispose()
    {
        foreach (var pool in _pools)
            pool.Dispose();

        _folder.Dispose();
    }
}

/// <summary>A host that is this machine and does not look like it, so that no rule for loopback holds.</summary>
internal static class OtherName
{
    public static (string Name, IPAddress Address) Require()
    {
        var name = Dns.GetHostName();
        try
        {
            if (name != "localhost" && Dns.GetHostAddresses(name, AddressFamily.InterNetwork) is [var address, ..] && IPAddress.IsLoopback(address))
                return (name, address);
        }
        catch (SocketException)
        {
            // A machine that does not know its own name.
        }

        Assert.Inconclusive($"{name} is no name of a loopback address here");
        throw new InvalidOperationException();
    }
}

/// <summary>Small images, in memory and on a fake registry.</summary>
internal static class Samples
{
    public static readonly Platform Amd64 = new("linux", "amd64");

    public static Layer Layer(string content, BlobOrigin? origin = null, Action? opened = null)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return new Layer
        {
            Descriptor = new Descriptor(MediaTypes.OciLayerGzip, DigestOf(bytes), bytes.Length),
            DiffId = DigestOf(bytes),
            Name = origin is null ? "app" : null,
            Origin = origin,
            OpenAsync = _ =>
            {
                opened?.Invoke();
                return Task.FromResult<Stream>(new MemoryStream(bytes));
            },
        };
    }

    public static Image Image(params Layer[] layers)
    {
        var config = JsonSerializer.SerializeToUtf8Bytes(new { os = "linux", architecture = "amd64", rootfs = new { type = "layers", diff_ids = layers.Select(layer => layer.DiffId.Value) } });
        var configDescriptor = new Descriptor(MediaTypes.OciConfig, DigestOf(config), config.Length);
        var manifest = Encoding.UTF8.GetBytes(Manifest(MediaTypes.OciManifest, configDescriptor, [.. layers.Select(layer => layer.Descriptor)]));
        return new Image
        {
            Manifest = new Descriptor(MediaTypes.OciManifest, DigestOf(manifest), manifest.Length),
            ManifestBytes = manifest,
            Config = configDescriptor,
            ConfigBytes = config,
            Layers = layers,
        };
    }

    public static string Manifest(string mediaType, Descriptor config, params Descriptor[] layers) => JsonSerializer.Serialize(new
    {
        schemaVersion = 2,
        mediaType,
        config = Json(config),
        layers = layers.Select(Json),
    });

    public static string Index(params (Platform? Platform, string Digest, long Size)[] entries) => JsonSerializer.Serialize(new
    {
        schemaVersion = 2,
        mediaType = MediaTypes.OciIndex,
        manifests = entries.Select(entry => new
        {
            mediaType = MediaTypes.OciManifest,
            digest = entry.Digest,
            size = entry.Size,
            platform = new { os = entry.Platform?.Os ?? "unknown", architecture = entry.Platform?.Architecture ?? "unknown", variant = entry.Platform?.Variant ?? "" },
        }),
    });

    /// <summary>Puts a base with one layer on a registry and names its parts in what is recorded.</summary>
    /// <returns>The manifest's digest.</returns>
    public static string AddBase(this FakeRegistry registry, string repository, string? tag, Platform? platform = null, string layer = "base layer")
    {
        platform ??= Amd64;
        var bytes = Encoding.UTF8.GetBytes(layer);
        var config = JsonSerializer.SerializeToUtf8Bytes(new { os = platform.Os, architecture = platform.Architecture, variant = platform.Variant ?? "", rootfs = new { type = "layers", diff_ids = new[] { FakeRegistry.DigestOf(bytes) } } });
        var layerDigest = registry.AddBlob(repository, bytes);
        var configDigest = registry.AddBlob(repository, config);
        var digest = registry.AddManifest(repository, tag, MediaTypes.OciManifest, Manifest(
            MediaTypes.OciManifest, new Descriptor(MediaTypes.OciConfig, Digest.Parse(configDigest), config.Length), new Descriptor(MediaTypes.OciLayerGzip, Digest.Parse(layerDigest), bytes.Length)));
        registry.Name(layerDigest, "base layer");
        registry.Name(configDigest, "base config");
        registry.Name(digest, "base manifest");
        return digest;
    }

    public static void NameParts(this FakeRegistry registry, Image image)
    {
        registry.Name(image.Manifest.Digest.Value, "manifest");
        registry.Name(image.Config.Digest.Value, "config");
        for (var i = 0; i < image.Layers.Count; i++)
            registry.Name(image.Layers[i].Descriptor.Digest.Value, "layer " + i.ToString(CultureInfo.InvariantCulture));
    }

    public static Digest DigestOf(byte[] content) => Digest.Parse(FakeRegistry.DigestOf(content));

    private static object Json(Descriptor descriptor) => new { mediaType = descriptor.MediaType, digest = descriptor.Digest.Value, size = descriptor.Size };
}
