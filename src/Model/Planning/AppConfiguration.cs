using Containerize.Images;
using Containerize.Json;

namespace Containerize.Planning;

/// <summary>
/// The app's configuration as far as the build can see it: appsettings.json, appsettings.Production.json over it, and environment variables over both.
/// Keys are joined by <c>:</c> and have no case.
/// </summary>
internal sealed class AppConfiguration
{
    private static readonly string[] Prefixes = ["ASPNETCORE_", "DOTNET_"];

    private readonly SortedDictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Value of a key, empty when there is none.</summary>
    public string this[string key] => _values.TryGetValue(key, out var value) ? value : "";

    /// <summary>Keys with their values, ordered by key.</summary>
    public IEnumerable<KeyValuePair<string, string>> Values => _values;

    /// <summary>Adds a file; later ones win. A file that cannot be read adds nothing.</summary>
    public void AddJson(string? text)
    {
        if (JsonReader.Read(text) is { Kind: JsonKind.Object } root)
            Add("", root);
    }

    /// <summary>Adds variables: <c>__</c> separates keys, the prefixes of the hosts are dropped.</summary>
    public void AddEnvironment(IEnumerable<NamedValue> variables)
    {
        foreach (var variable in variables)
        {
            var prefix = Prefixes.FirstOrDefault(p => variable.Name.StartsWith(p, StringComparison.OrdinalIgnoreCase)) ?? "";
            _values[variable.Name.Substring(prefix.Length).Replace("__", ":")] = variable.Value;
        }
    }

    private void Add(string path, JsonNode node)
    {
        foreach (var member in node.Members)
            Add(path.Length == 0 ? member.Name : path + ":" + member.Name, member.Value);
        for (var i = 0; i < node.Items.Count; i++)
            Add($"{path}:{i}", node.Items[i]);
        if (node.Kind is not (JsonKind.Object or JsonKind.Array))
            _values[path] = node.Text;
    }
}
