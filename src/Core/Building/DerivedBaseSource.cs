using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Images;
using Containerize.Io;
using Containerize.Oci;
using Containerize.Oci.Assembly;

namespace Containerize.Building;

/// <summary>
/// The base of a plan with what its commands make of it. An engine runs them once; the result is kept there under a tag that says what it was made of,
/// and in the cache, so later publishes go in process on top of it and need no engine. It holds the commands' layers and the base's own settings.
/// </summary>
/// <param name="inner">Where the base itself comes from.</param>
/// <param name="lines">The RUN lines.</param>
/// <param name="requireEngine">The engine that runs them.</param>
/// <param name="build">How Dockerfiles are built on it.</param>
/// <param name="images">Reads the result out.</param>
/// <param name="workFolder">Absolute path of a folder for the Dockerfile.</param>
/// <param name="log">Takes details.</param>
public sealed class DerivedBaseSource(
    IBaseSource inner, IReadOnlyList<string> lines, Func<CancellationToken, Task<IContainerEngine>> requireEngine, Func<IContainerEngine, EngineDockerfileBuild> build,
    EngineImages images, string workFolder, IBuildLog log) : IBaseSource
{
    /// <inheritdoc />
    public async Task<ResolvedBase> ResolveAsync(string reference, Platform platform, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        var found = await inner.ResolveAsync(reference, platform, cancellationToken).ConfigureAwait(false);
        if (lines.Count == 0)
            return found;

        var tag = TagOf(found, platform);
        var docker = found.ManifestMediaType == MediaTypes.DockerManifest;
        if (images.Find(tag, found.Layers, docker) is { } remembered)
        {
            log.Detail($"The base with its commands run is in the cache ({tag})");
            return On(found, remembered);
        }

        var engine = await requireEngine(cancellationToken).ConfigureAwait(false);
        var name = $"localhost/containerize-base:{tag}";
        var id = (await engine.FindImageAsync(name, cancellationToken).ConfigureAwait(false))?.Id ?? await BuildAsync(engine, found, name, platform, cancellationToken).ConfigureAwait(false);
        var image = await images.ReadAsync(engine, id, name, found.Layers, docker, cancellationToken).ConfigureAwait(false);
        await images.RememberAsync(tag, image, cancellationToken).ConfigureAwait(false);
        return On(found, image);
    }

    private string TagOf(ResolvedBase found, Platform platform)
    {
        var made = string.Join("\n", (string[])[JsonText.DigestOf(found.ConfigBytes.Span).Value, platform.ToString(), .. lines]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(made)))[..32];
    }

    private async Task<string> BuildAsync(IContainerEngine engine, ResolvedBase found, string name, Platform platform, CancellationToken cancellationToken)
    {
        // A name of our own: the base's may be pinned, and belongs to the user.
        var from = $"localhost/containerize-from:{JsonText.DigestOf(found.ConfigBytes.Span).Hex[..32]}";
        await new EngineSink(engine, [from], new ImageRelatives(found.Reference), Oci.Layouts.ImageArchive.WriteAsync).WriteAsync(ImageOf.Base(found), cancellationToken).ConfigureAwait(false);

        var folder = Path.Combine(workFolder, "base");
        var dockerfile = Path.Combine(folder, "Dockerfile");
        try
        {
            await AtomicFile.WriteTextIfDifferentAsync(dockerfile, string.Join("\n", (string[])["FROM " + from, .. lines]) + "\n", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(DockerfileCodes.DockerfileNotWritable.With(dockerfile, e.Message.TrimEnd('.')), e);
        }

        log.Detail($"{engine.Address} runs {lines.Count} lines on {found.Reference}");
        var request = new DockerfileBuildRequest { Dockerfile = dockerfile, Context = folder, Platform = platform.ToString(), Modified = 1 };
        var id = await build(engine).RunAsync(request, cancellationToken).ConfigureAwait(false);
        await engine.TagImageAsync(id, name, cancellationToken).ConfigureAwait(false);
        return id;
    }

    // Commands make files only: user, environment and the rest stay the base's, whatever USER the lines needed.
    private static ResolvedBase On(ResolvedBase found, Image image)
    {
        var (config, made) = (JsonNode.Parse(found.ConfigBytes.Span)!.AsObject(), JsonNode.Parse(image.ConfigBytes.Span)!.AsObject());
        foreach (var name in (string[])["rootfs", "history"])
            config[name] = made[name]?.DeepClone();

        return found with { ConfigBytes = JsonText.ToBytes(config), Layers = image.Layers };
    }
}
