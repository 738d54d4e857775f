namespace Containerize.Bench;

/// <summary>A way from a project to an image.</summary>
/// <param name="workspace">Where it works.</param>
public abstract class Tool(Workspace workspace)
{
    /// <summary>Short name, for filters: <c>plain</c>, <c>ours</c>, <c>sdk</c>, <c>docker</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Where it works.</summary>
    protected Workspace Workspace => workspace;

    /// <summary>Brings about what the case says, before the clock starts.</summary>
    public virtual void Prepare(Round round)
    {
        ArgumentNullException.ThrowIfNull(round);
        var files = workspace.Files(round.Cell.App, Name);
        // A cold round compiles, whoever publishes: what we forget has the compiler run, so it must for the others.
        if (round.Cell.Case is BuildCase.Line or BuildCase.Cold)
            files.ChangeLine(round.Number, everywhere: round.Cell.Case == BuildCase.Cold);

        if (round.Cell.Case == BuildCase.Package)
            files.AddPackages(round.Index + 2); // one more than in the round before

        if (round.Cell.Case == BuildCase.Cold)
            Forget(round);
    }

    /// <summary>What is measured, one after the other.</summary>
    public abstract IEnumerable<Command> Commands(Round round);

    /// <summary>Names of the images that a round leaves in the engine.</summary>
    public virtual IEnumerable<string> Images(Round round)
    {
        ArgumentNullException.ThrowIfNull(round);
        return round.Cell.Output.IsEngine ? round.Cell.App.ProjectNames.Select(project => $"{Repository(round)}/{project.ToLowerInvariant()}:latest") : [];
    }

    /// <summary>Removes what earlier rounds left outside of the project.</summary>
    protected abstract void Forget(Round round);

    /// <summary>First part of the images' names: a tool's own, or one would move another's tags.</summary>
    protected string Repository(Round round)
    {
        ArgumentNullException.ThrowIfNull(round);
        return $"{round.Repository}-{Name}";
    }

    /// <summary>A folder goes, if it is there.</summary>
    protected static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>The command that publishes the app.</summary>
    protected Command Publish(Round round, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(round);
        var files = workspace.Files(round.Cell.App, Name);
        var output = round.Cell.Output.IsEngine ? "engine" : round.Cell.Output.Name;
        return new("dotnet", ["publish", files.Target, "-tl:off", $"-p:BenchTool={Name}", $"-p:BenchOutput={output}", $"-p:BenchRepository={Repository(round)}", .. arguments], files.Folder);
    }
}

/// <summary>What the others are measured against: publishing alone.</summary>
public sealed class PlainPublish(Workspace workspace) : Tool(workspace)
{
    /// <inheritdoc />
    public override string Name => "plain";

    /// <inheritdoc />
    public override IEnumerable<Command> Commands(Round round) => [Publish(round)];

    /// <inheritdoc />
    public override IEnumerable<string> Images(Round round) => [];

    /// <inheritdoc />
    protected override void Forget(Round round)
    {
        // It remembers nothing.
    }
}

/// <summary>Containerize, as a package.</summary>
public sealed class ContainerizePublish(Workspace workspace) : Tool(workspace)
{
    /// <inheritdoc />
    public override string Name => "ours";

    /// <inheritdoc />
    public override IEnumerable<Command> Commands(Round round) => [Publish(round, "-p:Containerize=true")];

    /// <inheritdoc />
    protected override void Forget(Round round)
    {
        ArgumentNullException.ThrowIfNull(round);
        Delete(Workspace["cache"]);
        var folder = Workspace.Files(round.Cell.App, Name).Folder;
        foreach (var project in round.Cell.App.ProjectNames.Select(project => Path.Combine(folder, project, "obj")).Where(Directory.Exists))
        {
            foreach (var record in Directory.EnumerateDirectories(project, "containerize", SearchOption.AllDirectories).ToArray())
                Delete(record);
        }

        Delete(Workspace[$"archives/{Name}"]);
    }
}

