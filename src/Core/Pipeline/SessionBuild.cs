using Containerize.Building;
using Containerize.Buildx;
using Containerize.Engines;

namespace Containerize.Pipeline;

/// <summary>Builds on an engine's own BuildKit by docker's buildx, whose session hands over what the engine's API alone cannot.</summary>
/// <param name="environment">Of the build; buildx gets it, with the engine's address.</param>
/// <param name="log">Takes the progress.</param>
internal sealed class SessionBuild(IReadOnlyDictionary<string, string> environment, IBuildLog log)
{
    /// <summary>Builds.</summary>
    /// <returns>Id of the image, or null and why there is no buildx.</returns>
    /// <exception cref="ContainerizeException">CTZ0620.</exception>
    public async Task<(string? Id, string Reason)> RunAsync(IContainerEngine engine, DockerfileBuildRequest request, CancellationToken cancellationToken)
    {
        // The default builder is the engine itself, which keeps what it has built.
        var variables = new Dictionary<string, string>(environment) { ["DOCKER_HOST"] = engine.Address.ToString() };
        variables.Remove("DOCKER_CONTEXT");
        var (tool, reason) = await BuildxTool.FindAsync(variables, cancellationToken).ConfigureAwait(false);
        if (tool is null)
            return (null, reason);

        using var folder = new BuildxFolder();
        var made = await tool.BuildAsync(folder.Build(request) with { Builder = "default" }, log.Detail, cancellationToken).ConfigureAwait(false);

        // The classic store calls an image by its config's digest, containerd's by that of the manifest or index.
        var isClassic = made.ConfigDigest.Length > 0 && await engine.FindImageAsync(made.ConfigDigest, cancellationToken).ConfigureAwait(false) is not null;
        return (isClassic || made.Digest.Length == 0 ? made.ConfigDigest : made.Digest, "");
    }
}
