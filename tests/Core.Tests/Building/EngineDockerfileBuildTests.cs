using Containerize.Building;
using Containerize.Core.Tests.Engines;
using Containerize.Core.Tests.Oci;
using Containerize.Engines;
using Containerize.Testing;

namespace Containerize.Core.Tests.Building;

/// <summary>Faults of engines that no engine here has.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EngineDockerfileBuildTests
{
    private const string ContainerdStore = """{"ServerVersion":"26.1.5","OSType":"linux","Architecture":"x86_64","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}""";
    private const string ClassicStore = """{"ServerVersion":"26.1.5","OSType":"linux","Architecture":"x86_64","DriverStatus":[]}""";
    private const string Hint = "install docker's buildx plug-in here";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("1.45", ContainerdStore, false, "CTZ0620", Hint, DisplayName = "it hangs up")]
    [DataRow("1.45", ContainerdStore, true, "CTZ0620", Hint, DisplayName = "it says the context's address")]
    [DataRow("1.45", ClassicStore, false, "CTZ0607", "", DisplayName = "it hangs up for another reason")]
    [DataRow("1.47", ContainerdStore, false, "CTZ0607", "", DisplayName = "a newer one hangs up")]
    public async Task A_context_that_the_engine_loses_is_explained(string api, string info, bool says, string code, string hint)
    {
        using var folder = new TempFolder();
        var dockerfile = folder.Write("context/Dockerfile", "FROM scratch\nCOPY file /file\n");
        folder.Write("context/file", "x");
        await using var engine = FakeEngine.Start(
            folder["e.sock"],
            (request, stream) => request.Contains("/info", StringComparison.Ordinal) ? FakeEngine.AnswerAsync(stream, "200 OK", info)
                : says ? FakeEngine.AnswerAsync(stream, "500 Internal Server Error", """{"message":"failed to resolve source http://build-context-1f3"}""")
                : Task.CompletedTask,
            api);
        using var client = new EngineClient(engine.Address, new());

        var failed = await Assert.ThrowsAsync<ContainerizeException>(() => new EngineDockerfileBuild(client, new CollectingLog())
            .RunAsync(new DockerfileBuildRequest { Dockerfile = dockerfile, Context = folder["context"] }, TestContext.CancellationToken));

        Assert.AreEqual(code, failed.Diagnostic.Code.Id);
        StringAssert.Contains(failed.Message, hint);
    }
}
