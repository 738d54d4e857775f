using System.Net;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Engines;

namespace Containerize.Building;

/// <summary>Builds a Dockerfile through an engine's API: BuildKit where the engine has it, Docker's builder of old where not, Buildah on Podman.</summary>
/// <param name="engine">The engine.</param>
/// <param name="log">Gets the progress, line by line.</param>
public sealed class EngineDockerfileBuild(IContainerEngine engine, IBuildLog log)
{
    /// <summary>Holds the secrets that are variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Builds on the same engine by a client with a session, and returns the image's id, or null when there is no such client. Asked where the engine
    /// cannot read a context that comes with the request, which is so in Docker 26 with containerd's store.
    /// </summary>
    public Func<IContainerEngine, DockerfileBuildRequest, CancellationToken, Task<string?>>? WithSession { get; init; }

    /// <summary>
    /// Builds and returns the id of the image, which has no name yet. Cancelling ends the build on the engine, too. Secrets only on Podman: BuildKit would
    /// ask a session of ours for them.
    /// </summary>
    /// <exception cref="ContainerizeException">CTZ0620 with the step that failed and its last output; CTZ0601, CTZ0607 when the engine goes away.</exception>
    public async Task<string> RunAsync(DockerfileBuildRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var losesContexts = await LosesContextsAsync(cancellationToken).ConfigureAwait(false);
        if (losesContexts && WithSession is not null && await WithSession(engine, request, cancellationToken).ConfigureAwait(false) is { } made)
            return made;

        // Nobody can have said COPY of a name that he cannot know.
        var secrets = request.Secrets.ToDictionary(secret => secret.Id, secret => (File: $".containerize-{Guid.NewGuid():N}", Open: Opener(secret)));
        var context = new BuildContext(request.Context, request.Dockerfile)
        {
            Modified = request.Modified,
            Added = secrets.Values.ToDictionary(secret => secret.File, secret => secret.Open),
        };
        var build = new EngineBuild
        {
            WriteContext = context.WriteAsync,
            Dockerfile = context.DockerfileName,
            Arguments = request.Arguments,
            Target = request.Target,
            Platform = request.Platform,
            Secrets = secrets.ToDictionary(secret => secret.Key, secret => secret.Value.File),
            Progress = log.Detail,
        };
        try
        {
            return await BuildAsync(build, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainerizeException e) when (losesContexts && IsLostContext(e))
        {
            throw Failed("this Docker with containerd's store cannot read what is sent to it: install docker's buildx plug-in here, or Docker 28 there", e);
        }
        catch (EngineException e)
        {
            throw Failed(e.EngineMessage.TrimEnd('.'), e);
        }

        ContainerizeException Failed(string why, Exception e) =>
            new(BuildCodes.BuildFailed.With(request.Dockerfile, $"the engine at {engine.Address}", why) with { Location = new SourceLocation(request.Dockerfile) }, e);
    }

    private async Task<string> BuildAsync(EngineBuild build, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.BuildImageAsync(build, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Status != HttpStatusCode.OK && e.EngineMessage.Contains("buildkit", StringComparison.OrdinalIgnoreCase))
        {
            log.Detail($"The engine has no BuildKit ({e.EngineMessage}); its older builder is used.");
            return await engine.BuildImageAsync(build with { Classic = true }, cancellationToken).ConfigureAwait(false);
        }
    }

    // Docker 26 was seen to, and its parts were the same before; 28 does not.
    private async Task<bool> LosesContextsAsync(CancellationToken cancellationToken)
    {
        var version = await engine.PingAsync(cancellationToken).ConfigureAwait(false);
        return !version.IsPodman && Version.TryParse(version.ApiVersion, out var api) && api <= new Version(1, 45)
            && (await engine.GetInfoAsync(cancellationToken).ConfigureAwait(false)).UsesContainerdStore;
    }

    // It hangs up in the middle of the context, or it says the context's address, which only its own BuildKit of before would have known.
    private static bool IsLostContext(ContainerizeException e) =>
        e is EngineException refused ? refused.EngineMessage.Contains("http://build-context-", StringComparison.Ordinal) : e.Diagnostic.Code == EngineCodes.EngineDied;

    private Func<Stream> Opener(BuildSecret secret) => secret.File.Length > 0
        ? () => File.OpenRead(secret.File)
        : () => new MemoryStream(Encoding.UTF8.GetBytes(Environment[secret.Variable]), writable: false);
}

/// <summary>What to build.</summary>
public sealed record DockerfileBuildRequest
{
    /// <summary>Absolute path of the Dockerfile.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>Absolute path of the folder that COPY copies from.</summary>
    public required string Context { get; init; }

    /// <summary>Values of ARG instructions. They are in the image's history: no secrets.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Stage to build; empty means the last.</summary>
    public string Target { get; init; } = "";

    /// <summary><c>linux/amd64</c>; empty means the builder's own.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Time of every file of the context in seconds since the Unix epoch; null keeps each its own.</summary>
    public long? Modified { get; init; }

    /// <summary>Secrets that RUN lines may mount.</summary>
    public IReadOnlyList<BuildSecret> Secrets { get; init; } = [];
}

/// <summary>A secret of a build. Only its place is known here, never its value.</summary>
/// <param name="Id">What <c>RUN --mount=type=secret,id=…</c> calls it.</param>
/// <param name="File">Absolute path of the file that holds it; empty when it is in a variable.</param>
/// <param name="Variable">Environment variable that holds it; empty when it is in a file.</param>
public sealed record BuildSecret(string Id, string File, string Variable);
