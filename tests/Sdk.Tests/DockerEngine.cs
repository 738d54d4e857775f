using Containerize.Testing;

namespace Containerize.Sdk.Tests;

/// <summary>The engine of the tests by its own command line: a reader that shares no code with ours.</summary>
internal static class DockerEngine
{
    // Debian's own client builds with BuildKit by itself; others need a plug-in for that.
    private static readonly string Cli = File.Exists("/usr/bin/docker") ? "/usr/bin/docker" : "docker";

    public static async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var environment = new Dictionary<string, string?> { ["DOCKER_HOST"] = TestEnvironment.RequireDocker(), ["DOCKER_BUILDKIT"] = "1", ["DOCKER_CONTEXT"] = null };
        var result = await ProcessRunner.RunAsync(Cli, arguments, Path.GetTempPath(), environment, TimeSpan.FromMinutes(2), cancellationToken);
        Assert.AreEqual(0, result.ExitCode, $"docker {string.Join(' ', arguments)}\n{result.Output}");
        return result.Output;
    }

    public static async Task<SavedImage> SaveAsync(string reference, TempFolder folder, CancellationToken cancellationToken)
    {
        var archive = folder[Guid.NewGuid().ToString("N") + ".tar"];
        await RunAsync(cancellationToken, "save", "-o", archive, reference);
        return SavedImage.Read(archive);
    }
}
