using Containerize.Pipeline;
using Containerize.Running;

namespace Containerize.Tasks;

/// <summary>What the tasks share that start and end containers.</summary>
public abstract class EngineTask : ConnectedTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    public string ProjectName { get; set; } = "";
#pragma warning restore CS1591

    /// <summary>Connections to the engine alone.</summary>
    protected Connections Connect() => new(ReadSettings(Path.Combine(Path.GetDirectoryName(ProjectPath)!, "obj", "containerize"), ReadEnvironment()), this);

    /// <summary>Runs this project's containers.</summary>
    protected async Task<ContainerRunner> OpenRunnerAsync(Connections connections, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connections);
        return new ContainerRunner(await connections.RequireEngineAsync(cancellationToken).ConfigureAwait(false), this);
    }

    /// <summary>What marks this project's containers.</summary>
    protected ProjectLabel Label => ProjectLabel.Create(MachineIdentity.Read(), ProjectPath);
}
