using Containerize.Images;

namespace Containerize.Planning;

/// <summary>
/// The layers that packages fill, foreseen before the app is compiled. They depend on little of a project, so that is asked and nothing else; what is wrong
/// with the rest is the plan's to say.
/// </summary>
/// <param name="Created">Time of every entry in seconds since the Unix epoch.</param>
/// <param name="CompressionLevel">0 to 9.</param>
/// <param name="Layers">Bottom to top; none when no package brings a file.</param>
public sealed record PackageLayers(long Created, int CompressionLevel, IReadOnlyList<LayerPlan> Layers)
{
    private static readonly string[] Names = [LayerNames.Runtime, LayerNames.Packages, LayerNames.PackagesPreview];

    /// <summary>The same layers that the plan will have, if the publish copies the files that are listed and changes none of them.</summary>
    public static PackageLayers Foresee(ProjectFacts facts)
    {
        var platform = PlatformChoice.Choose(facts).Value;
        var published = TrimRuntimes.Choose(facts, platform, ImagePlanner.IsGlibcOnly(facts, BaseImageChoice.Choose(facts, platform).Value, platform)).Value;
        var layers = LayerChoice.Choose(facts, published, WorkingDirectoryChoice.Choose(facts).Value, user: null).Value;
        return new(CreatedChoice.Choose(facts).Value, CompressionChoice.Choose(facts).Value, [.. layers.Where(layer => Names.Contains(layer.Name))]);
    }
}
