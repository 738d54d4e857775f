using System.Diagnostics;
using System.Globalization;
using Containerize.Testing;

namespace Containerize.Analyzers.Tests.Truth;

/// <summary>An app in a container of the test engine, whose image is built from the very Dockerfile that the rules read. Its ports are published on loopback.</summary>
internal sealed class EngineApp : RunningApp
{
    private readonly string _name;

    private EngineApp(ContainerApp app, TempFolder folder, ProcessStartInfo start, string name, CancellationToken cancellationToken)
        : base(app, folder, start, cancellationToken) => _name = name;

    /// <param name="app">The app.</param>
    /// <param name="options">Options of <c>docker run</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<EngineApp> StartAsync(ContainerApp app, string[] options, CancellationToken cancellationToken)
    {
        var (engine, bases) = (DockerEngine.Variables(), TestEnvironment.RequireRegistry());
        TestEnvironment.RequireMirror();
        var (folder, name) = (new TempFolder(), "ctz-truth-" + Guid.NewGuid().ToString("N"));
        await app.PublishAsync(folder.Path, cancellationToken);
        folder.Write("Dockerfile", app.Dockerfile.Replace("mcr.microsoft.com", bases, StringComparison.Ordinal));
        await DockerEngine.RunAsync(cancellationToken, "build", "-q", "-t", name, folder.Path);

        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" </dev/null 2>&1", "sh", DockerEngine.Cli, "run", "--rm", "--name", name, .. options, name]);
        foreach (var (variable, value) in engine)
        {
            if (value is null)
                start.Environment.Remove(variable);
            else
                start.Environment[variable] = value;
        }

        return new EngineApp(app, folder, start, name, cancellationToken);
    }

    public override async Task<string> AskAsync(int port)
    {
        var published = (await DockerEngine.RunAsync(CancellationToken.None, "port", _name, port.ToString(CultureInfo.InvariantCulture))).Trim();
        var answer = Ask("127.0.0.1", int.Parse(published[(published.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture));

        // Whether the engine's proxy takes the connection first is the engine's affair.
        return answer == "refused" ? "no answer" : answer;
    }

    protected override async Task<bool> StopAsync()
    {
        await DockerEngine.RunAsync(CancellationToken.None, "stop", "-t", Grace.TotalSeconds.ToString(CultureInfo.InvariantCulture), _name);
        return await EndedAsync() != "ends with 137";
    }

    protected override async Task EndForGoodAsync()
    {
        var quiet = TimeSpan.FromMinutes(1);
        foreach (var arguments in new[] { new[] { "rm", "-f", _name }, ["rmi", "-f", _name] })
            await ProcessRunner.RunAsync(DockerEngine.Cli, arguments, Path.GetTempPath(), DockerEngine.Variables(), quiet, CancellationToken.None);
    }
}
