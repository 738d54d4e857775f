using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containerize.Pipeline;

/// <summary>What the build hands to the process that <c>dotnet run</c> starts: names and paths, no value of a variable.</summary>
public sealed record RunFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Absolute path of plan.json.</summary>
    public required string PlanFile { get; init; }

    /// <summary>Absolute path of the project, which marks its containers.</summary>
    public required string ProjectPath { get; init; }

    /// <summary>Name of the project, for messages.</summary>
    public required string ProjectName { get; init; }

    /// <summary>References, digest and what was sent.</summary>
    public string ImageLine { get; init; } = "";

    /// <summary>ContainerizeEngineHost.</summary>
    public string EngineHost { get; init; } = "";

    /// <summary>LocalRegistry.</summary>
    public string LocalRegistry { get; init; } = "";

    /// <summary>ContainerizeOffline.</summary>
    public bool Offline { get; init; }

    /// <summary>Names of variables that the container gets as the started process has them (<c>dotnet run -e</c>).</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>Indented JSON with a trailing line feed.</summary>
    public string Write() => new JsonObject
    {
        ["plan"] = PlanFile,
        ["project"] = ProjectPath,
        ["name"] = ProjectName,
        ["image"] = ImageLine,
        ["engineHost"] = EngineHost,
        ["localRegistry"] = LocalRegistry,
        ["offline"] = Offline,
        ["variables"] = new JsonArray([.. Variables.Select(name => (JsonNode)name)]),
    }.ToJsonString(Indented) + "\n";

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static RunFile Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var read = JsonNode.Parse(json)!.AsObject();
            return new RunFile
            {
                PlanFile = Text(read, "plan"),
                ProjectPath = Text(read, "project"),
                ProjectName = Text(read, "name"),
                ImageLine = Text(read, "image"),
                EngineHost = Text(read, "engineHost"),
                LocalRegistry = Text(read, "localRegistry"),
                Offline = read["offline"]!.GetValue<bool>(),
                Variables = [.. read["variables"]!.AsArray().Select(name => name!.GetValue<string>())],
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or NullReferenceException)
        {
            throw new JsonException("It was not written by this version.", exception);
        }
    }

    private static string Text(JsonObject read, string name) => read[name]!.GetValue<string>();
}
