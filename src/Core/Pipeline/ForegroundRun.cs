using Containerize.Caching;
using Containerize.Images;
using Containerize.Running;

namespace Containerize.Pipeline;

/// <summary>From the file that the build wrote to a container in the foreground.</summary>
/// <param name="file">What to run.</param>
/// <param name="environment">Variables of this process.</param>
public sealed class ForegroundRun(RunFile file, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Arguments for the app instead of its default ones; none keeps those.</param>
    /// <param name="console">Shows the log, and takes warnings.</param>
    /// <param name="stop">Stops it.</param>
    /// <param name="kill">Ends it at once.</param>
    /// <returns>The container's exit code.</returns>
    /// <exception cref="ContainerizeException">CTZ0601, CTZ0606, CTZ0608, CTZ0612 or another code of the engine.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it ran, or ended at once.</exception>
    /// <exception cref="System.Text.Json.JsonException">The plan is none.</exception>
    public async Task<int> RunAsync<TConsole>(IReadOnlyList<string> arguments, TConsole console, CancellationToken stop, CancellationToken kill)
        where TConsole : IRunConsole, IBuildLog
    {
        var plan = PlanJson.Read(await File.ReadAllBytesAsync(file.PlanFile, stop).ConfigureAwait(false));
        var folder = Path.GetDirectoryName(file.PlanFile)!;
        using var connections = new Connections(
            new PipelineSettings
            {
                CacheFolder = CacheLocation.Resolve("", folder, environment) ?? folder,
                EngineHost = file.EngineHost,
                LocalRegistry = file.LocalRegistry,
                Offline = file.Offline,
                Environment = environment,
            },
            console);
        var engine = await connections.RequireEngineAsync(stop).ConfigureAwait(false);
        var request = RunRequest.From(plan, ProjectLabel.Create(MachineIdentity.Read(), file.ProjectPath), environment);
        var given = file.Variables.Where(environment.ContainsKey).Select(name => new NamedValue(name, environment[name]));
        return await new AttachedRun(engine, console).RunAsync(
            request with { Run = request.Run with { Environment = [.. request.Run.Environment, .. given] }, Command = request.Run.CommandFor(arguments) }, console, stop, kill).ConfigureAwait(false);
    }
}
