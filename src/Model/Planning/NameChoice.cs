using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.References;

namespace Containerize.Planning;

/// <summary>
/// What the image is called. A ContainerRepository that names a registry or a tag (<c>reg:5000/team/x:1.2</c>) is taken apart as long as
/// no other property says the same thing.
/// </summary>
internal static class NameChoice
{
    public static Choice<ImageName> Choose(ProjectFacts facts)
    {
        var found = new List<Diagnostic>();
        var registries = Registries(facts.Image, found);
        var (registry, repository, tag) = Repository(facts, registries.Count > 0, found);
        if (registry is not null)
            registries.Add(registry);

        var name = new ImageName { Repository = repository, Tags = Tags(facts.Image, tag, found), Registries = registries };
        return new(name, found, string.Join(", ", name.References));
    }

    private static List<string> Registries(ImageFacts image, List<Diagnostic> found)
    {
        var registries = new List<string>();
        if (image.ContainerRegistry.Length > 0)
            Add(image.ContainerRegistry, "ContainerRegistry");
        foreach (var registry in image.ContainerizeRegistries)
            Add(registry, "ContainerizeRegistry");
        return registries;

        void Add(string registry, string source)
        {
            if (!ReferenceParser.IsRegistry(registry))
                found.Add(ProjectCodes.InvalidRegistry.With(registry, source));
            else if (!registries.Contains(ReferenceParser.UnifyHub(registry)))
                registries.Add(ReferenceParser.UnifyHub(registry));
        }
    }

    private static (string? Registry, string Repository, string? Tag) Repository(ProjectFacts facts, bool hasRegistry, List<Diagnostic> found)
    {
        var declared = facts.Image.ContainerRepository;
        if (declared.Length == 0)
            return (null, FromAssemblyName(facts, found), null);

        var name = declared;
        if (name.IndexOf('@') >= 0)
            return Refuse("a digest cannot be chosen");

        string? tag = null;
        var colon = name.LastIndexOf(':');
        if (colon > name.LastIndexOf('/'))
        {
            tag = name.Substring(colon + 1);
            name = name.Substring(0, colon);
            if (!ReferenceParser.IsTag(tag))
                return Refuse($"'{tag}' is not a tag");
            if (facts.Image.ContainerImageTag.Length > 0 || facts.Image.ContainerImageTags.Length > 0)
                return Refuse($"it names the tag '{tag}', and ContainerImageTag or ContainerImageTags is set as well");
        }

        string? registry = null;
        var slash = name.IndexOf('/');
        var first = slash < 0 ? "" : name.Substring(0, slash);
        if (first.IndexOfAny(['.', ':']) >= 0 || first == "localhost")
        {
            if (!hasRegistry && ReferenceParser.IsRegistry(first))
                (registry, name) = (ReferenceParser.UnifyHub(first), name.Substring(slash + 1));
            else if (first.IndexOf(':') >= 0)
                return Refuse(hasRegistry ? $"it names the registry '{first}', and another is set as well" : $"'{first}' is not a registry");
        }

        if (name.IndexOf(':') >= 0)
            return Refuse("a ':' stands only before a port or a tag");

        var adapted = Lower(name);
        if (!ReferenceParser.IsRepository(adapted, out var problem))
            return Refuse(problem);
        if (adapted != name)
            found.Add(ProjectCodes.RepositoryNormalized.With(name, adapted));
        return (registry, adapted, tag);

        (string?, string, string?) Refuse(string reason)
        {
            found.Add(ProjectCodes.InvalidRepository.With(declared, reason));
            return (null, "app", null);
        }
    }

    private static string FromAssemblyName(ProjectFacts facts, List<Diagnostic> found)
    {
        var name = facts.App.AssemblyName;
        var adapted = new StringBuilder();
        foreach (var c in Lower(name).Replace('/', '-'))
        {
            // Of several separators in a row one '-' is left; none begins the name.
            if (c is not ('.' or '_' or '-'))
                adapted.Append(c);
            else if (adapted.Length > 0 && adapted[adapted.Length - 1] is ('.' or '_' or '-'))
                adapted[adapted.Length - 1] = '-';
            else if (adapted.Length > 0)
                adapted.Append(c);
        }

        var repository = adapted.ToString().TrimEnd('.', '_', '-');
        if (!ReferenceParser.IsRepository(repository, out var problem))
        {
            found.Add(ProjectCodes.InvalidRepository.With("", $"the assembly name '{name}' gives none ({problem})"));
            return "app";
        }

        if (!string.Equals(repository, name, StringComparison.OrdinalIgnoreCase))
            found.Add(ProjectCodes.RepositoryNormalized.With(name, repository));
        return repository;
    }

    private static string Lower(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            text.Append(c switch
            {
                >= 'A' and <= 'Z' => (char)(c + ('a' - 'A')),
                >= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '_' or '-' or '/' => c,
                _ => '-',
            });
        }

        return text.ToString();
    }

    private static List<string> Tags(ImageFacts image, string? fromRepository, List<Diagnostic> found)
    {
        var tags = new List<string>();
        if (image.ContainerImageTag.Length > 0 && image.ContainerImageTags.Length > 0)
            found.Add(ProjectCodes.TagAndTags.With());

        if (image.ContainerImageTag.Length > 0)
            Add(image.ContainerImageTag, "ContainerImageTag");
        foreach (var tag in image.ContainerImageTags.Split([';', ',', '+', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            Add(tag, "ContainerImageTags");

        if (tags.Count == 0)
            tags.Add(fromRepository ?? "latest");
        return tags;

        void Add(string tag, string source)
        {
            if (!ReferenceParser.IsTag(tag))
                found.Add(ProjectCodes.InvalidTag.With(tag, source));
            else if (!tags.Contains(tag))
                tags.Add(tag);
        }
    }
}
