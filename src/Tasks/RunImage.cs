using Containerize.Pipeline;
using Containerize.Running;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Starts a container of the image, waits until it is ready, and says where it is.</summary>
public sealed class RunImage : EngineTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    [Required] public string PlanFile { get; set; } = "";
    public string Detach { get; set; } = "";
    public string Follow { get; set; } = "";
    public string ImageLine { get; set; } = "";
#pragma warning restore CS1591

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = PlanJson.Read(await File.ReadAllBytesAsync(PlanFile, cancellationToken).ConfigureAwait(false));
        using var connections = Connect();
        var runner = await OpenRunnerAsync(connections, cancellationToken).ConfigureAwait(false);
        var container = await runner.StartAsync(RunRequest.From(plan, Label, ReadEnvironment()), cancellationToken).ConfigureAwait(false);
        var urls = container.Addresses.Select(address => address.Url).OfType<string>().ToArray();
        var address = urls.Length > 0 ? string.Join(", ", urls) : container.Readiness;
        if (IsTrue(Detach) || !(IsTrue(Follow) || (Follow.Length == 0 && LiveConsole.IsThere(ReadEnvironment()))))
        {
            // The terminal logger shows only the last line of this form, so it holds what the image's line said, too.
            Say($"{ProjectName} -> {address} ({(ImageLine.Length > 0 ? ImageLine : container.Image)}; log: docker logs -f {container.Name}; stop: dotnet build -t:ContainerizeStop)");
            return;
        }

        Say($"{ProjectName} -> {address}; Ctrl-C stops it");
        try
        {
            await foreach (var line in runner.FollowAsync(container, cancellationToken).ConfigureAwait(false))
                Say(line.Text);
        }
        finally
        {
            await runner.RemoveAsync(Label, removeVolumes: false, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
