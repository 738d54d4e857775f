using Containerize.Caching;
using Containerize.Pipeline;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Removes from the cache what was used longest ago, down to its limit.</summary>
public sealed class PruneCache : ConnectedTask
{
#pragma warning disable CS1591 // MSBuild properties of the same names
    [Required] public string WorkFolder { get; set; } = "";
    public string ProjectName { get; set; } = "";
    public string Limit { get; set; } = "";
#pragma warning restore CS1591

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken cancellationToken)
    {
        var limit = CacheLimitChoice.Choose(Limit);
        foreach (var diagnostic in limit.Diagnostics)
            Report(diagnostic);

        if (Log.HasLoggedErrors)
            return Task.CompletedTask;

        var folder = ReadSettings(WorkFolder, ReadEnvironment()).CacheFolder;
        var done = new CachePrune(new BlobStore(folder)).Run(limit.Value, [], DateTime.UtcNow);
        Say($"{ProjectName} -> {folder}: {ResultText.Size(done.Before)} before, {ResultText.Size(done.After)} now");
        return Task.CompletedTask;
    }
}
