using Containerize.Buildx;
using Containerize.Testing;

namespace Containerize.Core.Tests.Buildx;

/// <summary>What buildx is given, by a stand-in that writes down its words and its environment.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BuildxToolTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Every_value_is_a_word_of_its_own_and_no_secret_is_among_them()
    {
        using var folder = new TempFolder();
        var tool = await FindAsync(folder, "v0.13.1");
        var build = new BuildxBuild
        {
            Dockerfile = "/src/My Dockerfile",
            Context = "/src/a b",
            Builder = "farm",
            Platform = "linux/amd64",
            Target = "final",
            Arguments = new Dictionary<string, string> { ["B"] = "x; rm -rf / $(id) \"q\"", ["A"] = "" },
            Secrets = ["id=token,env=TOKEN"],
            CacheFrom = ["type=registry,ref=r/c"],
            CacheTo = ["type=registry,ref=r/c,mode=max"],
            Output = BuildxBuild.PushOutput(["r/a:1", "r/a:2"], oci: true, rewriteTimestamps: true),
            MetadataFile = folder["metadata.json"],
        };
        var lines = new List<string>();

        var made = await tool!.BuildAsync(build, lines.Add, TestContext.CancellationToken);

        var words = (await File.ReadAllTextAsync(folder["words"], TestContext.CancellationToken)).Split('\n')[..^1];
        CollectionAssert.AreEqual(
            new[]
            {
                "buildx", "build", "--file", "/src/My Dockerfile", "--metadata-file", folder["metadata.json"], "--progress", "plain", "--builder", "farm", "--platform", "linux/amd64",
                "--target", "final", "--build-arg", "A=", "--build-arg", "B=x; rm -rf / $(id) \"q\"", "--secret", "id=token,env=TOKEN", "--cache-from", "type=registry,ref=r/c",
                "--cache-to", "type=registry,ref=r/c,mode=max", "--provenance=false", "--output",
                "type=image,\"name=r/a:1,r/a:2\",push=true,oci-mediatypes=true,rewrite-timestamp=true", "/src/a b",
            },
            words);
        Assert.AreEqual("sha256:" + new string('a', 64), made.Digest);
        CollectionAssert.AreEqual(new[] { "#1 building" }, lines);
        Assert.AreEqual("hidden\n", await File.ReadAllTextAsync(folder["token"], TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task An_old_buildx_gets_no_option_that_it_does_not_know()
    {
        using var folder = new TempFolder();
        var tool = await FindAsync(folder, "v0.9.1");

        CollectionAssert.DoesNotContain(new BuildxBuild { Dockerfile = "f", Context = "c", MetadataFile = "m" }.Words(tool!.Version).ToArray(), "--provenance=false");
    }

    [TestMethod]
    public async Task A_build_that_fails_is_coded_with_its_last_lines()
    {
        using var folder = new TempFolder();
        var tool = await FindAsync(folder, "v0.13.1", build: "echo 'ERROR: no such target' >&2; exit 3");

        var failed = await Assert.ThrowsExactlyAsync<ContainerizeException>(
            () => tool!.BuildAsync(new BuildxBuild { Dockerfile = "/src/Dockerfile", Context = "/src", MetadataFile = folder["m"] }, _ => { }, TestContext.CancellationToken));

        Assert.AreEqual("CTZ0620", failed.Diagnostic.Code.Id);
        StringAssert.Contains(failed.Message, "exit code 3; last output: ERROR: no such target");
    }

    [TestMethod]
    public async Task Without_the_plug_in_the_reason_is_docker_s_own()
    {
        using var folder = new TempFolder();
        Script(folder, "echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1");

        var (tool, reason) = await BuildxTool.FindAsync(Environment(folder), TestContext.CancellationToken);

        Assert.IsNull(tool);
        StringAssert.Contains(reason, "'buildx' is not a docker command");
    }

    [TestMethod]
    public async Task Cancelling_ends_the_process()
    {
        using var folder = new TempFolder();
        var tool = await FindAsync(folder, "v0.13.1", build: $"echo $$ > {folder["pid"]}; echo started; exec /bin/sleep 300");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => tool!.BuildAsync(new BuildxBuild { Dockerfile = "f", Context = "c", MetadataFile = folder["m"] }, _ => cancel.Cancel(), cancel.Token));

        var pid = (await File.ReadAllTextAsync(folder["pid"], TestContext.CancellationToken)).Trim();
        Assert.IsFalse(Directory.Exists("/proc/" + pid), "the process still runs");
    }

    private async Task<BuildxTool?> FindAsync(TempFolder folder, string version, string build = "")
    {
        var made = $$"""
            for word in "$@"; do printf '%s\n' "$word" >> {{folder["words"]}}; done
            echo "$TOKEN" > {{folder["token"]}}
            echo '#1 building' >&2
            echo '{"containerimage.digest":"sha256:{{new string('a', 64)}}"}' > {{folder["metadata.json"]}}
            """;
        Script(folder, $"if [ \"$2\" = version ]; then echo 'github.com/docker/buildx {version}+ds 788433'; exit 0; fi\n{(build.Length > 0 ? build : made)}");
        return (await BuildxTool.FindAsync(Environment(folder), TestContext.CancellationToken)).Tool;
    }

    private static Dictionary<string, string> Environment(TempFolder folder) => new() { ["PATH"] = folder["bin"], ["TOKEN"] = "hidden" };

    private static void Script(TempFolder folder, string text) => File.SetUnixFileMode(folder.Write("bin/docker", "#!/bin/sh\n" + text + "\n"), (UnixFileMode)0x1ED);
}
