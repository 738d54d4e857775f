using Containerize.Building;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Io;
using Containerize.Pipeline;
using Containerize.Planning;

namespace Containerize.Tasks;

/// <summary>Reads the facts of a project, plans its image and writes <c>plan.json</c>.</summary>
public sealed class PlanImage : FactsTask
{
    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var environment = ReadEnvironment();
        var facts = await ReadFactsAsync(environment, cancellationToken).ConfigureAwait(false);
        var settings = ReadSettings(WorkFolder, environment);
        using var connections = new Connections(settings, ShareConnections(settings), this);
        var completion = new FactsCompletion(connections.Bases, IsTrue(Offline), WorkFolder, this) { ReadOsRelease = new OsReleaseReader(connections.Store, this).ReadAsync };
        facts = await completion.CompleteAsync(facts, IsTrue(ReadBase) && ContainerizeCustomDockerfile.Length == 0, cancellationToken).ConfigureAwait(false);

        var planned = ContainerizeCustomDockerfile.Length > 0 ? await PlanCustomAsync(facts, cancellationToken).ConfigureAwait(false) : ImagePlanner.Plan(facts);
        if (Report(planned) is not { } plan)
            return;

        plan = plan with { Warnings = [.. Warnings.Select(warning => new PlanWarning(warning.Code.Id, warning.Message))] };
        await AtomicFile.WriteTextIfDifferentAsync(PlanFile, PlanJson.Write(plan), cancellationToken).ConfigureAwait(false);
        foreach (var reason in plan.Reasons)
            Detail($"  {reason.Subject}: {reason.Text}");
    }

    private async Task<Diagnostics.Result<ImagePlan>> PlanCustomAsync(ProjectFacts facts, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(ContainerizeCustomDockerfile, ProjectDirectory);
        if (!File.Exists(path))
            throw new ContainerizeException(Diagnostics.BuildCodes.ContextMissing.With("Dockerfile", path, "set ContainerizeCustomDockerfile to a file that is there"));

        var arguments = BuildArguments.ToDictionary(item => item.ItemSpec, item => item.GetMetadata("Value"), StringComparer.Ordinal);
        var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        return CustomDockerfilePlanner.Plan(facts, DockerfileSummary.Read(text, arguments, BuildTarget), ContainerizeCustomDockerfile);
    }
}
