using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Images;

namespace Containerize.Buildx;

/// <summary>A project's build as the project says it, with absolute paths: what each project of a solution hands to the one file of all.</summary>
public sealed record BakeBuild
{
    /// <summary>Name of the project.</summary>
    public required string Project { get; init; }

    /// <summary>The build; its metadata file is of no use here.</summary>
    public required BuildxBuild Build { get; init; }

    /// <summary>Secrets: name, absolute path or empty, variable or empty.</summary>
    public IReadOnlyList<(string Id, string File, string Variable)> Secrets { get; init; } = [];

    /// <summary>Full references that the image gets.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>True: the builder pushes it.</summary>
    public bool Push { get; init; }

    /// <summary>False for Docker's media types.</summary>
    public bool Oci { get; init; } = true;

    /// <summary>The target as a bake file in a folder says it: bake takes paths from the folder that it is started in.</summary>
    public BakeTarget In(string folder) => new()
    {
        Project = Project,
        Context = Relative(folder, Build.Context),
        Dockerfile = Relative(Build.Context, Build.Dockerfile),
        Stage = Build.Target,
        Arguments = [.. Build.Arguments.Select(argument => new NamedValue(argument.Key, argument.Value))],
        References = References,
        Platform = Build.Platform,
        Secrets = [.. Secrets.Select(secret => secret.File.Length > 0 ? $"id={secret.Id},{Field($"src={Relative(folder, secret.File)}")}" : $"id={secret.Id},env={secret.Variable}")],
        CacheFrom = Build.CacheFrom,
        CacheTo = Build.CacheTo,
        Push = Push,
        Oci = Oci,
    };

    /// <summary>JSON for <see cref="Read"/>.</summary>
    public string Write() => new JsonObject
    {
        ["project"] = Project,
        ["dockerfile"] = Build.Dockerfile,
        ["context"] = Build.Context,
        ["platform"] = Build.Platform,
        ["target"] = Build.Target,
        ["arguments"] = new JsonObject(Build.Arguments.Select(argument => KeyValuePair.Create(argument.Key, (JsonNode?)argument.Value))),
        ["secrets"] = new JsonArray([.. Secrets.Select(secret => (JsonNode)new JsonArray(secret.Id, secret.File, secret.Variable))]),
        ["cacheFrom"] = Texts(Build.CacheFrom),
        ["cacheTo"] = Texts(Build.CacheTo),
        ["references"] = Texts(References),
        ["push"] = Push,
        ["oci"] = Oci,
    }.ToJsonString() + "\n";

    /// <summary>Reads what <see cref="Write"/> wrote a moment ago.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static BakeBuild Read(ReadOnlySpan<byte> json)
    {
        var read = JsonNode.Parse(json)!;
        return new BakeBuild
        {
            Project = (string)read["project"]!,
            Build = new BuildxBuild
            {
                Dockerfile = (string)read["dockerfile"]!,
                Context = (string)read["context"]!,
                Platform = (string)read["platform"]!,
                Target = (string)read["target"]!,
                Arguments = read["arguments"]!.AsObject().ToDictionary(argument => argument.Key, argument => (string)argument.Value!),
                CacheFrom = Texts(read["cacheFrom"]!),
                CacheTo = Texts(read["cacheTo"]!),
                MetadataFile = "",
            },
            Secrets = [.. read["secrets"]!.AsArray().Select(secret => ((string)secret![0]!, (string)secret[1]!, (string)secret[2]!))],
            References = Texts(read["references"]!),
            Push = (bool)read["push"]!,
            Oci = (bool)read["oci"]!,
        };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static string[] Texts(JsonNode array) => [.. array.AsArray().Select(text => (string)text!)];

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');

    // Fields of an option are those of a line of CSV.
    private static string Field(string text) => text.AsSpan().ContainsAny(',', '"') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
