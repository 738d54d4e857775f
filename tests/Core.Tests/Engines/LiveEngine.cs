using Containerize.Diagnostics;
using Containerize.Engines;
using Containerize.Oci;
using Containerize.Oci.Layouts;
using Containerize.Running;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engines;

/// <summary>A real engine for one test, with a label of its own; what carries the label is removed at the end, and the images too.</summary>
internal sealed class LiveEngine : IAsyncDisposable, IBuildLog
{
    private readonly List<string> _references = [];

    private LiveEngine(IContainerEngine client) => Client = client;

    public IContainerEngine Client { get; }

    public ContainerRunner Runner => new(Client, this);

    public ProjectLabel Label { get; } = ProjectLabel.Create(new("test", "test"), Guid.NewGuid().ToString());

    public List<Diagnostic> Reported { get; } = [];

    /// <param name="name"><c>docker</c>, <c>podman</c>, or <c>containerd</c> for a Docker with containerd's store.</param>
    public static LiveEngine Open(string name) => Open(new EngineClient(
        EngineAddress.Parse(
            name switch
            {
                "docker" => TestEnvironment.RequireDocker(),
                "containerd" => TestEnvironment.RequireContainerdStore(),
                _ => TestEnvironment.RequirePodman(),
            },
            "test"),
        new()));

    /// <summary>An engine that is reached in a way of the test's own; it is disposed with this.</summary>
    public static LiveEngine Open(IContainerEngine client) => new(client);

    /// <summary>Loads an image under a name of this test's own.</summary>
    public async Task<string> LoadAsync(Image image, CancellationToken cancellationToken)
    {
        var reference = NewReference();
        await Sink(reference).WriteAsync(image, cancellationToken);
        return reference;
    }

    public EngineSink Sink(params string[] references) => Sink(new ImageRelatives(), references);

    public EngineSink Sink(ImageRelatives relatives, params string[] references) => new(Client, references, relatives, ImageArchive.WriteAsync);

    public string NewReference(string repository = "ctz-test/shop")
    {
        var reference = $"{repository}:{Guid.NewGuid():N}";
        _references.Add(reference);
        return reference;
    }

    public RunRequest Request(string image) => new() { Image = image, Name = "shop", Label = Label };

    public void Report(Diagnostic diagnostic) => Reported.Add(diagnostic);

    public void Detail(string line)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await Runner.RemoveAsync(Label, removeVolumes: true, CancellationToken.None);
        foreach (var reference in _references)
            await Client.RemoveImageAsync(reference, force: true, CancellationToken.None);
        (Client as IDisposable)?.Dispose();
    }
}
