using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Containerize.Testing;

/// <summary>The engine of the tests by its own command line: a reader that shares no code with ours.</summary>
public static class DockerEngine
{
    /// <summary>The command line client. Debian's own builds with BuildKit by itself; others need a plug-in for that.</summary>
    public static string Cli { get; } = File.Exists("/usr/bin/docker") ? "/usr/bin/docker" : "docker";

    /// <summary>Variables that lead the client to the engine of the tests.</summary>
    public static IReadOnlyDictionary<string, string?> Variables() =>
        new Dictionary<string, string?> { ["DOCKER_HOST"] = TestEnvironment.RequireDocker(), ["DOCKER_BUILDKIT"] = "1", ["DOCKER_CONTEXT"] = null };

    /// <summary>Runs a command that must not fail.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync(Cli, arguments, Path.GetTempPath(), Variables(), TimeSpan.FromMinutes(2), cancellationToken);
        Assert.AreEqual(0, result.ExitCode, $"docker {string.Join(' ', arguments)}\n{result.Output}");
        return result.Output;
    }

    /// <summary>Reads an image of the engine.</summary>
    public static async Task<SavedImage> SaveAsync(string reference, TempFolder folder, CancellationToken cancellationToken)
    {
        var archive = folder[Guid.NewGuid().ToString("N") + ".tar"];
        await RunAsync(cancellationToken, "save", "-o", archive, reference);
        return SavedImage.Read(archive);
    }
}
