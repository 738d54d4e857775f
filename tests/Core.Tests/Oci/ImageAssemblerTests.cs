using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Oci.Assembly;

namespace Containerize.Core.Tests.Oci;

[TestClass]
public sealed class ImageAssemblerTests
{
    private const string Rootfs = "\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}";

    [TestMethod]
    public void Environment_is_replaced_in_place_and_appended()
    {
        var plan = Plans.Image() with { Environment = [new("B", "2=\"\n;"), new("C", "")] };

        var config = Config(plan, """{ROOTFS,"config":{"Env":["A=1","B=1","AB=3"]}}""");

        Assert.AreEqual("""["A=1","B=2=\"\n;","AB=3","C="]""", config["config"]!["Env"]!.ToJsonString(Relaxed));
    }

    [TestMethod]
    public void Unknown_fields_and_health_check_of_the_base_stay()
    {
        var config = Config(Plans.Image(), """{ROOTFS,"x":1.50,"config":{"Healthcheck":{"Test":["CMD","a"],"New":1e3},"OnBuild":null,"Y":[]}}""");

        Assert.AreEqual("1.50", config["x"]!.ToJsonString());
        Assert.AreEqual("""{"Test":["CMD","a"],"New":1e3}""", config["config"]!["Healthcheck"]!.ToJsonString());
        Assert.AreEqual("[]", config["config"]!["Y"]!.ToJsonString());
    }

    [TestMethod]
    public void Entrypoint_drops_the_command_of_the_base_and_no_entrypoint_keeps_it()
    {
        var json = """{ROOTFS,"config":{"Entrypoint":["e"],"Cmd":["c"]}}""";

        Assert.IsNull(Config(Plans.Image(), json)["config"]!["Cmd"]);
        Assert.AreEqual("""["c"]""", Config(Plans.Image() with { Entrypoint = null }, json)["config"]!["Cmd"]!.ToJsonString());
    }

    [TestMethod]
    public void Health_check_durations_are_nanoseconds()
    {
        var check = new HealthCheck { Test = ["CMD", "probe"], Interval = TimeSpan.FromSeconds(30), Retries = 3 };

        var config = Config(Plans.Image() with { HealthCheck = check, StopSignal = "SIGINT", User = "1654" }, """{ROOTFS}""");

        Assert.AreEqual("""{"Test":["CMD","probe"],"Interval":30000000000,"Retries":3}""", config["config"]!["Healthcheck"]!.ToJsonString());
        Assert.AreEqual("1654", (string?)config["config"]!["User"]);
        Assert.AreEqual("SIGINT", (string?)config["config"]!["StopSignal"]);
    }

    [TestMethod]
    public void Digest_of_the_base_joins_its_name_label()
    {
        var config = Config(Plans.Image() with { Labels = [new("org.opencontainers.image.base.name", "b")] }, """{ROOTFS}""");

        Assert.AreEqual("sha256:" + new string('a', 64), (string?)config["config"]!["Labels"]!["org.opencontainers.image.base.digest"]);
    }

    [TestMethod]
    [DataRow("{\"os\":\"linux\",\"architecture\":\"arm64\"}")]
    [DataRow("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[\"sha256:1\"]}}")]
    [DataRow("{\"os\":1,\"architecture\":\"amd64\"}")]
    [DataRow("[]")]
    [DataRow("{")]
    [DataRow("{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":[]}")]
    public void Base_that_cannot_be_built_on_is_refused(string json)
    {
        var error = Assert.ThrowsExactly<ContainerizeException>(() => Config(Plans.Image(), json));

        Assert.AreEqual("CTZ0302", error.Diagnostic.Code.Id);
    }

    [TestMethod]
    public void Image_from_scratch_has_its_pinned_config_and_the_path_of_buildkit()
    {
        var image = ImageAssembler.Assemble(Plans.Image(), ResolvedBase.Scratch, []);

        Assert.AreEqual(
            """{"architecture":"amd64","os":"linux","created":"1970-01-01T00:00:01Z","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"WorkingDir":"/app","Entrypoint":["/app/shop"]},"rootfs":{"type":"layers","diff_ids":[]},"history":[]}""",
            System.Text.Encoding.UTF8.GetString(image.ConfigBytes.Span));
        Assert.AreEqual(MediaTypes.OciManifest, image.Manifest.MediaType);
    }

    [TestMethod]
    [DataRow(ImageFormat.SameAsBase, MediaTypes.DockerManifest, MediaTypes.DockerLayerGzip)]
    [DataRow(ImageFormat.Oci, MediaTypes.OciManifest, MediaTypes.OciLayerGzip)]
    public void Layers_speak_the_format_of_the_manifest(ImageFormat format, string manifest, string layerType)
    {
        var digest = References.Digest.Parse("sha256:" + new string('b', 64));
        var layer = new Layer
        {
            Descriptor = new Descriptor(MediaTypes.OciLayerGzip, digest, 1),
            DiffId = digest,
            Name = "app",
            OpenAsync = _ => Task.FromResult(Stream.Null),
        };

        var image = ImageAssembler.Assemble(Plans.Image() with { Format = format }, Plans.Base($"{{{Rootfs}}}"), [layer]);

        Assert.AreEqual(manifest, image.Manifest.MediaType);
        Assert.AreEqual(layerType, image.Layers[0].Descriptor.MediaType);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Config(ImagePlan plan, string baseConfig) =>
        JsonNode.Parse(ImageAssembler.Assemble(plan, Plans.Base(baseConfig.Replace("ROOTFS", Rootfs, StringComparison.Ordinal)), []).ConfigBytes.Span)!.AsObject();
}
