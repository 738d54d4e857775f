using System.Text.Json.Nodes;
using Containerize.Building;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

/// <summary>Several builds that use one engine at once: what one removes must not disturb the others.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class StoreRaceTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("podman")]
    public async Task Images_that_come_and_go_beside_a_build_do_not_disturb_it(string name)
    {
        var token = TestContext.CancellationToken;
        await using var engine = LiveEngine.Open(name);
        var before = await engine.LoadAsync(BusyboxImage.Create([]), token);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(ComeAndGoAsync, token)));

        Assert.IsNotNull(await engine.Client.FindImageAsync(before, token));

        async Task ComeAndGoAsync()
        {
            using var folder = new TempFolder();
            var dockerfile = folder.Write("context/Dockerfile", "FROM scratch\nCOPY file /file\nLABEL race=yes\n");
            for (var round = 0; round < 8; round++)
            {
                folder.Write("context/file", Guid.NewGuid().ToString("N"));
                var id = await new EngineDockerfileBuild(engine.Client, engine).RunAsync(new DockerfileBuildRequest { Dockerfile = dockerfile, Context = folder["context"] }, token);
                var reference = $"ctz-test/race:{Guid.NewGuid():N}";
                await engine.Client.TagImageAsync(id, reference, token);

                Assert.IsNotNull(await engine.Client.FindImageAsync(reference, token));
                Assert.HasCount(1, await engine.Client.ListImagesAsync("reference", reference, token));
                Assert.Contains(id, await engine.Client.ListImagesAsync("label", "race=yes", token));
                Assert.IsTrue(await engine.Client.RemoveImageAsync(reference, force: true, token));
                Assert.IsNull(await engine.Client.FindImageAsync(reference, token));
            }
        }
    }
}
