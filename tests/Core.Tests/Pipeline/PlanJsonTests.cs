using System.Reflection;
using System.Text;
using System.Text.Json;
using Containerize.Images;
using Containerize.Pipeline;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>A plan survives being written and read, whatever is in it, and no property of it is forgotten.</summary>
[TestClass]
public sealed class PlanJsonTests
{
    // Every property has a value that is not its default.
    private static readonly ImagePlan Full = new()
    {
        Project = "Shop",
        Configuration = "Release",
        RuntimeIdentifier = "linux-arm",
        Name = new ImageName { Repository = "team/shop", Tags = ["1", "latest"], Registries = ["example.com"] },
        Base = new BaseImage
        {
            Reference = "example.com/base:1",
            Config = new BaseImageConfig
            {
                User = "app", Environment = [new NamedValue("A", "\"ä\n😀$")], ExposedPorts = ["80/tcp"], Entrypoint = ["/e"], Command = ["c"], WorkingDirectory = "/w", HasHealthCheck = true, Source = "sha256:1",
            },
        },
        Platform = new Platform("linux", "arm", "v7"),
        Format = ImageFormat.Docker,
        Layers =
        [
            new LayerPlan
            {
                Name = "app",
                Entries =
                [
                    new FileEntry { Kind = FileEntryKind.Directory, Path = UnixPath.Parse("/app"), Mode = Modes.Directory, Owner = new Ownership(1, 2) },
                    new FileEntry { Path = UnixPath.Parse("/app/a"), Source = "/s/a" },
                    new FileEntry { Path = UnixPath.Parse("/app/b"), Content = "" },
                    new FileEntry { Kind = FileEntryKind.SymbolicLink, Path = UnixPath.Parse("/app/c"), LinkTarget = "a" },
                ],
            },
        ],
        Environment = [new NamedValue("E", "")],
        Labels = [new NamedValue("l", "v")],
        LabelBaseDigest = true,
        Annotations = [new Annotation("n", "v", AnnotationScope.Index)],
        Ports = [new Port(53, "udp")],
        Volumes = [new Volume(UnixPath.Parse("/data"), "named", ReadOnly: true)],
        User = "1654",
        WorkingDirectory = UnixPath.Parse("/app"),
        Entrypoint = ["/app/shop"],
        Command = [],
        HealthCheck = new HealthCheck { Test = ["CMD", "x"], Interval = TimeSpan.FromMilliseconds(1500), Timeout = TimeSpan.FromDays(2), StartPeriod = TimeSpan.Zero, Retries = 3 },
        StopSignal = "SIGINT",
        Created = 1_700_000_000,
        CompressionLevel = 9,
        Run = new RunPlan
        {
            Ports = [new PublishedPort(new Port(80), 8080, "0.0.0.0")], Environment = [new NamedValue("R", "1")], EnvironmentFiles = ["/f"], Networks = ["net"], CommandPrefix = ["dotnet", "a.dll"], Detach = true,
            Options = new RunOptions
            {
                Name = "n", User = "1:2", Volumes = [new Volume(UnixPath.Parse("/v"), "/host", ReadOnly: true)], Hosts = ["a:1.2.3.4"], TemporaryFolders = ["/t:size=1m"], AddedCapabilities = ["A"],
                DroppedCapabilities = ["ALL"], Memory = 5_000_000_000, NanoCpus = 3_000_000_000, Restart = "always", Init = true, ReadOnly = true, Privileged = true,
            },
        },
        Reasons = [new PlanReason("base", "because")],
        Warnings = [new PlanWarning("CTZ0001", "look")],
    };

    [TestMethod]
    public void What_was_written_is_read()
    {
        var text = PlanJson.Write(Full);

        Assert.AreEqual(text, PlanJson.Write(PlanJson.Read(Encoding.UTF8.GetBytes(text))));
        Assert.AreEqual("\"ä\n😀$", PlanJson.Read(Encoding.UTF8.GetBytes(text)).Base.Config!.Environment[0].Value);
    }

    [TestMethod]
    public void No_property_is_forgotten()
    {
        using var json = JsonDocument.Parse(PlanJson.Write(Full));

        foreach (var missing in Missing(Full, json.RootElement, "plan"))
            Assert.Fail($"{missing} is not written, or the test gives it no value");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{}")]
    [DataRow("[1]")]
    [DataRow("{\"project\":1}")]
    public void Other_text_is_no_plan(string text) =>
        Assert.Throws<JsonException>(() => PlanJson.Read(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<string> Missing(object value, JsonElement json, string path)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null))
        {
            var name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            if (property.GetValue(value) is not { } inner)
            {
                // An entry is a file, a folder or a link: each kind leaves out what the others have.
                if (value is not (FileEntry or Platform or Port))
                    yield return $"{path}.{name}";
                continue;
            }

            if (!json.TryGetProperty(name, out var found))
                yield return $"{path}.{name}";
            else if (inner is IEnumerable<object> list && found.ValueKind == JsonValueKind.Array)
                foreach (var missing in list.Zip(found.EnumerateArray()).Where(pair => pair.First is not string).SelectMany(pair => Missing(pair.First, pair.Second, $"{path}.{name}")))
                    yield return missing;
            else if (found.ValueKind == JsonValueKind.Object)
                foreach (var missing in Missing(inner, found, $"{path}.{name}"))
                    yield return missing;
        }
    }
}
