using System.Text;
using System.Text.RegularExpressions;

namespace Containerize.Dockerfiles;

/// <summary>
/// What a build and a run need to know of a Dockerfile that somebody wrote: which images it is built on, and what its last stage says. Variables are
/// put in where ARG and the build arguments give them.
/// </summary>
public sealed record DockerfileSummary
{
    private static readonly Regex Variable = new(@"\$(?:\{(\w+)(?::([-+])([^}]*))?\}|(\w+))", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2));

    /// <summary>Images from elsewhere that FROM, <c>COPY --from</c> and <c>RUN --mount=…,from=</c> name, as written, each once, in order.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Ports that the built stage and those below it expose, <c>8080/tcp</c>, in order.</summary>
    public required IReadOnlyList<string> Ports { get; init; }

    /// <summary>The last USER of the built stage and those below it; empty when there is none.</summary>
    public required string User { get; init; }

    /// <summary>True when a health check is declared, and not <c>NONE</c>.</summary>
    public required bool HasHealthCheck { get; init; }

    /// <summary>Ids of secrets that RUN lines mount.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Names of its stages; those without one are missing.</summary>
    public required IReadOnlyList<string> Stages { get; init; }

    /// <summary>Reads the text.</summary>
    /// <param name="text">The Dockerfile.</param>
    /// <param name="arguments">Build arguments.</param>
    /// <param name="target">Stage that is built; empty means the last.</param>
    public static DockerfileSummary Read(string text, IReadOnlyDictionary<string, string> arguments, string target)
    {
        var (images, stages, global) = (new List<string>(), new List<Stage>(), new Dictionary<string, string>());
        var secrets = new List<string>();
        foreach (var (keyword, rest) in Instructions(text))
        {
            var stage = stages.LastOrDefault();
            var values = stage?.Values ?? global;
            switch (keyword)
            {
                case "ARG":
                    var pair = rest.Split(['='], 2);
                    var given = arguments.TryGetValue(pair[0], out var argument) ? argument : pair.Length > 1 ? Expand(Unquote(pair[1]), values) : null;
                    if ((given ?? (global.TryGetValue(pair[0], out var outer) ? outer : null)) is { } value)
                        values[pair[0]] = value;
                    break;
                case "FROM":
                    var words = Words(rest).Where(word => !word.StartsWith("--", StringComparison.Ordinal)).ToArray();
                    var name = words.Length > 2 ? words[2] : "";
                    var below = words.Length == 0 ? "" : Expand(Unquote(words[0]), global);
                    var parent = stages.LastOrDefault(one => one.Is(below));
                    if (parent is null)
                        AddImage(images, below);
                    stages.Add(new(name, parent));
                    break;
                case "COPY" or "ADD" or "RUN" when stage is not null:
                    foreach (var from in Words(rest).Select(word => FromOf(keyword, word)).Where(from => from.Length > 0))
                    {
                        var expanded = Expand(from, values);
                        if (!stages.Any(one => one.Is(expanded)) && !(int.TryParse(expanded, out var index) && index < stages.Count))
                            AddImage(images, expanded);
                    }

                    secrets.AddRange(Words(rest).Where(word => word.StartsWith("--mount=", StringComparison.Ordinal) && word.Contains("type=secret")).Select(word => Option(word.Substring(8), "id")).Where(id => id.Length > 0));
                    break;
                case "EXPOSE" when stage is not null:
                    stage.Ports.AddRange(Words(rest).Select(word => Expand(Unquote(word), values)).Where(port => port.Length > 0).Select(port => port.Contains('/') ? port.ToLowerInvariant() : port + "/tcp"));
                    break;
                case "ENV" when stage is not null:
                    foreach (var variable in Words(rest).Select(word => word.Split(['='], 2)).Where(parts => parts.Length == 2))
                        values[variable[0]] = Expand(Unquote(variable[1]), values);
                    break;
                case "USER" when stage is not null:
                    stage.User = Expand(Unquote(rest), values);
                    break;
                case "HEALTHCHECK" when stage is not null:
                    stage.HasHealthCheck = !rest.Equals("NONE", StringComparison.OrdinalIgnoreCase);
                    break;
            }
        }

        var built = (target.Length == 0 ? null : stages.LastOrDefault(stage => stage.Is(target))) ?? stages.LastOrDefault();
        var chain = new List<Stage>();
        for (; built is not null; built = built.Parent)
            chain.Insert(0, built);
        return new DockerfileSummary
        {
            Images = images,
            Ports = [.. chain.SelectMany(stage => stage.Ports).Distinct()],
            User = chain.LastOrDefault(stage => stage.User is not null)?.User ?? "",
            HasHealthCheck = chain.LastOrDefault(stage => stage.HasHealthCheck is not null)?.HasHealthCheck ?? false,
            Secrets = [.. secrets.Distinct()],
            Stages = [.. stages.Select(stage => stage.Name).Where(name => name.Length > 0)],
        };
    }

    private static void AddImage(List<string> images, string image)
    {
        // What still holds a variable names nothing that could be looked up.
        if (image.Length > 0 && image != "scratch" && image.IndexOf('$') < 0 && !images.Contains(image))
            images.Add(image);
    }

    private static string FromOf(string keyword, string word) =>
        keyword == "RUN" ? word.StartsWith("--mount=", StringComparison.Ordinal) ? Option(word.Substring(8), "from") : ""
        : word.StartsWith("--from=", StringComparison.Ordinal) ? word.Substring(7) : "";

    private static string Option(string options, string name) =>
        options.Split(',').Select(option => option.Split(['='], 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1] ?? "";

    private static string[] Words(string text) => text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static string Unquote(string text) => text.Trim().Trim('"', '\'');

    private static string Expand(string text, Dictionary<string, string> values) => Variable.Replace(text, match =>
    {
        var name = match.Groups[1].Success ? match.Groups[1].Value : match.Groups[4].Value;
        var has = values.TryGetValue(name, out var value) && value.Length > 0;
        return match.Groups[2].Value switch
        {
            "-" => has ? value! : match.Groups[3].Value,
            "+" => has ? match.Groups[3].Value : "",
            _ => has ? value! : match.Value,
        };
    });

    private static IEnumerable<(string Keyword, string Text)> Instructions(string text)
    {
        var (joined, here, escape) = (new StringBuilder(), new Queue<string>(), '\\');
        foreach (var raw in text.TrimStart('\uFEFF').Replace("\r\n", "\n").Split('\n'))
        {
            var line = raw.Trim();
            if (here.Count > 0)
            {
                if (line == here.Peek())
                    here.Dequeue();
                continue;
            }

            if (line.Length == 0 || line[0] == '#')
            {
                if (line.Replace(" ", "").StartsWith("#escape=`", StringComparison.OrdinalIgnoreCase))
                    escape = '`';
                continue;
            }

            var more = line[line.Length - 1] == escape;
            joined.Append(more ? line.Substring(0, line.Length - 1) : line).Append(' ');
            if (more)
                continue;

            var whole = joined.ToString().Trim();
            joined.Clear();
            foreach (Match document in Regex.Matches(whole, @"(?<!<)<<-?[""']?(\w+)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(2)))
                here.Enqueue(document.Groups[1].Value);
            var end = whole.IndexOfAny([' ', '\t']);
            yield return end < 0 ? (whole.ToUpperInvariant(), "") : (whole.Substring(0, end).ToUpperInvariant(), whole.Substring(end).Trim());
        }
    }

    private sealed class Stage(string name, Stage? parent)
    {
        public string Name => name;

        public Stage? Parent => parent;

        public Dictionary<string, string> Values { get; } = [];

        public List<string> Ports { get; } = [];

        public string? User { get; set; }

        public bool? HasHealthCheck { get; set; }

        public bool Is(string other) => name.Length > 0 && string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
    }
}
