using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Testing;

namespace Containerize.Core.Tests.Dockerfiles;

/// <summary>The generated Dockerfile on a real engine, read back by code that shares nothing with ours.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EngineBuildTests
{
    private static readonly string[] Values =
    [
        "", "two words", "  padded  ", "say \"hi\"", "it's", "C:\\temp\\", "\\\\\\", "$HOME ${X:-y} $$", "`cmd` # x", "#first", "tab\tcr\rin", "end\r", "\U0001F600 \u2028 \u0085 \uFEFF", "--flag=a b", "<<EOF", "a=b;c%d",
    ];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Gets_every_value_and_leaves_folders_of_the_base_alone()
    {
        var engine = TestEnvironment.RequireDocker();
        var token = TestContext.CancellationToken;
        using var folder = new TempFolder();
        var source = folder.Write("src/file", "content");
        folder.Write("base/Dockerfile", "FROM scratch\nCOPY tree/ /\n");
        Directory.CreateDirectory(folder["base/tree/tmp"]);
        File.SetUnixFileMode(folder["base/tree/tmp"], (UnixFileMode)Modes.SharedTemporary);
        folder.Write("base/tree/private/in/x", "");
        File.SetUnixFileMode(folder["base/tree/private"], (UnixFileMode)0x1C0);
        folder.Write("base/tree/usr/lib/x", "");
        File.CreateSymbolicLink(folder["base/tree/lib"], "usr/lib");
        var name = "ctz-test-" + Guid.NewGuid().ToString("N")[..8];
        try
        {
            await DockerAsync("build", "-q", "-t", name + "-base", folder["base"]);
            var plan = Plan(name + "-base", source);
            var result = DockerfileRenderer.Publish(plan);
            Assert.IsEmpty(result.Diagnostics);
            ContextStager.Stage(plan, folder["context"], token);

            await DockerAsync("build", "-q", "-t", name, "-f", folder.Write("Dockerfile", result.Value!), folder["context"]);
            await DockerAsync("save", "-o", folder["image.tar"], name);
            var image = SavedImage.Read(folder["image.tar"]);

            AssertFiles(image);
            var config = image.Config["config"]!;
            for (var i = 0; i < Values.Length; i++)
            {
                Assert.AreEqual($"V{i}={Values[i]}", (string?)config["Env"]![i + 1]);
                Assert.AreEqual(Values[i], (string?)config["Labels"]![$"label {i} {Values[i].Replace("=", "", StringComparison.Ordinal)}"]);
            }

            CollectionAssert.AreEqual(Values, config["Entrypoint"]!.AsArray().Select(item => (string?)item).ToArray());
            Assert.AreEqual("/srv/my $app's \"x\"", (string?)config["WorkingDir"]);
            Assert.AreEqual("/vol $x 'y' \"z\"", config["Volumes"]!.AsObject().Single().Key);
            Assert.AreEqual("[ -f \"/x\" ] && echo $HOME", (string?)config["Healthcheck"]!["Test"]![1]);
            Assert.AreEqual(1_500_000_000, (long)config["Healthcheck"]!["Interval"]!);
        }
        finally
        {
            await ProcessRunner.RunAsync(Cli, ["rmi", "-f", name, name + "-base"], folder.Path, Environment(engine), TimeSpan.FromMinutes(1), CancellationToken.None);
        }

        async Task DockerAsync(params string[] arguments)
        {
            var run = await ProcessRunner.RunAsync(Cli, arguments, folder.Path, Environment(engine), TimeSpan.FromMinutes(2), token);
            Assert.AreEqual(0, run.ExitCode, run.Output);
        }
    }

    // Debian's own client builds with BuildKit by itself; others need a plug-in for that.
    private static string Cli => File.Exists("/usr/bin/docker") ? "/usr/bin/docker" : "docker";

    private static Dictionary<string, string?> Environment(string engine) => new() { ["DOCKER_HOST"] = engine, ["DOCKER_BUILDKIT"] = "1", ["DOCKER_CONTEXT"] = null };

    private static void AssertFiles(SavedImage image)
    {
        var expected = new Dictionary<string, string>
        {
            ["/tmp"] = "Directory 1777 0:0",
            ["/private"] = "Directory 0700 0:0",
            ["/private/in"] = "Directory 0755 0:0",
            ["/lib"] = "SymbolicLink 0:0 -> usr/lib",
            ["/srv"] = "Directory 0755 0:0",
            ["/srv/my $app's \"x\""] = "Directory 0755 0:0",
            ["/srv/my $app's \"x\"/data"] = "Directory 0750 1654:1654",
            ["/new"] = "Directory 0755 0:0",
            ["/new/deep"] = "Directory 0755 0:0",
        };
        foreach (var path in new[] { "/tmp/f", "/private/in/f", "/usr/lib/f", "/srv/my $app's \"x\"/f" })
            expected[path] = "File 0644 0:0";
        expected["/new/deep/f"] = "File 0644 7:8";

        foreach (var (path, what) in expected)
            StringAssert.StartsWith(image.Files.GetValueOrDefault(path, "nothing"), what, path);
    }

    private static ImagePlan Plan(string baseName, string source)
    {
        var work = UnixPath.Parse("/srv/my $app's \"x\"");
        return new()
        {
            Project = "Values",
            Name = new() { Repository = "values", Tags = ["latest"] },
            Base = new() { Reference = baseName },
            Platform = new("linux", "amd64"),
            WorkingDirectory = work,
            Layers =
            [
                new() { Name = "app", Entries = [File(work.Combine("f").Value)] },
                new()
                {
                    Name = "files",
                    Entries =
                    [
                        File("/lib/f"), File("/new/deep/f") with { Owner = new(7, 8) }, File("/private/in/f"), File("/tmp/f"),
                        new() { Kind = FileEntryKind.Directory, Path = work.Combine("data"), Mode = 0x1E8, Owner = new(1654, 1654) },
                    ],
                },
            ],
            Environment = [.. Values.Select((value, i) => new NamedValue($"V{i}", value))],
            Labels = [.. Values.Select((value, i) => new NamedValue($"label {i} {value.Replace("=", "", StringComparison.Ordinal)}", value))],
            Volumes = [new(UnixPath.Parse("/vol $x 'y' \"z\""))],
            Entrypoint = Values,
            HealthCheck = new() { Test = ["CMD-SHELL", "[ -f \"/x\" ] && echo $HOME"], Interval = TimeSpan.FromMilliseconds(1500) },
        };

        FileEntry File(string path) => new() { Path = UnixPath.Parse(path), Source = source };
    }
}
