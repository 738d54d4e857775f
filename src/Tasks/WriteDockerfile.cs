using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Pipeline;
using Containerize.Publishing;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Writes the Dockerfile of a plan and what belongs to it: the staged context, or <c>.dockerignore</c>.</summary>
public sealed class WriteDockerfile : ContainerizeTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    [Required] public string PlanFile { get; set; } = "";
    [Required] public string DockerfilePath { get; set; } = "";
    public string Kind { get; set; } = "";
    public string ContextDirectory { get; set; } = "";
    public string Stage { get; set; } = "";
    public string AssetsFile { get; set; } = "";
    public string SelfContained { get; set; } = "";
    public string PublishSelfContained { get; set; } = "";
    public string PublishAot { get; set; } = "";
    public string TargetFramework { get; set; } = "";
    public string TargetFrameworks { get; set; } = "";
    public string TargetFrameworkVersion { get; set; } = "";
#pragma warning restore CS1591

    /// <summary>Absolute path of the folder that the Dockerfile copies from; empty when it was not written, or is not staged.</summary>
    [Output]
    public string BuildContext { get; set; } = "";

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = PlanJson.Read(await File.ReadAllBytesAsync(PlanFile, cancellationToken).ConfigureAwait(false));
        var path = Path.GetFullPath(DockerfilePath, Path.GetDirectoryName(ProjectPath)!);
        switch (Kind.ToUpperInvariant())
        {
            case "PUBLISH":
                var written = await WriteAsync(path, DockerfileRenderer.Publish(plan), cancellationToken).ConfigureAwait(false);
                if (IsTrue(Stage))
                    ContextStager.Stage(plan, ContextDirectory, cancellationToken);
                if (written && IsTrue(Stage))
                    BuildContext = ContextDirectory;

                break;
            case "SOURCE":
                await WriteSourceAsync(plan, path, cancellationToken).ConfigureAwait(false);
                break;
            default:
                Report(Diagnostics.ProjectCodes.InvalidChoice.With("ContainerizeDockerfileKind", Kind, "publish or source"));
                break;
        }
    }

    private async Task WriteSourceAsync(ImagePlan plan, string path, CancellationToken cancellationToken)
    {
        var context = SourceContext.Find([ProjectPath, .. ProjectClosure.Read(AssetsFile).Where(project => project != ProjectPath)]);
        var folder = Path.GetDirectoryName(path)!;
        var musl = plan.RuntimeIdentifier.StartsWith("linux-musl", StringComparison.Ordinal);
        var facts = new SourceFacts
        {
            ContextName = Path.GetRelativePath(folder, context.Folder).Replace(Path.DirectorySeparatorChar, '/'),
            DockerfilePath = Path.GetFileName(path),
            ProjectPath = context.Relative(ProjectPath),
            RestoreFiles = context.RestoreFiles,
            SecretNuGetConfigs = context.SecretNuGetConfigs,
            ContextFolder = context.Folder,
            SdkImage = $"mcr.microsoft.com/dotnet/sdk:{TargetFrameworkVersion.TrimStart('v')}{(musl ? "-alpine" : "")}",
            SelfContained = IsTrue(SelfContained) || IsTrue(PublishSelfContained),
            Aot = IsTrue(PublishAot),
            Musl = musl,
            TargetFramework = TargetFrameworks.Length > 0 ? TargetFramework : "",
            PublishProperties = SourcePublishProperties.Choose(BuildEngine6.GetGlobalProperties()),
        };
        if (!await WriteAsync(path, DockerfileRenderer.Source(plan, facts), cancellationToken).ConfigureAwait(false))
            return;

        BuildContext = context.Folder;
        await new DockerfileWriter(this).WriteAsync(path + ".dockerignore", Dockerignore.Render(facts), cancellationToken).ConfigureAwait(false);
    }

    // What a Dockerfile cannot say is no reason to make no image: it is a warning then, and the file stays as it was.
    private async Task<bool> WriteAsync(string path, Diagnostics.Result<string> text, CancellationToken cancellationToken)
    {
        foreach (var diagnostic in text.Diagnostics)
            Report(diagnostic);

        return text.Value is not null && await new DockerfileWriter(this).WriteAsync(path, text.Value, cancellationToken).ConfigureAwait(false);
    }
}
