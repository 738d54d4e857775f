using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Model.Tests.Planning;

/// <summary>Facts of small projects, and short ways to ask for what was planned.</summary>
internal static class Facts
{
    public static ProjectFacts Tool { get; } = new()
    {
        ProjectName = "Tool",
        App = new()
        {
            AssemblyName = "tool",
            TargetFileName = "tool.dll",
            FrameworkVersion = "10.0",
            SdkVersion = "10.0.401",
            SdkRuntimeIdentifier = "linux-x64",
        },
    };

    public static ProjectFacts Web { get; } = Tool with { App = Tool.App with { UsesAspNetCore = true, IsWebProject = true } };

    public static ItemFact Item(string include, params (string Name, string Value)[] metadata) =>
        new(include, metadata.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase));

    public static PublishedFile File(string path, PublishedFileOrigin origin = PublishedFileOrigin.Unknown, string version = "", bool executable = false, long size = 1) =>
        new() { Source = "/build/publish/" + path, RelativePath = path, Origin = origin, PackageVersion = version, Executable = executable, Size = size };

    public static ImagePlan Plan(ProjectFacts facts)
    {
        var result = ImagePlanner.Plan(facts);
        return result.Value ?? throw new AssertFailedException(string.Join("\n", result.Diagnostics));
    }

    public static string[] Codes(ProjectFacts facts) => [.. ImagePlanner.Plan(facts).Diagnostics.Select(diagnostic => diagnostic.Code.Id)];

    public static string[] Paths(ImagePlan plan, string layer) =>
        [.. plan.Layers.Where(l => l.Name == layer).SelectMany(l => l.Entries).Select(entry => entry.Path.Value + (entry.Kind == FileEntryKind.Directory ? "/" : ""))];

    public static FileEntry Entry(ImagePlan plan, string path) => plan.Layers.SelectMany(layer => layer.Entries).Single(entry => entry.Path.Value == path);
}
