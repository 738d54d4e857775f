using System.Globalization;
using Containerize.Buildx;
using Containerize.Images;
using Containerize.Io;
using Containerize.Pipeline;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Writes how this project is built, for the bake file of all.</summary>
public sealed class WriteBakeTarget : DockerfileInputs
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    [Required] public string PlanFile { get; set; } = "";
    [Required] public string TargetFile { get; set; } = "";
    public string ProjectName { get; set; } = "";
    public string Push { get; set; } = "";
#pragma warning restore CS1591

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = PlanJson.Read(await File.ReadAllBytesAsync(PlanFile, cancellationToken).ConfigureAwait(false));
        var request = ReadRequest(plan);
        var buildx = ReadBuildxOptions();
        var bake = new BakeBuild
        {
            Project = ProjectName,
            Build = new BuildxBuild
            {
                Dockerfile = request.Dockerfile,
                Context = request.Context,
                Platform = request.Platform,
                Target = request.Target,
                Arguments = new Dictionary<string, string>(request.Arguments) { ["SOURCE_DATE_EPOCH"] = plan.Created.ToString(CultureInfo.InvariantCulture) },
                CacheFrom = buildx.CacheFrom,
                CacheTo = buildx.CacheTo,
                MetadataFile = "",
            },
            Secrets = [.. request.Secrets.Select(secret => (secret.Id, secret.File, secret.Variable))],
            References = plan.Name.References,
            Push = plan.Name.Registries.Count > 0 && (Push.Length == 0 || IsTrue(Push)),
            Oci = plan.Format != ImageFormat.Docker,
        };
        await AtomicFile.WriteTextIfDifferentAsync(TargetFile, bake.Write(), cancellationToken).ConfigureAwait(false);
    }
}
