namespace Containerize.Bench;

/// <summary>Runs the tools in turns and writes down what each took.</summary>
public sealed class CellRunner(Workspace workspace, Options options)
{
    private readonly PlainPublish _plain = new(workspace);
    private readonly Tool[] _tools = [.. new Tool[] { new ContainerizePublish(workspace), new SdkPublish(workspace), new DockerBuild(workspace) }.Where(tool => Options.Allows(options.Tools, tool.Name))];
    private readonly HashSet<MadeImage> _images = [];
    private int _number;

    /// <summary>An engine that is to build has the bases; no tool's time includes pulling them into it.</summary>
    public void PullBases(IEnumerable<Output> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        foreach (var output in outputs.DistinctBy(workspace.EngineOf).Where(output => workspace.EngineOf(output) is not null))
        {
            foreach (var image in BenchApp.All.Select(app => $"{workspace.Registry}/{app.Base}").Distinct())
            {
                new Command("docker", ["pull", "-q", image], workspace["apps"]).Run(workspace.Environment(output));
                _images.Add(new("base", output, image));
            }
        }
    }

    /// <summary>Publishes once with every tool, so that what follows has something to be unchanged from.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public string? Settle(BenchApp app, Output output)
    {
        var round = new Round(new(app, output, BuildCase.Unchanged), ++_number, -1);
        try
        {
            using var held = HeldLock.Take(options.Lock);
            foreach (var tool in Order(0))
                Measure(tool, round, sampleMemory: false);

            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            return e.Message;
        }
    }

    /// <summary>Measures one cell. The first round is not timed: it warms up, and memory is looked at in it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="cancellationToken">Ends it after the round that runs; what was measured by then is returned.</param>
    public CellResult Run(Cell cell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var rounds = Schedule.RoundsOf(cell, options);
        var result = new CellResult(cell);
        try
        {
            for (var index = -1; index < rounds && !cancellationToken.IsCancellationRequested; index++)
            {
                var round = new Round(cell, ++_number, index);
                using var held = HeldLock.Take(options.Lock);
                result.Add(Order(index).ToDictionary(tool => tool.Name, tool => Measure(tool, round, sampleMemory: index < 0)), memoryOnly: index < 0);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            result.Failure = e.Message;
        }

        return result;
    }

    /// <summary>Removes every image that was made. The registry is the caller's.</summary>
    public void RemoveImages()
    {
        Remove(_ => true);
    }

    // Plain publish comes next to Containerize, before and after it in turns; docker uses what plain publish wrote and comes after it.
    private IEnumerable<Tool> Order(int index)
    {
        var ours = _tools.Where(tool => tool.Name == "ours");
        var others = _tools.Where(tool => tool.Name != "ours").OrderBy(tool => tool.Name == "docker" ? 1 : 0);
        return index % 2 == 0 ? [_plain, .. ours, .. others] : [.. ours, _plain, .. others];
    }

    private Sample Measure(Tool tool, Round round, bool sampleMemory)
    {
        var output = round.Cell.Output;
        if (round.Cell.Case == BuildCase.Cold)
            Remove(image => image.Tool == tool.Name);

        tool.Prepare(round);
        var replaced = tool.Images(round).Select(image => (Image: image, Id: IdOf(output, image))).ToArray();
        var environment = workspace.Environment(output);
        var (before, started) = (workspace.Traffic, DateTime.UtcNow);
        var (elapsed, peak) = (TimeSpan.Zero, 0L);
        foreach (var command in tool.Commands(round))
        {
            var result = command.Run(environment, sampleMemory);
            elapsed += result.Elapsed;
            peak = Math.Max(peak, result.PeakMemory);
        }

        var traffic = workspace.Traffic.Since(before);
        foreach (var (image, id) in replaced)
        {
            _images.Add(new(tool.Name, output, image));
            if (id.Length > 0 && IdOf(output, image) != id)
                RemoveImage(output, id); // it has lost its name, and would fill the disk
        }

        return new(elapsed.TotalSeconds, output.Name == "archive" ? traffic with { Bytes = Written(tool, started), BlobBytes = 0 } : traffic, peak);
    }

    private long Written(Tool tool, DateTime since)
    {
        var folder = new DirectoryInfo(workspace[$"archives/{tool.Name}"]);
        return folder.Exists ? folder.EnumerateFiles().Where(file => file.LastWriteTimeUtc >= since).Sum(file => file.Length) : 0;
    }

    private string IdOf(Output output, string image) =>
        new Command("docker", ["images", "-q", "--no-trunc", image], workspace["apps"]).Run(workspace.Environment(output)).Output.Trim();

    private void Remove(Func<MadeImage, bool> which)
    {
        foreach (var image in _images.Where(which).ToArray())
        {
            _images.Remove(image);
            RemoveImage(image.Output, image.Name);
        }
    }

    private void RemoveImage(Output output, string image)
    {
        try
        {
            new Command("docker", ["rmi", "-f", image], workspace["apps"]).Run(workspace.Environment(output));
        }
        catch (InvalidOperationException)
        {
            // It is gone already, or another image stands on it.
        }
    }

    private readonly record struct MadeImage(string Tool, Output Output, string Name);
}
