using System.Globalization;
using Containerize.Caching;
using Containerize.Images;
using Containerize.Io;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Containerize.Tasks;

/// <summary>Makes the image of a plan, writes it where it belongs, and writes the report.</summary>
public sealed class BuildImage : DockerfileInputs
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    [Required] public string PlanFile { get; set; } = "";
    [Required] public string ReportPath { get; set; } = "";
    public string ProjectName { get; set; } = "";
    public string ArchiveOutputPath { get; set; } = "";
    public string DefaultArchiveDirectory { get; set; } = "";
    public string Push { get; set; } = "";
    public string PushAsked { get; set; } = "";
    public string Output { get; set; } = "";
    public string NeedsEngine { get; set; } = "";
    public string CiOutputs { get; set; } = "";
    public string CacheLimit { get; set; } = "";
#pragma warning restore CS1591

    /// <summary>Each reference of the image, with Digest, ConfigDigest, Platform, Size and Pushed.</summary>
    [Output]
#pragma warning disable CA1819 // MSBuild wants an array
    public ITaskItem[] Images { get; set; } = [];
#pragma warning restore CA1819

    /// <summary>References, digest and what was sent, for the line of the run that comes after.</summary>
    [Output]
    public string Line { get; set; } = "";

    /// <inheritdoc />
    protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = PlanJson.Read(await File.ReadAllBytesAsync(PlanFile, cancellationToken).ConfigureAwait(false));
        var outputs = Report(OutputChoice.Choose(new OutputFacts
        {
            ArchivePath = ArchiveOutputPath,
            Registries = plan.Name.Registries,
            NativeFiles = plan.Layers.FirstOrDefault(layer => layer.Name == LayerNames.Native)?.Entries.Count(entry => entry.Path.Value.Contains(".so", StringComparison.Ordinal)) ?? 0,
            Push = Push,
            PushAsked = IsTrue(PushAsked),
            Output = Output,
            Run = IsTrue(NeedsEngine),
            Offline = IsTrue(Offline),
        }));
        if (outputs is null)
            return;

        if (ChooseBuilder(plan) is not { } builder)
            return;

        var settings = ReadSettings(Path.GetDirectoryName(PlanFile)!, ReadEnvironment());
        using var connections = new Connections(settings, ShareConnections(settings), this);
        var result = await (builder switch
        {
            ImageBuilder.Direct => BuildDirectAsync(connections, plan, outputs, cancellationToken),
            ImageBuilder.Engine => BuildOnEngineAsync(connections, plan, outputs, cancellationToken),
            _ => new BuildxPipeline(connections, ReadBuildxOptions(), this).RunAsync(plan, ReadRequest(plan), outputs, targets => OpenAsync(connections, targets, plan, cancellationToken), cancellationToken),
        }).ConfigureAwait(false) with { Warnings = Warnings };

        await AtomicFile.WriteTextIfDifferentAsync(Path.GetFullPath(ReportPath, ProjectDirectory), ReportJson.Write(result), cancellationToken).ConfigureAwait(false);
        Images = [.. result.Outputs.SelectMany(output => output.References.Select(reference => Describe(result, reference, output.Kind)))];
        Tell(result);
        Prune(result, connections.Store);
        if (!string.Equals(CiOutputs, "false", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var command in await Ci.CiOutputs.WriteAsync(result, ReadEnvironment(), this, cancellationToken).ConfigureAwait(false))
                Say(command);
        }
    }

    // Only what was made anew lets the cache grow.
    private void Prune(PublishResult result, BlobStore store)
    {
        var limit = CacheLimitChoice.Choose(CacheLimit);
        foreach (var diagnostic in limit.Diagnostics)
            Report(diagnostic);

        if (result.Image.Layers.Any(layer => layer is { IsBase: false, Cached: false }))
            new CachePrune(store).Run(limit.Value, [.. result.Image.Layers.Select(layer => layer.Descriptor.Digest), result.Image.Config.Digest], DateTime.UtcNow);
    }

    private async Task<PublishResult> BuildDirectAsync(Connections connections, ImagePlan plan, IReadOnlyList<OutputTarget> outputs, CancellationToken cancellationToken)
    {
        var sinks = await OpenAsync(connections, outputs, plan, cancellationToken).ConfigureAwait(false);
        var folder = Path.GetDirectoryName(Path.GetFullPath(PlanFile))!;
        var hashes = FileHashes.Load(Path.Combine(folder, "hashes.txt"));
        var pipeline = new PublishPipeline(connections.BasesOf(plan, folder), new LayerCache(connections.Store, hashes), connections.Early, this);
        var result = await pipeline.RunAsync(plan, sinks, cancellationToken).ConfigureAwait(false);
        hashes.Save();
        return result;
    }

    private Task<PublishResult> BuildOnEngineAsync(Connections connections, ImagePlan plan, IReadOnlyList<OutputTarget> outputs, CancellationToken cancellationToken) =>
        new EngineBuildPipeline(connections, this).RunAsync(
            plan, ReadRequest(plan), generated: !IsCustom, outputs, targets => OpenAsync(connections, targets, plan, cancellationToken), cancellationToken);

    private Task<IReadOnlyList<IImageSink>> OpenAsync(Connections connections, IReadOnlyList<OutputTarget> outputs, ImagePlan plan, CancellationToken cancellationToken) =>
        connections.OpenAsync(outputs, plan, ProjectDirectory, Path.GetFullPath(DefaultArchiveDirectory, ProjectDirectory), cancellationToken);

    private void Tell(PublishResult result)
    {
        foreach (var line in ResultText.Table(result))
            Say(line);

        foreach (var timing in result.Timings)
            Detail(string.Create(CultureInfo.InvariantCulture, $"  {timing.Step}: {timing.Milliseconds} ms"));

        // The one form of message that the terminal logger shows.
        Line = ResultText.Line(result);
        Say($"{ProjectName} -> {Line}");
    }

    private static TaskItem Describe(PublishResult result, string reference, string kind)
    {
        var item = new TaskItem { ItemSpec = reference };
        item.SetMetadata("Digest", result.Image.Manifest.Digest.Value);
        item.SetMetadata("ConfigDigest", result.Image.Config.Digest.Value);
        item.SetMetadata("Platform", result.Plan.Platform.ToString());
        item.SetMetadata("Size", result.Image.Layers.Sum(layer => layer.Descriptor.Size).ToString(CultureInfo.InvariantCulture));
        item.SetMetadata("Pushed", kind == "registry" ? "true" : "false");
        return item;
    }
}
