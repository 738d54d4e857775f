using Containerize.Pipeline;

namespace Containerize.Ci;

/// <summary>What a later step of a release needs to know of an image.</summary>
/// <param name="Project">Name of the project, to tell several apart.</param>
/// <param name="Image">The first reference, of a registry when there is one: <c>registry.example.com/team/shop:1.2</c>.</param>
/// <param name="Digest">Digest of the manifest, <c>sha256:…</c>.</param>
/// <param name="Tags">Tags in declared order.</param>
internal sealed record CiValues(string Project, string Image, string Digest, IReadOnlyList<string> Tags)
{
    public static CiValues From(PublishResult result)
    {
        var main = result.Outputs.FirstOrDefault(output => output.Kind == "registry") ?? result.Outputs[0];
        return new(result.Plan.Project, main.References is [var first, ..] ? first : "", result.Image.Manifest.Digest.Value, result.Plan.Name.Tags);
    }

    /// <summary>Names and values, each under its plain name and, for builds of several projects, under one that holds the project's.</summary>
    /// <param name="name">Makes a name of <c>image</c> and the like, and of a project or null.</param>
    public IEnumerable<(string Name, string Value)> Pairs(Func<string, string?, string> name)
    {
        foreach (var project in new[] { null, Project })
        {
            yield return (name("image", project), Image);
            yield return (name("digest", project), Digest);
            yield return (name("tags", project), string.Join(' ', Tags));
        }
    }
}
