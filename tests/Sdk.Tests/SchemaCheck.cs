using System.Text.Json;
using System.Text.RegularExpressions;

namespace Containerize.Sdk.Tests;

/// <summary>Checks JSON against the keywords of JSON Schema that our schemas use; any other keyword fails the check.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title"];

    public IEnumerable<string> Check(JsonElement value) => Check(value, root, "$");

    private IEnumerable<string> Check(JsonElement value, JsonElement schema, string path) =>
        schema.EnumerateObject().Where(keyword => !Annotations.Contains(keyword.Name)).SelectMany(keyword => Apply(keyword, value, schema, path));

    private IEnumerable<string> Apply(JsonProperty keyword, JsonElement value, JsonElement schema, string path)
    {
        var rule = keyword.Value;
        return keyword.Name switch
        {
            "$ref" => Check(value, root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), path),
            "type" => Unless(IsType(value, rule.GetString()!), $"{path} is no {rule}"),
            "const" => Unless(value.GetRawText() == rule.GetRawText(), $"{path} is not {rule}"),
            "enum" => Unless(rule.EnumerateArray().Any(item => item.GetRawText() == value.GetRawText()), $"{path} is none of {rule}"),
            "minimum" => Unless(value.GetInt64() >= rule.GetInt64(), $"{path} is below {rule}"),
            "minLength" => Unless(value.GetString()!.Length >= rule.GetInt32(), $"{path} is too short"),
            "pattern" => Unless(value.ValueKind == JsonValueKind.String && Regex.IsMatch(value.GetString()!, rule.GetString()!), $"{path} does not match {rule}"),
            "required" => rule.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing"),
            "properties" => value.EnumerateObject().Where(member => rule.TryGetProperty(member.Name, out _)).SelectMany(member => Check(member.Value, rule.GetProperty(member.Name), $"{path}.{member.Name}")),
            "additionalProperties" => value.EnumerateObject().Where(member => !schema.GetProperty("properties").TryGetProperty(member.Name, out _)).Select(member => $"{path}.{member.Name} is not in the schema"),
            "items" => value.EnumerateArray().SelectMany((item, index) => Check(item, rule, $"{path}[{index}]")),
            "anyOf" => Unless(rule.EnumerateArray().Any(choice => !Check(value, choice, path).Any()), $"{path} fits no choice"),
            _ => [$"the schema uses {keyword.Name}, which is not checked"],
        };
    }

    private static string[] Unless(bool holds, string problem) => holds ? [] : [problem];

    private static bool IsType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };
}
