using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registries;

/// <summary>Against distribution's own registry, read back by skopeo: neither is ours.</summary>
[TestClass]
public sealed class RealRegistryTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task What_is_pushed_is_what_skopeo_reads()
    {
        var skopeo = TestEnvironment.RequireTool("skopeo");
        using var folder = new TempFolder();
        using var registry = await RealRegistry.StartAsync(folder, TestContext.CancellationToken);
        using var client = new Client();
        var image = Samples.Image(Layer("one"), Layer("two"));

        await client.Sink(registry.Host, "1.0", "latest").WriteAsync(image, TestContext.CancellationToken);

        var inspected = await RunAsync(skopeo, folder, "inspect", "--raw", "--tls-verify=false", $"docker://{registry.Host}/team/shop:latest");
        Assert.AreEqual(Encoding.UTF8.GetString(image.ManifestBytes.Span), inspected);
        await RunAsync(skopeo, folder, "--insecure-policy", "copy", "--src-tls-verify=false", $"docker://{registry.Host}/team/shop:1.0", $"dir:{folder["copy"]}");
        Assert.IsTrue(File.Exists(folder[$"copy/{image.Layers[1].Descriptor.Digest.Hex}"]));
    }

    [TestMethod]
    public async Task Unchanged_second_tag_and_mount_cost_what_they_must()
    {
        using var folder = new TempFolder();
        using var registry = await RealRegistry.StartAsync(folder, TestContext.CancellationToken);
        using var client = new Client();
        var layer = Layer("shared");
        var image = Samples.Image(layer);
        await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        var again = await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);
        var second = await client.Sink(registry.Host, "1.0", "2.0").WriteAsync(image, TestContext.CancellationToken);
        var mounted = await new Containerize.Registries.RegistrySink(client.Pool(), registry.Host, "team/other", ["1.0"])
            .WriteAsync(Samples.Image(layer with { Name = null, Origin = new BlobOrigin(registry.Host, "team/shop") }), TestContext.CancellationToken);

        Assert.AreEqual(1, again.Transfer.Requests);
        Assert.AreEqual(3, second.Transfer.Requests);
        Assert.AreEqual(layer.Descriptor.Size, mounted.Transfer.BytesMounted);
    }

    [TestMethod]
    public async Task A_pushed_image_is_a_base()
    {
        using var folder = new TempFolder();
        using var registry = await RealRegistry.StartAsync(folder, TestContext.CancellationToken);
        using var client = new Client();
        var image = Samples.Image(Layer("base"));
        await client.Sink(registry.Host, "1.0").WriteAsync(image, TestContext.CancellationToken);

        var resolved = await client.Source().ResolveAsync($"{registry.Host}/team/shop:1.0", Samples.Amd64, TestContext.CancellationToken);
        await using var stream = await resolved.Layers.Single().OpenAsync(TestContext.CancellationToken);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, TestContext.CancellationToken);

        Assert.AreEqual(image.Manifest.Digest, resolved.Digest);
        Assert.AreEqual(image.Layers[0].Descriptor.Digest, Samples.DigestOf(content.ToArray()));
    }

    [TestMethod]
    public async Task A_large_layer_arrives_whole()
    {
        using var folder = new TempFolder();
        using var registry = await RealRegistry.StartAsync(folder, TestContext.CancellationToken);
        using var client = new Client();
        var bytes = new byte[20 << 20];
        new Random(7).NextBytes(bytes);
        var layer = new Layer
        {
            Descriptor = new Descriptor(MediaTypes.OciLayerGzip, Samples.DigestOf(bytes), bytes.Length),
            DiffId = Samples.DigestOf(bytes),
            Name = "app",
            OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(bytes)),
        };

        var result = await client.Sink(registry.Host, "1.0").WriteAsync(Samples.Image(layer), TestContext.CancellationToken);

        Assert.IsGreaterThan(bytes.Length, result.Transfer.BytesUploaded);
    }

    private static Layer Layer(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));

        var bytes = packed.ToArray();
        return new Layer
        {
            Descriptor = new Descriptor(MediaTypes.OciLayerGzip, Samples.DigestOf(bytes), bytes.Length),
            DiffId = Samples.DigestOf(Encoding.UTF8.GetBytes(text)),
            Name = text,
            OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(bytes)),
        };
    }

    private async Task<string> RunAsync(string tool, TempFolder folder, params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync(tool, arguments, folder.Path, null, TimeSpan.FromMinutes(1), TestContext.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        return result.Output.TrimEnd('\n');
    }

    private sealed class RealRegistry : IDisposable
    {
        private readonly Process _process;

        private RealRegistry(Process process, string host) => (_process, Host) = (process, host);

        public string Host { get; }

        public static async Task<RealRegistry> StartAsync(TempFolder folder, CancellationToken cancellationToken)
        {
            var tool = TestEnvironment.RequireTool("docker-registry");
            var host = $"127.0.0.1:{FreePort()}";
            var config = folder.Write("registry.yml", $"version: 0.1\nlog: {{ level: error }}\nstorage: {{ filesystem: {{ rootdirectory: {JsonSerializer.Serialize(folder["registry"])} }} }}\nhttp: {{ addr: '{host}' }}\n");
            var process = Process.Start(new ProcessStartInfo(tool, ["serve", config]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            var registry = new RealRegistry(process, host);
            for (var attempt = 0; attempt < 100; attempt++)
            {
                try
                {
                    using var http = new HttpClient();
                    using var answer = await http.GetAsync(new Uri($"http://{host}/v2/"), cancellationToken);
                    return registry;
                }
                catch (HttpRequestException) when (!process.HasExited)
                {
                    await Task.Delay(100, cancellationToken); // it tells nobody when it is ready
                }
            }

            registry.Dispose();
            throw new InvalidOperationException("docker-registry does not answer");
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);

            _process.WaitForExit();
            _process.Dispose();
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
