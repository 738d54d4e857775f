using Containerize.Building;
using Containerize.Buildx;

namespace Containerize.Pipeline;

/// <summary>A temporary folder for what buildx writes, deleted with everything in it.</summary>
internal sealed class BuildxFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("containerize-buildx-");

    /// <summary>Where an archive goes.</summary>
    public string Archive => Path.Combine(_folder.FullName, "image.tar");

    /// <summary>The build, with its metadata file in here.</summary>
    public BuildxBuild Build(DockerfileBuildRequest request) => new()
    {
        Dockerfile = request.Dockerfile,
        Context = request.Context,
        Platform = request.Platform,
        Target = request.Target,
        Arguments = request.Arguments,
        Secrets = [.. request.Secrets.Select(secret => secret.File.Length > 0 ? $"id={secret.Id},src={secret.File}" : $"id={secret.Id},env={secret.Variable}")],
        MetadataFile = Path.Combine(_folder.FullName, "metadata.json"),
    };

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It lies in the system's temporary folder, which is emptied by others.
        }
    }
}