/// <summary>The SDK's own target.</summary>
public sealed class SdkPublish(Workspace workspace) : Tool(workspace)
{
    /// <inheritdoc />
    public override string Name => "sdk";

    /// <inheritdoc />
    public override IEnumerable<Command> Commands(Round round) => [Publish(round, "-t:PublishContainer")];

    /// <inheritdoc />
    protected override void Forget(Round round)
    {
        Delete(Workspace["tmp/Containers"]); // it keeps the base's layers below the folder for temporary files
        Delete(Workspace[$"archives/{Name}"]);
    }
}

/// <summary>A hand-written Dockerfile over the folder that plain publish filled in the same round, then <c>docker push</c> or <c>docker save</c>.</summary>
public sealed class DockerBuild(Workspace workspace) : Tool(workspace)
{
    /// <inheritdoc />
    public override string Name => "docker";

    /// <inheritdoc />
    public override void Prepare(Round round)
    {
        ArgumentNullException.ThrowIfNull(round);
        Directory.CreateDirectory(Workspace[$"archives/{Name}"]);
        var dockerfiles = Path.Combine(Workspace[$"apps/{round.Cell.App.Name}"], "dockerfiles");
        Directory.CreateDirectory(dockerfiles);
        foreach (var project in round.Cell.App.ProjectNames)
        {
            var start = round.Cell.App.SelfContained ? $"\"./{project}\"" : $"\"dotnet\", \"{project}.dll\"";
            File.WriteAllText(Path.Combine(dockerfiles, project), $"FROM {Workspace.Registry}/{round.Cell.App.Base}\nWORKDIR /app\nCOPY . .\nUSER $APP_UID\nENTRYPOINT [{start}]\n");
            if (round.Cell.Case == BuildCase.Cold)
                CopyContext(round, project);
        }

        if (round.Cell.Case == BuildCase.Cold)
            Delete(Path.Combine(Workspace["cold"], (round.Number - 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <inheritdoc />
    public override IEnumerable<Command> Commands(Round round)
    {
        ArgumentNullException.ThrowIfNull(round);
        var folder = Workspace[$"apps/{round.Cell.App.Name}"];
        foreach (var project in round.Cell.App.ProjectNames)
        {
            var image = Image(round, project);
            string[] cold = round.Cell.Case == BuildCase.Cold ? ["--no-cache"] : [];
            yield return new("docker", ["build", "-q", .. cold, "-f", $"dockerfiles/{project}", "-t", image, Context(round, project)], folder);
            if (round.Cell.Output.Name == "registry")
                yield return new("docker", ["push", "-q", image], folder);

            if (round.Cell.Output.Name == "archive")
                yield return new("docker", ["save", "-o", Workspace[$"archives/{Name}/{project}.tar"], image], folder);
        }
    }

    /// <inheritdoc />
    public override IEnumerable<string> Images(Round round)
    {
        ArgumentNullException.ThrowIfNull(round);
        return round.Cell.App.ProjectNames.Select(project => Image(round, project));
    }

    /// <inheritdoc />
    protected override void Forget(Round round)
    {
        // Prepare does it: images are removed by the caller, and the context is a new one.
    }

    private string Image(Round round, string project) => (round.Cell.Output.Name == "registry" ? Workspace.Registry + "/" : "") + $"{Repository(round)}/{project.ToLowerInvariant()}:latest";

    private string Context(Round round, string project) =>
        round.Cell.Case == BuildCase.Cold ? Workspace[$"cold/{round.Number}/{project}"] : Workspace.Files(round.Cell.App, "plain").PublishFolder(project);

    // BuildKit remembers what it was sent from a folder, and the engine which layers it has pushed: a cold round has another folder and one file more.
    private void CopyContext(Round round, string project)
    {
        var context = Context(round, project);
        Directory.CreateDirectory(Path.GetDirectoryName(context)!);
        Workspace.Run(new("cp", ["-al", Workspace.Files(round.Cell.App, "plain").PublishFolder(project), context], Workspace["apps"]));
        File.WriteAllText(Path.Combine(context, "round.txt"), Guid.NewGuid().ToString());
    }
}
