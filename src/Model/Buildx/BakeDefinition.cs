using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Buildx;

/// <summary>A target of a bake file: every value as it stands in the file, where <c>${…}</c> and <c>%{…}</c> would be expanded and are therefore escaped.</summary>
public sealed record BakeDefinition
{
    /// <summary>Name of the target: letters, digits, <c>_</c> and <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Values of one word each, by attribute, in the order of the file; none is empty.</summary>
    public required IReadOnlyList<NamedValue> Words { get; init; }

    /// <summary>Build arguments, ordered by name.</summary>
    public required IReadOnlyList<NamedValue> Arguments { get; init; }

    /// <summary>Lists, by attribute, in the order of the file; none is empty.</summary>
    public required IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Lists { get; init; }

    /// <summary>Targets in the order of the projects' names, so that the file does not depend on the order of the solution.</summary>
    /// <returns>CTZ0630 when two projects have the same image name: the later build would replace the other.</returns>
    public static Result<IReadOnlyList<BakeDefinition>> Choose(IEnumerable<BakeTarget> targets)
    {
        var ordered = targets.OrderBy(target => target.Project, StringComparer.Ordinal).ToArray();
        var twice = ordered.SelectMany(target => target.References.Select(reference => (target.Project, reference)))
            .GroupBy(pair => pair.reference, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => BuildCodes.SameImageName.With(group.Key, string.Join("' and '", group.Select(pair => pair.Project))))
            .ToArray();

        // 'default' is the group of all.
        var used = new HashSet<string>(StringComparer.Ordinal) { "default" };
        return new([.. ordered.Select(target => Of(target, NameOf(target.Project, used)))], twice);
    }

    private static BakeDefinition Of(BakeTarget target, string name)
    {
        var lists = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        Add("tags", target.References);
        Add("platforms", target.Platform.Length > 0 ? [target.Platform] : []);
        Add("secret", target.Secrets);
        Add("cache-from", target.CacheFrom);
        Add("cache-to", target.CacheTo);
        Add("output", [target.Push ? $"type=image,push=true,oci-mediatypes={(target.Oci ? "true" : "false")},rewrite-timestamp=true" : "type=docker"]);

        // Attestations would turn an image into an index of a picture nobody asked for.
        Add("attest", ["type=provenance,disabled=true"]);
        return new BakeDefinition
        {
            Name = name,
            Words = [.. new[] { new NamedValue("context", target.Context), new NamedValue("dockerfile", target.Dockerfile), new NamedValue("target", target.Stage) }
                .Where(word => word.Value.Length > 0).Select(word => word with { Value = Escape(word.Value) })],
            Arguments = [.. target.Arguments.OrderBy(argument => argument.Name, StringComparer.Ordinal).Select(argument => argument with { Value = Escape(argument.Value) })],
            Lists = lists,
        };

        void Add(string attribute, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
                lists.Add(new(attribute, [.. values.Select(Escape)]));
        }
    }

    private static string NameOf(string project, HashSet<string> used)
    {
        var text = new StringBuilder();
        foreach (var c in project.ToLowerInvariant())
            text.Append(c is >= 'a' and <= 'z' or >= '0' and <= '9' or '_' or '-' ? c : '-');

        var name = text.ToString();
        for (var i = 2; !used.Add(name); i++)
            name = $"{text}-{i}";
        return name;
    }

    private static string Escape(string text) => text.Replace("${", "$${").Replace("%{", "%%{");
}
