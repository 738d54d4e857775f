using Containerize.Analysis;
using Containerize.Images;

namespace Containerize.Analyzers.Project;

/// <summary>An image that the project can become: the planned one, or one of a Dockerfile. Rules about what an image lacks ask it.</summary>
internal sealed class PossibleImage
{
    private const string InvariantVariable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    private readonly IReadOnlyList<NamedValue> _environment;
    private readonly string _additions;

    private PossibleImage(string reference, IReadOnlyList<NamedValue> environment, string additions) =>
        (Base, Contents, _environment, _additions) = (reference, BaseContents.Find(reference), environment, additions);

    /// <summary>Full reference of its base.</summary>
    public string Base { get; }

    /// <summary>Null when nobody knows without reading the base.</summary>
    public BaseContents? Contents { get; }

    /// <summary>All of them; none for a library, whose image is another project's.</summary>
    public static IReadOnlyList<PossibleImage> Of(ContainerProject project)
    {
        if (!project.IsApp)
            return [];

        var items = project.Facts.Items.Where(item => item.Type is "ContainerPackage" or "ContainerFile").Select(item => item.Fact.Include + " " + item.Fact["TargetPath"]);
        var images = new List<PossibleImage> { new(project.Image.Base, project.Image.Environment, string.Join(" ", items)) };
        foreach (var file in ProjectFiles.Dockerfiles(project))
        {
            var stages = file.Dockerfile.Final;
            if (stages.Count > 0 && !stages[0].Image.HasVariable)
                images.Add(new(stages[0].Image.Text, [.. stages.SelectMany(stage => stage.Instructions).SelectMany(instruction => instruction.Variables).Select(Value)], file.Text.ToString()));
        }

        return images;

        static NamedValue Value(Dockerfiles.DockerfileVariable variable) => new(variable.Name, variable.HasVariable ? "$" : variable.Value);
    }

    /// <summary>True when something is put on top of the base that has to do with a word: a package, a file, an instruction of the Dockerfile.</summary>
    public bool Adds(string word)
    {
        for (var at = _additions.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = _additions.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(_additions[at - 1])) && (end == _additions.Length || !char.IsLetterOrDigit(_additions[end])))
                return true;
        }

        return false;
    }

    /// <summary>True when cultures are certainly switched off. A variable wins over what the app was built with.</summary>
    public bool IsInvariant(ContainerProject project)
    {
        if (Contents is null || ProjectFiles.Services(project).Any(pair => !pair.Service.IsComplete || pair.Service.Environment.Any(variable => variable.Name == InvariantVariable)))
            return false;

        var value = _environment.LastOrDefault(variable => variable.Name == InvariantVariable)?.Value;
        return value is null ? Contents.IsInvariant ?? project.Facts.Is("InvariantGlobalization") : value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True when it certainly knows no time zone but UTC.</summary>
    public bool LacksTimeZones => Contents is { HasTimeZones: false } && !Adds("tzdata") && !Adds("zoneinfo");
}
